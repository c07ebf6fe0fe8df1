using static MlOps.Codegen.Support.Tests.Probes.Pmml;

namespace MlOps.Codegen.Support.Tests.Probes.Models;

/// <summary>Probes of ClusteringModel, and of the measures that it shares with NearestNeighborModel.</summary>
internal static class ClusteringProbes
{
    private static readonly string[] Binary = ["simpleMatching", "jaccard", "tanimoto"];

    private static readonly string[] Distances = ["euclidean", "squaredEuclidean", "cityBlock", "chebychev"];

    public static KindProbes All { get; } = new(
        "ClusteringModel",
        [KindProbes.Function("ClusteringModel", "clustering", File(Clusters()))],
        [
            .. Probe.Each("modelClass", "ClusteringModelReader.IsCenterBased", word => File(Clusters().Replace("centerBased", word, StringComparison.Ordinal))),
            .. Probe.Each("ComparisonMeasure kind", "ComparisonMeasureReader.Kinds", word => File(word == "similarity" ? OfBits("<jaccard/>") : Clusters())),
            .. Distances.Select(measure => new Probe("ComparisonMeasure", measure, File(Clusters(measure: $"<{measure}/>")))),
            new("ComparisonMeasure", "minkowski", File(Clusters(measure: "<minkowski p-parameter=\"3\"/>"))),
            .. Binary.Select(measure => new Probe("ComparisonMeasure", measure, File(OfBits($"<{measure}/>")))),
            new("ComparisonMeasure", "binarySimilarity", File(OfBits("""
                <binarySimilarity c00-parameter="0" c01-parameter="0" c10-parameter="0" c11-parameter="1" d00-parameter="1" d01-parameter="1" d10-parameter="1" d11-parameter="1"/>
                """))),
            .. Probe.Each("compareFunction", "ComparisonMeasureReader.Functions", word => File(word switch
            {
                "table" => OfCategories(Table("symmetric")),
                "gaussSim" => Clusters(fields: $"<ClusteringField field=\"x\" compareFunction=\"{word}\" similarityScale=\"2\"/><ClusteringField field=\"z\"/>"),
                _ => Clusters(fields: $"<ClusteringField field=\"x\" compareFunction=\"{word}\"/><ClusteringField field=\"z\"/>"),
            })),
            .. Probe.Each("Comparisons Matrix kind", "MatrixReader.Kinds", word => File(OfCategories(Table(word)))),
            new("ClusteringField", "of categories", File(OfCategories("<ClusteringField field=\"c\" compareFunction=\"equal\"/>"))),
            new("ClusteringField fieldWeight", "", File(Clusters(fields: "<ClusteringField field=\"x\" fieldWeight=\"2\"/><ClusteringField field=\"z\"/>"))),
            new("MissingValueWeights", "", File(Clusters(fields: $"<ClusteringField field=\"x\"/><ClusteringField field=\"z\"/><MissingValueWeights>{Numbers("1 3")}</MissingValueWeights>"))),
            new("ClusteringField isCenterField", "false", File(Clusters(fields: "<ClusteringField field=\"x\"/><ClusteringField field=\"z\"/><ClusteringField field=\"n\" isCenterField=\"false\"/>"))),
            new("CenterFields", "", File(Clusters(fields: "<CenterFields><DerivedField name=\"k\" optype=\"continuous\" dataType=\"double\"><FieldRef field=\"x\"/></DerivedField></CenterFields><ClusteringField field=\"x\"/><ClusteringField field=\"z\"/>"))),
            new("KohonenMap", "", File(Clusters().Replace("<Cluster id=\"near\">", "<Cluster id=\"near\"><KohonenMap coord1=\"1\"/>", StringComparison.Ordinal))),
        ]);

    /// <summary>Two clusters over x and z.</summary>
    /// <param name="output">The Output element.</param>
    /// <param name="measure">The measure.</param>
    /// <param name="fields">The ClusteringField elements.</param>
    public static string Clusters(
        string output = LabelResult, string measure = "<squaredEuclidean/>", string fields = "<ClusteringField field=\"x\"/><ClusteringField field=\"z\"/>") =>
        Model("x z n", output, "distance", measure, fields, Numbers("1 2"), Numbers("11 12"));

    private static string OfBits(string measure) => Model(
        "b1 b2", LabelResult, "similarity", measure, "<ClusteringField field=\"b1\"/><ClusteringField field=\"b2\"/>", Numbers("1 0"), Numbers("1 1"));

    private static string OfCategories(string field) => Model(
        "c", LabelResult, "distance", "<cityBlock/>", field, "<Array n=\"1\" type=\"string\">u</Array>", "<Array n=\"1\" type=\"string\">v</Array>");

    private static string Table(string kind) => $"""
        <ClusteringField field="c" compareFunction="table"><Comparisons><Matrix kind="{kind}">{kind switch
        {
            "diagonal" => Numbers("1 2"),
            "symmetric" => Numbers("0") + Numbers("0.5 0"),
            _ => Numbers("0 0.5") + Numbers("0.75 0"),
        }}</Matrix></Comparisons></ClusteringField>
        """;

    private static string Model(string active, string output, string kind, string measure, string fields, string near, string far) => $"""
        <ClusteringModel functionName="clustering" modelClass="centerBased" numberOfClusters="2">{Schema(active)}{output}
        <ComparisonMeasure kind="{kind}">{measure}</ComparisonMeasure>{fields}
        <Cluster id="near">{near}</Cluster><Cluster id="far">{far}</Cluster></ClusteringModel>
        """;
}
