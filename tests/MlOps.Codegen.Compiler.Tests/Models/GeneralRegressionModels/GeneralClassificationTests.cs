namespace MlOps.Codegen.Compiler.Tests.Models.GeneralRegressionModels;

public class GeneralClassificationTests
{
    private const string Three = """<Value value="low"/><Value value="mid"/><Value value="high"/>""";

    private const string Two = """<Value value="no"/><Value value="yes"/>""";

    [Fact]
    public void Multinomial_logits_are_shares_against_the_reference_category()
    {
        ModelFixture model = Model(
            "modelType='multinomialLogistic' targetReferenceCategory='mid'",
            Three,
            Weights(("low", 0.5, 1), ("high", -1, 2)));
        double low = Math.Exp(0.5 + 3);
        double high = Math.Exp(-1 + 6);
        model.Score(("x", 3.0)).Is(
            ("p_low", low / (low + high + 1)), ("p_mid", 1 / (low + high + 1)), ("p_high", high / (low + high + 1)));
        Assert.Equal("high", model.Score(("x", 3.0))["y"].Text);
        model.Score().IsMissing("y", "p_low", "p_mid", "p_high");
    }

    [Fact]
    public void The_reference_category_is_the_one_that_the_ParamMatrix_leaves_out()
    {
        ModelFixture model = Model("modelType='multinomialLogistic'", Three, Weights(("low", 0, 1), ("mid", 0, 0)));
        model.Score(("x", 0.0)).Is(("p_low", 1.0 / 3), ("p_mid", 1.0 / 3), ("p_high", 1.0 / 3));

        // Of equals the first of the target's values wins, the reference category last.
        Assert.Equal("low", model.Score(("x", 0.0))["y"].Text);
        Assert.Equal("mid", model.Score(("x", -1.0))["y"].Text);
    }

    [Fact]
    public void Large_scores_do_not_overflow()
    {
        ModelFixture model = Model("modelType='multinomialLogistic'", Three, Weights(("low", 0, 1), ("mid", 0, 2)));
        model.Score(("x", 1000.0)).Is(("p_low", 0), ("p_mid", 1), ("p_high", 0));
    }

    [Fact]
    public void A_category_can_have_rows_of_its_own()
    {
        ModelFixture model = Model(
            "modelType='multinomialLogistic'",
            Three,
            Weights(("low", 0, 1), ("mid", 0, 1)),
            """
            <PPCell value="1" predictorName="x" parameterName="p1"/>
            <PPCell value="2" predictorName="x" parameterName="p1" targetCategory="mid"/>
            """);
        double low = Math.Exp(3);
        double mid = Math.Exp(9);
        model.Score(("x", 3.0)).Is(("p_low", low / (low + mid + 1)), ("p_mid", mid / (low + mid + 1)));
    }

    [Theory]
    [InlineData("logit", 0.7310585786300049, 0.5)]
    [InlineData("probit", 0.8413447460685429, 0.5)]
    [InlineData("cloglog", 0.9340119641546875, 0.6321205588285577)]
    [InlineData("loglog", 0.6922006275553464, 0.36787944117144233)]
    [InlineData("cauchit", 0.75, 0.5)]
    public void Ordinal_categories_share_slopes_and_cumulate(string link, double atOne, double atZero)
    {
        // Thresholds −1 and 0 with a slope of 1 at x = 1: the predictors are 0 and 1.
        ModelFixture model = Model(
            $"modelType='ordinalMultinomial' cumulativeLink='{link}'",
            Three,
            """
            <PCell targetCategory="low" parameterName="p0" beta="-1"/><PCell targetCategory="mid" parameterName="p0" beta="0"/>
            <PCell parameterName="p1" beta="1"/>
            """);
        model.Score(("x", 1.0)).Is(("p_low", atZero), ("p_mid", atOne - atZero), ("p_high", 1 - atOne));
    }

    [Fact]
    public void An_ordinal_model_adds_its_offset()
    {
        ModelFixture model = Model(
            "modelType='ordinalMultinomial' cumulativeLink='logit' offsetValue='1'",
            Three,
            """
            <PCell targetCategory="low" parameterName="p0" beta="-1"/><PCell targetCategory="mid" parameterName="p0" beta="0"/>
            <PCell parameterName="p1" beta="1"/>
            """);
        model.Score(("x", 0.0)).Is(("p_low", 0.5), ("p_mid", 0.7310585786300049 - 0.5), ("p_high", 1 - 0.7310585786300049));
    }

    [Fact]
    public void A_binary_generalized_linear_model_gives_the_rest_to_the_reference_category()
    {
        ModelFixture model = Model(
            "modelType='generalizedLinear' linkFunction='logit' targetReferenceCategory='no'",
            Two,
            """<PCell parameterName="p0" beta="0"/><PCell parameterName="p1" beta="1"/>""");
        model.Score(("x", 1.0)).Is(("p_yes", 0.7310585786300049), ("p_no", 1 - 0.7310585786300049));
        Assert.Equal("yes", model.Score(("x", 1.0))["y"].Text);
        Assert.Equal("no", model.Score(("x", -1.0))["y"].Text);
        Assert.Equal("yes", model.Score(("x", 0.0))["y"].Text);
    }

    [Fact]
    public void A_model_without_predictors_is_the_same_for_every_row()
    {
        ModelFixture model = Model(
            "modelType='multinomialLogistic'", Two, """<PCell targetCategory="yes" parameterName="p0" beta="-1.5"/>""", "");
        double yes = 1 / (1 + Math.Exp(1.5));
        model.Score().Is(("p_yes", yes), ("p_no", 1 - yes));
    }

    [Fact]
    public void An_unclear_reference_category_is_refused()
    {
        string message = Assert.Single(ModelFixture.Refusals(Text("modelType='multinomialLogistic'", Three, Weights(("low", 0, 1)))));
        Assert.Equal(
            "MLC3009 the model needs a targetReferenceCategory: exactly one category may be absent from the ParamMatrix", message);
        message = Assert.Single(ModelFixture.Refusals(Text(
            "modelType='generalizedLinear' linkFunction='logit' targetReferenceCategory='low'", Three, Weights(("mid", 0, 1)))));
        Assert.Contains("has two categories", message, StringComparison.Ordinal);
        message = Assert.Single(ModelFixture.Refusals(Text(
            "modelType='ordinalMultinomial' cumulativeLink='logit'", Three, Weights(("low", 0, 1)))));
        Assert.Contains("no PCell for the category 'mid'", message, StringComparison.Ordinal);
    }

    private static string Weights(params (string Category, double P0, double P1)[] weights) => string.Concat(weights.Select(weight =>
        $"""
        <PCell targetCategory="{weight.Category}" parameterName="p0" beta="{weight.P0}"/>
        <PCell targetCategory="{weight.Category}" parameterName="p1" beta="{weight.P1}"/>
        """));

    private static ModelFixture Model(string attributes, string values, string weights, string? rows = null) =>
        ModelFixture.Of(Text(attributes, values, weights, rows));

    private static string Text(string attributes, string values, string weights, string? rows = null)
    {
        rows ??= """<PPCell value="1" predictorName="x" parameterName="p1"/>""";
        string outputs = string.Concat(values.Split('"').Where((_, i) => i % 2 == 1).Select(value =>
            $"""<OutputField name="p_{value}" feature="probability" value="{value}" optype="continuous" dataType="double"/>"""));
        return ModelFixture.File(
            $"""
            <DataField name="y" optype="categorical" dataType="string">{values}</DataField>
            <DataField name="x" optype="continuous" dataType="double"/>
            """,
            $"""
            <GeneralRegressionModel functionName="classification" {attributes}>
            <MiningSchema><MiningField name="y" usageType="target"/><MiningField name="x"/></MiningSchema>
            <Output>{outputs}</Output>
            <ParameterList><Parameter name="p0"/><Parameter name="p1"/></ParameterList>
            <CovariateList><Predictor name="x"/></CovariateList>
            <PPMatrix>{rows}</PPMatrix><ParamMatrix>{weights}</ParamMatrix>
            </GeneralRegressionModel>
            """);
    }
}
