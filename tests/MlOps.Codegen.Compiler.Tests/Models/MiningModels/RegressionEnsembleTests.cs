namespace MlOps.Codegen.Compiler.Tests.Models.MiningModels;

public sealed class RegressionEnsembleTests
{
    [Fact]
    public void A_median_of_too_many_segments_is_refused_for_that_alone() => Assert.Equal(
        ["MLC3002 the median of more than 100 segments is not supported: every pair would have to be compared in SQL"],
        ModelFixture.Refusals(File("median", 101)));

    [Fact]
    public void A_method_for_labels_does_not_go_with_numbers() => Assert.Equal(
        ["MLC3009 the method MajorityVote does not go with regression"], ModelFixture.Refusals(File("majorityVote", 2)));

    private static string File(string method, int segments) => ModelFixture.File(
        """<DataField name="x" optype="continuous" dataType="double"/><DataField name="y" optype="continuous" dataType="double"/>""",
        $"""
        <MiningModel functionName="regression">{Schema}<Segmentation multipleModelMethod="{method}">{string.Concat(Enumerable.Range(1, segments).Select(i => $"""
            <Segment id="{i}"><True/><RegressionModel functionName="regression">{Schema}<RegressionTable intercept="{i}"/></RegressionModel></Segment>
            """))}</Segmentation></MiningModel>
        """);

    private const string Schema = """<MiningSchema><MiningField name="x"/><MiningField name="y" usageType="target"/></MiningSchema>""";
}
