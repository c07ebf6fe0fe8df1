using System.Globalization;

namespace MlOps.Codegen.Compiler.Tests.Models.ClusteringModels;

public sealed class ClusteringTests
{
    private const string Fields = """
        <DataField name="x" optype="continuous" dataType="double"/>
        <DataField name="y" optype="continuous" dataType="double"/>
        <DataField name="c" optype="categorical" dataType="string"><Value value="s"/><Value value="m"/><Value value="l"/></DataField>
        """;

    private const string XAndY = """<ClusteringField field="x"/><ClusteringField field="y"/>""";

    [Theory]
    [InlineData("<euclidean/>", 5.0)]
    [InlineData("<squaredEuclidean/>", 25.0)]
    [InlineData("<cityBlock/>", 7.0)]
    [InlineData("<chebychev/>", 4.0)]
    [InlineData("""<minkowski p-parameter="3"/>""", 4.497941445275415)]
    public void Distances_follow_their_measure(string measure, double expected)
    {
        ModelFixture model = ModelFixture.Of(File(measure, XAndY, ("near", "1 2"), ("far", "101 102")));
        model.Score(("x", 4.0), ("y", -2.0)).Is(("to near", expected), ("to winner", expected));
        model.ScoreExpanded(("x", 4.0), ("y", -2.0)).Is(("to near", expected), ("to winner", expected));
    }

    [Fact]
    public void The_nearest_cluster_wins_and_the_first_of_equally_near_ones()
    {
        ModelFixture model = ModelFixture.Of(File("<euclidean/>", XAndY, ("near", "0 0"), ("far", "2 0")));
        Assert.Equal("far", model.Score(("x", 1.5), ("y", 0.0))["id"].Text);
        Assert.Equal("near", model.Score(("x", 1.0), ("y", 0.0))["id"].Text);
        Assert.Equal("far", model.Score(("x", 1.0), ("y", 0.0))["second"].Text);
        Assert.Equal("Cluster near", model.Score(("x", 1.0), ("y", 0.0))["name"].Text);
        Assert.True(model.Score(("x", 1.0), ("y", 0.0))["third"].IsMissing);
    }

    [Fact]
    public void Fields_that_are_present_stand_for_missing_ones_by_their_weights()
    {
        ModelFixture model = ModelFixture.Of(File("<squaredEuclidean/>", XAndY, ("near", "1 2"), ("far", "101 102")));
        model.Score(("x", 4.0)).Is(("to near", 9 * 2 / 1.0));
        ModelFixture weighted = ModelFixture.Of(File(
            "<euclidean/>", XAndY + """<MissingValueWeights><Array n="2" type="real">1 3</Array></MissingValueWeights>""", ("near", "1 2"), ("far", "9 9")));
        weighted.Score(("y", -2.0)).Is(("to near", Math.Sqrt(16 * 4 / 3.0)));
        weighted.ScoreExpanded(("y", -2.0)).Is(("to near", Math.Sqrt(16 * 4 / 3.0)));
        weighted.Score().IsMissing("id", "to near", "to winner");
    }

    [Fact]
    public void Weights_and_compare_functions_are_a_fields_own()
    {
        const string Compared = """
            <ClusteringField field="x" fieldWeight="2.5" compareFunction="gaussSim" similarityScale="2"/>
            <ClusteringField field="y" compareFunction="delta" fieldWeight="3"/>
            """;
        double similarity = Math.Exp(-Math.Log(2) * 9 / 4);
        ModelFixture model = ModelFixture.Of(File("<euclidean/>", Compared, ("near", "1 2"), ("far", "101 102")));
        model.Score(("x", 4.0), ("y", 7.0)).Is(("to near", Math.Sqrt((2.5 * similarity * similarity) + 3)));
        model.Score(("x", 4.0), ("y", 2.0)).Is(("to near", Math.Sqrt(2.5 * similarity * similarity)));
        model.ScoreExpanded(("x", 4.0), ("y", 7.0)).Is(("to near", Math.Sqrt((2.5 * similarity * similarity) + 3)));
    }

    [Fact]
    public void Categories_are_compared_by_equality_or_by_a_table()
    {
        const string Table = """
            <ClusteringField field="c" compareFunction="table"><Comparisons>
            <Matrix kind="symmetric"><Array n="1" type="real">1</Array><Array n="2" type="real">0.5 1</Array><Array n="3" type="real">0.25 0.75 1</Array></Matrix>
            </Comparisons></ClusteringField>
            """;
        ModelFixture table = ModelFixture.Of(File("<cityBlock/>", Table, ("near", "m"), ("far", "l")));
        table.Score(("c", "s")).Is(("to near", 0.5), ("to far", 0.25));
        table.ScoreExpanded(("c", "l")).Is(("to near", 0.75), ("to far", 1));
        ModelFixture equal = ModelFixture.Of(File(
            "<cityBlock/>", """<ClusteringField field="c" compareFunction="delta"/>""", ("near", "m"), ("far", "l")));
        equal.Score(("c", "l")).Is(("to near", 1), ("to far", 0));
        equal.Score(("c", "s")).Is(("to near", 1), ("to far", 1));
    }

    [Theory]
    [InlineData("<simpleMatching/>", 2 / 4.0)]
    [InlineData("<jaccard/>", 1 / 3.0)]
    [InlineData("<tanimoto/>", 2 / 6.0)]
    [InlineData("""<binarySimilarity c00-parameter="1" c01-parameter="2" c10-parameter="3" c11-parameter="4" d00-parameter="5" d01-parameter="6" d10-parameter="7" d11-parameter="8"/>""", 10 / 26.0)]
    public void Similarities_count_pairs_of_bits(string measure, double expected)
    {
        // The row is 1 1 0 0, the cluster 1 0 1 0: each pair of bits occurs once.
        string fields = string.Concat(Enumerable.Range(1, 4).Select(i => $"""<ClusteringField field="b{i}"/>"""));
        string data = string.Concat(Enumerable.Range(1, 4).Select(i => $"""<DataField name="b{i}" optype="categorical" dataType="{(i < 3 ? "boolean" : "integer")}"/>"""));
        ModelFixture model = ModelFixture.Of(ModelFixture.File(data, Model(
            measure, fields, "similarity", [.. Enumerable.Range(1, 4).Select(i => $"b{i}")], [("near", "1 0 1 0"), ("far", "0 0 1 1")])));
        model.Score(("b1", true), ("b2", true), ("b3", 0), ("b4", 0)).Is(("to near", expected), ("to winner", expected));
        model.ScoreExpanded(("b1", true), ("b2", true), ("b3", 0), ("b4", 0)).Is(("to near", expected));
        model.Score(("b1", true), ("b2", true), ("b3", 0)).IsMissing("id", "to near");
        model.Score(("b1", true), ("b2", true), ("b3", 0), ("b4", 2)).IsMissing("id", "to near");
    }

    [Fact]
    public void Similarities_of_comparisons_are_the_better_the_larger()
    {
        string fields = """<ClusteringField field="x" compareFunction="gaussSim" similarityScale="1"/>""";
        ModelFixture model = ModelFixture.Of(ModelFixture.File(
            Fields, Model("<cityBlock/>", fields, "similarity", ["x"], [("near", "0"), ("far", "5")])));
        Assert.Equal("far", model.Score(("x", 4.0))["id"].Text);
        Assert.Equal(
            ["MLC3009 the ComparisonMeasure is of kind similarity, but a field is compared by a difference"],
            ModelFixture.Refusals(ModelFixture.File(
                Fields, Model("<cityBlock/>", XAndY, "similarity", ["x", "y"], [("near", "0 0"), ("far", "5 5")]))));
    }

    [Fact]
    public void A_field_that_is_not_of_the_center_takes_no_part()
    {
        ModelFixture model = ModelFixture.Of(File(
            "<euclidean/>", """<ClusteringField field="x"/><ClusteringField field="y" isCenterField="false"/>""", ("near", "1"), ("far", "9")));
        model.Score(("x", 3.0), ("y", 1e6)).Is(("to near", 2));
    }

    [Theory]
    [InlineData("1 2 3", "MLC3009 the cluster has 3 coordinates, but there are 2 center fields")]
    [InlineData("1 INF", "MLC3008 'INF' is not a value of type double")]
    public void Centers_have_to_fit(string center, string refusal) => Assert.Equal(
        [refusal], ModelFixture.Refusals(File("<euclidean/>", XAndY, ("near", center), ("far", "0 0"))));

    [Fact]
    public void Statistics_of_clusters_are_no_scoring_procedure() => Assert.Equal(
        ["MLC3002 modelClass distributionBased is not supported: PMML does not say how a row is compared with a cluster's statistics"],
        ModelFixture.Refusals(File("<euclidean/>", XAndY, ("near", "0 0"), ("far", "1 1")).Replace("centerBased", "distributionBased", StringComparison.Ordinal)));

    [Fact]
    public void An_affinity_to_no_cluster_is_refused() => Assert.Equal(
        ["MLC3009 the output field 'to far' asks for the affinity of 'far', which is no entity of this model"],
        ModelFixture.Refusals(File("<euclidean/>", XAndY, ("near", "0 0"), ("other", "1 1"))));

    private static string File(string measure, string fields, params (string Id, string Center)[] clusters) =>
        ModelFixture.File(Fields, Model(measure, fields, "distance", ["x", "y", "c"], clusters));

    private static string Model(string measure, string fields, string kind, string[] schema, (string Id, string Center)[] clusters) => $"""
        <ClusteringModel functionName="clustering" modelClass="centerBased" numberOfClusters="{clusters.Length}">
        <MiningSchema>{string.Concat(schema.Select(field => $"""<MiningField name="{field}"/>"""))}</MiningSchema>
        <Output>
        <OutputField name="id" optype="categorical" dataType="string" feature="predictedValue"/>
        <OutputField name="name" optype="categorical" dataType="string" feature="predictedDisplayValue"/>
        <OutputField name="second" optype="categorical" dataType="string" feature="entityId" rank="2"/>
        <OutputField name="third" optype="categorical" dataType="string" feature="clusterId" rank="3"/>
        <OutputField name="to winner" optype="continuous" dataType="double" feature="entityAffinity"/>
        <OutputField name="to near" optype="continuous" dataType="double" feature="clusterAffinity" value="near"/>
        <OutputField name="to far" optype="continuous" dataType="double" feature="affinity" value="far"/>
        </Output>
        <ComparisonMeasure kind="{kind}">{measure}</ComparisonMeasure>
        {fields}
        {string.Concat(clusters.Select(cluster => string.Create(CultureInfo.InvariantCulture, $"""
            <Cluster id="{cluster.Id}" name="Cluster {cluster.Id}"><KohonenMap coord1="1"/><Array n="{cluster.Center.Split(' ').Length}" type="{(char.IsAsciiLetterLower(cluster.Center[0]) ? "string" : "real")}">{cluster.Center}</Array></Cluster>
            """)))}
        </ClusteringModel>
        """;
}
