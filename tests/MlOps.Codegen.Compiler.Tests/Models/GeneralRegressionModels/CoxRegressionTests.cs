namespace MlOps.Codegen.Compiler.Tests.Models.GeneralRegressionModels;

public class CoxRegressionTests
{
    private const string Cells = """
        <BaselineCell time="2" cumHazard="0.125"/><BaselineCell time="1" cumHazard="0.0625"/>
        <BaselineCell time="3.5" cumHazard="0.25"/><BaselineCell time="5" cumHazard="0.5"/>
        """;

    // At x = 3 the hazard ratio is exp(0.5·(3 − 1)) = e.
    [Theory]
    [InlineData(0.5, 0)]
    [InlineData(1, 0.0625 * Math.E)]
    [InlineData(1.99, 0.0625 * Math.E)]
    [InlineData(2, 0.125 * Math.E)]
    [InlineData(3, 0.125 * Math.E)]
    [InlineData(3.5, 0.25 * Math.E)]
    [InlineData(5, 0.5 * Math.E)]
    [InlineData(6, 0.5 * Math.E)]
    public void The_last_cell_that_is_not_later_gives_the_baseline(double time, double expected)
    {
        ModelFixture model = One();
        model.Score(("x", 3.0), ("t", time)).Is(("survival", expected), ("s", Math.Exp(-expected)));
        model.ScoreExpanded(("x", 3.0), ("t", time)).Is(("survival", expected));
    }

    [Fact]
    public void Past_the_last_time_and_without_a_time_the_result_is_missing()
    {
        One().Score(("x", 3.0), ("t", 6.5)).IsMissing("survival", "s");
        One().Score(("x", 3.0)).IsMissing("survival", "s");
        One().Score(("t", 4.0)).IsMissing("survival", "s");
    }

    [Fact]
    public void Before_the_first_time_nothing_has_happened_whatever_the_covariates()
    {
        One().Score(("t", 0.5)).Is(("survival", 0), ("s", 1));
    }

    [Fact]
    public void Each_stratum_has_its_baseline()
    {
        ModelFixture model = Model(
            "baselineStrataVariable='g'",
            $"""
            <BaseCumHazardTables>
            <BaselineStratum value="a" maxTime="6">{Cells}</BaselineStratum>
            <BaselineStratum value="b" maxTime="4"><BaselineCell time="0" cumHazard="1"/></BaselineStratum>
            </BaseCumHazardTables>
            """);
        model.Score(("x", 3.0), ("t", 5.5), ("g", "a")).Is(("survival", 0.5 * Math.E));
        model.Score(("x", 3.0), ("t", 3.5), ("g", "b")).Is(("survival", Math.E));
        model.Score(("x", 3.0), ("t", 5.5), ("g", "b")).IsMissing("survival");
        model.Score(("x", 3.0), ("t", 3.5), ("g", "c")).IsMissing("survival");
        model.Score(("x", 3.0), ("t", 3.5)).IsMissing("survival");
    }

    [Fact]
    public void A_model_without_parameters_is_its_baseline()
    {
        ModelFixture model = ModelFixture.Of(Text("", $"<BaseCumHazardTables maxTime='6'>{Cells}</BaseCumHazardTables>", ""));
        model.Score(("t", 4.0)).Is(("survival", 0.25));
    }

    [Fact]
    public void A_model_without_a_baseline_is_refused() =>
        Assert.Equal(["MLC1010 GeneralRegressionModel needs BaseCumHazardTables"], ModelFixture.Refusals(Text("", "")));

    private static ModelFixture One() => Model("", $"<BaseCumHazardTables maxTime='6'>{Cells}</BaseCumHazardTables>");

    private static ModelFixture Model(string attributes, string baseline) => ModelFixture.Of(Text(attributes, baseline));

    private static string Text(
        string attributes, string baseline, string weights = """<PCell parameterName="p0" beta="0.5" df="1"/>""") => ModelFixture.File(
        """
        <DataField name="survival" optype="continuous" dataType="double"/>
        <DataField name="x" optype="continuous" dataType="double"/>
        <DataField name="t" optype="continuous" dataType="double"/>
        <DataField name="g" optype="categorical" dataType="string"/>
        """,
        $"""
        <GeneralRegressionModel functionName="regression" modelType="CoxRegression" endTimeVariable="t" statusVariable="s" {attributes}>
        <MiningSchema><MiningField name="survival" usageType="target"/><MiningField name="x"/><MiningField name="t"/>
        <MiningField name="g"/></MiningSchema>
        <Output>
        <OutputField name="h" feature="predictedValue" optype="continuous" dataType="double"/>
        <OutputField name="s" feature="transformedValue" optype="continuous" dataType="double">
        <Apply function="exp"><Apply function="*"><Constant>-1.0</Constant><FieldRef field="h"/></Apply></Apply></OutputField>
        </Output>
        <ParameterList><Parameter name="p0" label="x" referencePoint="1"/></ParameterList>
        <CovariateList><Predictor name="x"/></CovariateList>
        <PPMatrix><PPCell value="1" predictorName="x" parameterName="p0"/></PPMatrix>
        <ParamMatrix>{weights}</ParamMatrix>
        <EventValues><Value value="1"/></EventValues>{baseline}
        </GeneralRegressionModel>
        """);
}
