namespace MlOps.Codegen.Compiler.Tests.Models.MiningModels;

public sealed class ClusteringEnsembleTests
{
    [Fact]
    public void The_cluster_with_most_votes_wins()
    {
        ModelFixture model = ModelFixture.Of(File("majorityVote", (0, 10, 1), (5, 10, 1), (9, 10, 1)));
        Assert.Equal("high", model.Score(("x", 8.0))["cluster"].Text);
        Assert.Equal("low", model.Score(("x", 2.0))["cluster"].Text);
        model.Score().IsMissing("cluster");
    }

    [Fact]
    public void Votes_may_have_weights() => Assert.Equal(
        "low", ModelFixture.Of(File("weightedMajorityVote", (0, 10, 1), (2, 10, 1), (8, 30, 3))).Score(("x", 8.0))["cluster"].Text);

    [Fact]
    public void Of_equal_votes_those_of_the_earlier_segment_win()
    {
        Assert.Equal("high", ModelFixture.Of(File("majorityVote", (0, 8, 1), (8, 30, 1))).Score(("x", 8.0))["cluster"].Text);
        Assert.Equal("low", ModelFixture.Of(File("majorityVote", (8, 30, 1), (0, 8, 1))).Score(("x", 8.0))["cluster"].Text);
    }

    [Fact]
    public void Clusters_are_not_averaged() => Assert.Equal(
        ["MLC3009 the method Average does not go with clustering"], ModelFixture.Refusals(File("average", (0, 10, 1), (5, 10, 1))));

    private static string File(string method, params (double Low, double High, double Weight)[] segments) => ModelFixture.File(
        """<DataField name="x" optype="continuous" dataType="double"/>""",
        $"""
        <MiningModel functionName="clustering">
        <MiningSchema><MiningField name="x"/></MiningSchema>
        <Output><OutputField name="cluster" optype="categorical" dataType="string" feature="predictedValue"/></Output>
        <Segmentation multipleModelMethod="{method}">{string.Concat(segments.Select(segment => FormattableString.Invariant($"""
            <Segment weight="{segment.Weight}"><True/><ClusteringModel functionName="clustering" modelClass="centerBased" numberOfClusters="2">
            <MiningSchema><MiningField name="x"/></MiningSchema><ComparisonMeasure kind="distance"><squaredEuclidean/></ComparisonMeasure><ClusteringField field="x"/>
            <Cluster id="low"><Array n="1" type="real">{segment.Low}</Array></Cluster><Cluster id="high"><Array n="1" type="real">{segment.High}</Array></Cluster>
            </ClusteringModel></Segment>
            """)))}</Segmentation>
        </MiningModel>
        """);
}
