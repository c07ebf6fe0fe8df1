using static MlOps.Codegen.Support.Tests.Probes.Pmml;

namespace MlOps.Codegen.Support.Tests.Probes.Models;

/// <summary>Probes of NearestNeighborModel.</summary>
internal static class NearestNeighborProbes
{
    private const string Element = "NearestNeighborModel";

    public static KindProbes All { get; } = new(
        Element,
        [
            KindProbes.Function(Element, "regression", File(Neighbors("y"))),
            KindProbes.Function(Element, "classification", File(Neighbors("label"))),
            KindProbes.Function(Element, "mixed", File(Neighbors("label").Replace("functionName=\"classification\"", "functionName=\"mixed\"", StringComparison.Ordinal))),
        ],
        [
            .. Probe.Each("continuousScoringMethod", "NearestNeighborModelReader.ContinuousMethods", word => File(Neighbors("y", $"continuousScoringMethod=\"{word}\" threshold=\"0.1\""))),
            .. Probe.Each("categoricalScoringMethod", "NearestNeighborModelReader.CategoricalMethods", word => File(Neighbors("label", $"categoricalScoringMethod=\"{word}\" threshold=\"0.1\""))),
            new("categoricalScoringMethod", "weightedMajorityVote with similarities", File(Neighbors(
                "label", "categoricalScoringMethod=\"weightedMajorityVote\"", "<KNNInput field=\"b1\"/><KNNInput field=\"b2\"/>", "<ComparisonMeasure kind=\"similarity\"><jaccard/></ComparisonMeasure>"))),
            new("ComparisonMeasure kind", "similarity", File(Neighbors(
                "label", "", "<KNNInput field=\"b1\"/><KNNInput field=\"b2\"/>", "<ComparisonMeasure kind=\"similarity\"><jaccard/></ComparisonMeasure>"))),
            new("KNNInput", "of categories", File(Neighbors("y", "", "<KNNInput field=\"c\" compareFunction=\"delta\"/>"))),
            new("KNNInput fieldWeight", "", File(Neighbors("y", "", "<KNNInput field=\"x\" fieldWeight=\"2\"/>"))),
            new("instanceIdVariable", "", File(Neighbors("label", "instanceIdVariable=\"id\"", output: """<Output><OutputField name="id" optype="categorical" dataType="string" feature="entityId" rank="2"/></Output>"""))),
        ]);

    private static string Neighbors(
        string target,
        string attributes = "",
        string inputs = "<KNNInput field=\"x\"/>",
        string measure = "<ComparisonMeasure kind=\"distance\"><euclidean/></ComparisonMeasure>",
        string? output = null)
    {
        string[] columns = ["x", "b1", "b2", "c", "y", "label", "id"];
        string[] rows = ["1 1 0 u 10 no i1", "2 1 1 v 20 yes i2", "3 0 1 u 60 yes i3", "9 0 0 v 40 no i4"];
        return $"""
            <NearestNeighborModel functionName="{(target == "y" ? "regression" : "classification")}" numberOfNeighbors="2" {attributes}>{Schema("x b1 b2 c", target)}
            {output ?? (target == "y" ? Result : LabelResult)}
            <TrainingInstances><InstanceFields>{string.Concat(columns.Select(column => $"<InstanceField field=\"{column}\" column=\"{column}\"/>"))}</InstanceFields>
            <InlineTable>{string.Concat(rows.Select(row => $"<row>{string.Concat(row.Split(' ').Zip(columns, (value, column) => $"<{column}>{value}</{column}>"))}</row>"))}</InlineTable></TrainingInstances>
            {measure}<KNNInputs>{inputs}</KNNInputs></NearestNeighborModel>
            """;
    }
}
