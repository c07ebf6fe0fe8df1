namespace MlOps.Codegen.Compiler.Tests.Models.AnomalyDetectionModels;

public sealed class AnomalyDetectionTests
{
    private const string Fields = """<DataField name="x" optype="continuous" dataType="double"/>""";

    private const string Schema = """<MiningSchema><MiningField name="x"/></MiningSchema>""";

    [Theory]
    [InlineData(256, 10.244770920116851)]
    [InlineData(2, 1.0)]
    public void Path_lengths_are_normalized_by_the_sample(int sample, double meanPathLength)
    {
        ModelFixture model = ModelFixture.Of(File($"iforest\" sampleDataSize=\"{sample}", Trees));
        model.Score(("x", 1.0)).Is(("score", Math.Pow(2, -((3 + 5) / 2.0) / meanPathLength)));
        Assert.False(model.Score(("x", 1.0))["outlier"].Boolean);
        model.Score(("x", -1.0)).Is(("score", Math.Pow(2, -((1 + 2) / 2.0) / meanPathLength)));
    }

    [Fact]
    public void A_model_of_another_kind_yields_the_score_itself()
    {
        const string Linear = $"""
            <RegressionModel functionName="regression">{Schema}<RegressionTable intercept="1"><NumericPredictor name="x" coefficient="2"/></RegressionTable></RegressionModel>
            """;
        ModelFixture.Of(File("other", Linear)).Score(("x", 3.0)).Is(("score", 7));
        ModelFixture.Of(File("ocsvm", Linear)).Score(("x", 3.0)).Is(("score", 7));
    }

    [Fact]
    public void Distances_are_measured_by_the_mean_of_the_nearest_cluster()
    {
        ModelFixture model = ModelFixture.Of(File("clusterMeanDist", Clusters("2 5")));
        model.Score(("x", 3.0)).Is(("score", 3 / 2.0));
        model.Score(("x", 8.0)).Is(("score", 2 / 5.0));
        model.Score().IsMissing("score");
    }

    [Theory]
    [InlineData("clusterMeanDist", "2", "MLC3009 clusterMeanDist needs a ClusteringModel inside and a mean distance for each of its clusters")]
    [InlineData("clusterMeanDist", "2 0", "MLC1020 the array cannot be read: a mean distance is not above 0")]
    [InlineData("iforest", "2 5", "MLC1009 AnomalyDetectionModel needs the attribute 'sampleDataSize'")]
    public void What_the_algorithm_needs_has_to_be_there(string algorithm, string distances, string refusal) =>
        Assert.Equal([refusal], ModelFixture.Refusals(File(algorithm, Clusters(distances))));

    private const string Trees = $"""
        <MiningModel functionName="regression">{Schema}<Segmentation multipleModelMethod="average">
        <Segment><True/><TreeModel functionName="regression" splitCharacteristic="binarySplit">{Schema}
        <Node><True/><Node score="1"><SimplePredicate field="x" operator="lessThan" value="0"/></Node><Node score="3"><SimplePredicate field="x" operator="greaterOrEqual" value="0"/></Node></Node>
        </TreeModel></Segment>
        <Segment><True/><TreeModel functionName="regression" splitCharacteristic="binarySplit">{Schema}
        <Node><True/><Node score="2"><SimplePredicate field="x" operator="lessThan" value="0.5"/></Node><Node score="5"><SimplePredicate field="x" operator="greaterOrEqual" value="0.5"/></Node></Node>
        </TreeModel></Segment>
        </Segmentation></MiningModel>
        """;

    private static string Clusters(string distances) => $"""
        <ClusteringModel functionName="clustering" modelClass="centerBased" numberOfClusters="2">{Schema}
        <ComparisonMeasure kind="distance"><euclidean/></ComparisonMeasure><ClusteringField field="x"/>
        <Cluster id="left"><Array n="1" type="real">0</Array></Cluster><Cluster id="right"><Array n="1" type="real">10</Array></Cluster>
        </ClusteringModel>
        <MeanClusterDistances><Array n="{distances.Split(' ').Length}" type="real">{distances}</Array></MeanClusterDistances>
        """;

    private static string File(string algorithm, string inner) => ModelFixture.File(Fields, $"""
        <AnomalyDetectionModel functionName="regression" algorithmType="{algorithm}">{Schema}
        <Output>
        <OutputField name="score" optype="continuous" dataType="double" feature="predictedValue"/>
        <OutputField name="outlier" optype="categorical" dataType="boolean" feature="decision">
        <Apply function="greaterThan"><FieldRef field="score"/><Constant dataType="double">0.95</Constant></Apply>
        </OutputField>
        </Output>
        {inner}
        </AnomalyDetectionModel>
        """);
}
