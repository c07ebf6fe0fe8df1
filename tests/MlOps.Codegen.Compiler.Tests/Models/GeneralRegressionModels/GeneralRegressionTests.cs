namespace MlOps.Codegen.Compiler.Tests.Models.GeneralRegressionModels;

public class GeneralRegressionTests
{
    private const string Fields = """
        <DataField name="y" optype="continuous" dataType="double"/>
        <DataField name="x" optype="continuous" dataType="double"/>
        <DataField name="z" optype="continuous" dataType="double"/>
        <DataField name="n" optype="continuous" dataType="integer"/>
        <DataField name="f" optype="categorical" dataType="string"/>
        <DataField name="g" optype="categorical" dataType="string"/>
        """;

    // 0.5 + 2·x at x = 0.25: the linear predictor is 1.
    [Theory]
    [InlineData("cloglog", "", 0.9340119641546875)]
    [InlineData("identity", "", 1)]
    [InlineData("log", "", 2.718281828459045)]
    [InlineData("logc", "", -1.718281828459045)]
    [InlineData("logit", "", 0.7310585786300049)]
    [InlineData("loglog", "", 0.6922006275553464)]
    [InlineData("negbin", "distParameter='2'", -0.7909883534346632)]
    [InlineData("oddspower", "linkParameter='0.5'", 0.6923076923076923)]
    [InlineData("oddspower", "linkParameter='0'", 0.7310585786300049)]
    [InlineData("power", "linkParameter='-2'", 1)]
    [InlineData("power", "linkParameter='0'", 2.718281828459045)]
    [InlineData("probit", "", 0.8413447460685429)]
    public void A_link_function_is_inverted(string link, string attributes, double expected) =>
        Line($"modelType='generalizedLinear' linkFunction='{link}' {attributes}").Score(("x", 0.25)).Is(("y", expected));

    [Fact]
    public void The_offset_is_added_before_the_link_and_the_trials_multiply_after_it()
    {
        Line("modelType='generalizedLinear' linkFunction='power' linkParameter='0.5' offsetValue='2' trialsValue='10'")
            .Score(("x", 0.25)).Is(("y", 90));
        Line("modelType='generalizedLinear' linkFunction='log' offsetVariable='z' trialsVariable='n'")
            .Score(("x", 0.25), ("z", -1.0), ("n", 7)).Is(("y", 7));
        Line("modelType='generalizedLinear' linkFunction='log' offsetVariable='z'").Score(("x", 0.25)).IsMissing("y");
    }

    [Fact]
    public void A_covariate_has_a_power_and_a_product_of_predictors_is_an_interaction()
    {
        ModelFixture model = Model(
            "modelType='generalLinear' functionName='regression'",
            """
            <Parameter name="p0"/><Parameter name="p1"/><Parameter name="p2"/><Parameter name="p3"/><Parameter name="p4"/>
            """,
            """<Predictor name="f"/><Predictor name="g"/>""",
            """<Predictor name="x"/><Predictor name="z"/>""",
            """
            <PPCell value="3" predictorName="x" parameterName="p1"/>
            <PPCell value="-0.5" predictorName="z" parameterName="p2"/>
            <PPCell value="a" predictorName="f" parameterName="p3"/><PPCell value="2" predictorName="x" parameterName="p3"/>
            <PPCell value="a" predictorName="f" parameterName="p4"/><PPCell value="b" predictorName="g" parameterName="p4"/>
            """,
            """
            <PCell parameterName="p0" beta="1"/><PCell parameterName="p1" beta="2"/><PCell parameterName="p2" beta="3"/>
            <PCell parameterName="p3" beta="5"/><PCell parameterName="p4" beta="100"/>
            """);
        model.Score(("x", 2.0), ("z", 4.0), ("f", "a"), ("g", "b")).Is(("y", 1 + (2 * 8) + (3 * 0.5) + (5 * 4) + 100));
        model.Score(("x", 2.0), ("z", 4.0), ("f", "a"), ("g", "c")).Is(("y", 1 + (2 * 8) + (3 * 0.5) + (5 * 4)));
        model.Score(("x", 2.0), ("z", 4.0), ("f", "b"), ("g", "b")).Is(("y", 1 + (2 * 8) + (3 * 0.5)));
        model.ScoreExpanded(("x", 2.0), ("z", 4.0), ("f", "a"), ("g", "b")).Is(("y", 138.5));
        model.Score(("x", 2.0), ("z", 4.0), ("f", "b")).IsMissing("y");
        model.Score(("z", 4.0), ("f", "b"), ("g", "b")).IsMissing("y");

        // 0 to a negative power is no number.
        model.Score(("x", 2.0), ("z", 0.0), ("f", "a"), ("g", "b")).IsMissing("y");
    }

    [Fact]
    public void A_covariate_beside_an_indicator_that_is_0_may_be_missing()
    {
        ModelFixture model = Model(
            "modelType='generalLinear' functionName='regression'",
            """<Parameter name="p0"/><Parameter name="p1"/>""",
            """<Predictor name="f"/>""",
            """<Predictor name="x"/>""",
            """<PPCell value="a" predictorName="f" parameterName="p1"/><PPCell value="1" predictorName="x" parameterName="p1"/>""",
            """<PCell parameterName="p0" beta="1"/><PCell parameterName="p1" beta="2"/>""");
        model.Score(("f", "b")).Is(("y", 1));
        model.Score(("f", "a")).IsMissing("y");
        model.Score(("x", 1.0)).IsMissing("y");
    }

    [Fact]
    public void The_indicators_of_one_factor_add_up_and_a_missing_factor_is_missing()
    {
        ModelFixture model = Model(
            "modelType='generalLinear' functionName='regression'",
            """<Parameter name="p0"/><Parameter name="p1"/><Parameter name="p2"/><Parameter name="p3"/>""",
            """<Predictor name="f"/>""",
            "",
            """
            <PPCell value="a" predictorName="f" parameterName="p1"/><PPCell value="b" predictorName="f" parameterName="p2"/>
            <PPCell value="a" predictorName="f" parameterName="p3"/>
            """,
            """
            <PCell parameterName="p0" beta="1"/><PCell parameterName="p1" beta="2"/><PCell parameterName="p2" beta="4"/>
            <PCell parameterName="p3" beta="8"/>
            """);
        model.Score(("f", "a")).Is(("y", 11));
        model.Score(("f", "b")).Is(("y", 5));
        model.Score(("f", "c")).Is(("y", 1));
        model.Score().IsMissing("y");
    }

    [Fact]
    public void A_contrast_matrix_stands_for_indicators()
    {
        ModelFixture model = Model(
            "modelType='generalLinear' functionName='regression'",
            """<Parameter name="p0"/><Parameter name="p1"/><Parameter name="p2"/><Parameter name="p3"/>""",
            """
            <Predictor name="f" contrastMatrixType="Helmert">
              <Categories><Category value="a"/><Category value="b"/><Category value="c"/></Categories>
              <Matrix nbRows="3" nbCols="2">
                <Array n="2" type="real">0.75 0</Array><Array n="2" type="real">-0.25 .5</Array><Array n="2" type="real">-0.25 -.5</Array>
              </Matrix>
            </Predictor>
            """,
            """<Predictor name="x"/>""",
            """
            <PPCell value="a" predictorName="f" parameterName="p1"/><PPCell value="b" predictorName="f" parameterName="p2"/>
            <PPCell value="b" predictorName="f" parameterName="p3"/><PPCell value="1" predictorName="x" parameterName="p3"/>
            """,
            """
            <PCell parameterName="p0" beta="1"/><PCell parameterName="p1" beta="10"/><PCell parameterName="p2" beta="100"/>
            <PCell parameterName="p3" beta="1000"/>
            """);
        model.Score(("f", "a"), ("x", 2.0)).Is(("y", 1 + 7.5));
        model.Score(("f", "b"), ("x", 2.0)).Is(("y", 1 - 2.5 + 50 + 1000));
        model.Score(("f", "c"), ("x", 2.0)).Is(("y", 1 - 2.5 - 50 - 1000));
        model.Score(("f", "d"), ("x", 2.0)).IsMissing("y");
    }

    [Fact]
    public void Single_precision_rounds_each_step()
    {
        float predictor = (float)((0.5 + (2.0 * 0.1f)));
        float expected = 1f / (1f + (float)Math.Exp(-predictor));
        Line("modelType='generalizedLinear' linkFunction='logit' x-mathContext='float'").Score(("x", 0.1)).Is(("y", expected));
    }

    [Fact]
    public void What_contradicts_itself_is_refused()
    {
        Assert.Equal(
            ["MLC3009 a GeneralRegressionModel of modelType MultinomialLogistic cannot have the functionName Regression"],
            Refused("modelType='multinomialLogistic' functionName='regression'"));
        Assert.Equal(
            ["MLC3009 a GeneralRegressionModel of modelType GeneralLinear cannot have the functionName Classification"],
            Refused("modelType='generalLinear' functionName='classification'"));
        Assert.Equal(
            ["MLC1009 GeneralRegressionModel needs the attribute 'distParameter'"],
            Refused("modelType='generalizedLinear' linkFunction='negbin' functionName='regression'"));
        Assert.Equal(
            ["MLC3009 the predictor 'z' is neither in the FactorList nor in the CovariateList"],
            ModelFixture.Refusals(Text(
                "modelType='generalLinear' functionName='regression'",
                """<Parameter name="p0"/>""",
                "",
                "",
                """<PPCell value="1" predictorName="z" parameterName="p0"/>""",
                """<PCell parameterName="p0" beta="1"/>""")));
    }

    private static string[] Refused(string attributes) => ModelFixture.Refusals(LineText(attributes));

    private static ModelFixture Line(string attributes) => ModelFixture.Of(LineText(attributes + " functionName='regression'"));

    private static string LineText(string attributes) => Text(
        attributes,
        """<Parameter name="p0"/><Parameter name="p1"/>""",
        "",
        """<Predictor name="x"/>""",
        """<PPCell value="1" predictorName="x" parameterName="p1"/>""",
        """<PCell parameterName="p0" beta="0.5"/><PCell parameterName="p1" beta="2"/>""");

    private static ModelFixture Model(
        string attributes, string parameters, string factors, string covariates, string rows, string weights) =>
        ModelFixture.Of(Text(attributes, parameters, factors, covariates, rows, weights));

    private static string Text(
        string attributes, string parameters, string factors, string covariates, string rows, string weights) => ModelFixture.File(
            Fields,
            $"""
            <GeneralRegressionModel {attributes}>
            <MiningSchema><MiningField name="y" usageType="target"/><MiningField name="x"/><MiningField name="z"/>
            <MiningField name="n"/><MiningField name="f"/><MiningField name="g"/></MiningSchema>
            <ParameterList>{parameters}</ParameterList><FactorList>{factors}</FactorList><CovariateList>{covariates}</CovariateList>
            <PPMatrix>{rows}</PPMatrix><ParamMatrix>{weights}</ParamMatrix>
            </GeneralRegressionModel>
            """);
}
