namespace MlOps.Codegen.Compiler.Tests.Models.BaselineModels;

public sealed class BaselineTests
{
    [Theory]
    [InlineData("""<GaussianDistribution mean="550.2" variance="48.2"/>""", 550.2, 48.2)]
    [InlineData("""<AnyDistribution mean="3" variance="4"/>""", 3, 4)]
    [InlineData("""<PoissonDistribution mean="9"/>""", 9, 9)]
    [InlineData("""<UniformDistribution lower="2" upper="8"/>""", 5, 3)]
    public void A_value_is_measured_in_standard_deviations_from_the_mean(string distribution, double mean, double variance)
    {
        ModelFixture model = ModelFixture.Of(File("""testStatistic="zValue" """, distribution));
        model.Score(("x", 7.5)).Is(("z", (7.5 - mean) / Math.Sqrt(variance)));
        model.Score().IsMissing("z");
    }

    [Theory]
    [InlineData("""testStatistic="CUSUM" resetValue="0" """, "CUSUM")]
    [InlineData("""testStatistic="scalarProduct" """, "scalarProduct")]
    [InlineData("""testStatistic="chiSquareIndependence" """, "chiSquareIndependence")]
    [InlineData("""testStatistic="zValue" windowSize="20" """, "zValue of a window")]
    public void Statistics_of_many_rows_are_refused(string attributes, string named) => Assert.Equal(
        [$"MLC3002 the testStatistic {named} is not supported: it is a statistic of many rows, and a row is scored by itself"],
        ModelFixture.Refusals(File(attributes, """<GaussianDistribution mean="0" variance="1"/>""")));

    private static string File(string attributes, string distribution) => ModelFixture.File(
        """<DataField name="x" optype="continuous" dataType="double"/>""",
        $"""
        <BaselineModel functionName="regression">
        <MiningSchema><MiningField name="x"/></MiningSchema>
        <Output><OutputField name="z" optype="continuous" dataType="double" feature="predictedValue"/></Output>
        <TestDistributions field="x" {attributes}><Baseline>{distribution}</Baseline></TestDistributions>
        </BaselineModel>
        """);
}
