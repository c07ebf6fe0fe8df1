using static MlOps.Codegen.Compiler.Tests.Models.TimeSeriesModels.TimeSeriesFile;

namespace MlOps.Codegen.Compiler.Tests.Models.TimeSeriesModels;

public class ExponentialSmoothingTests
{
    // Level 100, trend 1.1, damping 0.5: after three steps the damped steps are 0.5 + 0.25 + 0.125.
    [Theory]
    [InlineData("additive", 103.3)]
    [InlineData("damped_additive", 100 + (0.875 * 1.1))]
    [InlineData("multiplicative", 133.1)]
    [InlineData("damped_multiplicative", 108.69726070643804)]
    public void A_trend_goes_on(string trend, double third)
    {
        ModelFixture model = Smoothing($"<Trend_ExpoSmooth trend='{trend}' gamma='0.3' phi='0.5' smoothedValue='1.1'/>");
        model.Score(("h", 3.0)).Is(("y", third));
        model.ScoreExpanded(("h", 3.0)).Is(("y", third));
    }

    [Fact]
    public void Without_a_trend_every_forecast_is_the_level()
    {
        Smoothing("").Score(("h", 1.0)).Is(("y", 100));
        Smoothing("").Score(("h", 900.0)).Is(("y", 100));
    }

    [Fact]
    public void Damping_is_1_where_the_file_does_not_say_it() =>
        Smoothing("<Trend_ExpoSmooth trend='damped_additive' smoothedValue='2'/>").Score(("h", 5.0)).Is(("y", 110));

    [Theory]
    [InlineData("additive", 4, 1, 101)]
    [InlineData("additive", 4, 6, 102)]
    [InlineData("additive", 2, 3, 101)]
    [InlineData("multiplicative", 4, 3, 300)]
    public void Seasonal_effects_follow_the_phase_of_the_end(string type, int phase, double h, double expected) =>
        Smoothing($"<Seasonality_ExpoSmooth type='{type}' period='4' phase='{phase}'>{Array(1, 2, 3, 4)}</Seasonality_ExpoSmooth>")
            .Score(("h", h)).Is(("y", expected));

    [Fact]
    public void Without_a_phase_effects_start_with_the_series()
    {
        const string Season = "<Seasonality_ExpoSmooth type='additive' period='4'>";
        string season = $"{Season}{Array(1, 2, 3, 4)}</Seasonality_ExpoSmooth>";
        Smoothing(season, Series([9, 9, 9, 9, 9, 9])).Score(("h", 1.0)).Is(("y", 103));
        Assert.Equal(
            ["MLC3009 the seasonality needs a phase, or the TimeSeries from which it follows"],
            ModelFixture.Refusals(Text("ExponentialSmoothing", Element(season))));
    }

    [Fact]
    public void A_horizon_that_is_missing_is_one_step_and_one_that_is_no_step_has_no_forecast()
    {
        ModelFixture model = Smoothing("<Trend_ExpoSmooth smoothedValue='2'/>");
        model.Score().Is(("y", 102));
        model.Score(("h", 1_000.0)).Is(("y", 2100));
        model.Score(("h", 0.0)).IsMissing("y");
        model.Score(("h", -1.0)).IsMissing("y");
        model.Score(("h", 1.5)).IsMissing("y");
        model.Score(("h", 1_001.0)).IsMissing("y");
        ModelFixture.Of(Text("ExponentialSmoothing", Element("<Trend_ExpoSmooth smoothedValue='2'/>"), fields: ""))
            .Score(("h", 7.0)).Is(("y", 102));
    }

    [Fact]
    public void A_trend_that_leaves_the_range_of_numbers_ends_there()
    {
        ModelFixture model = Smoothing("<Trend_ExpoSmooth trend='multiplicative' smoothedValue='1e100'/>");
        model.Score(("h", 3.0)).Is(("y", 1e302));
        model.Score(("h", 4.0)).IsMissing("y");
    }

    [Fact]
    public void What_PMML_leaves_open_is_refused_by_name()
    {
        Assert.Contains("polynomial_exponential", Refused("<Trend_ExpoSmooth trend='polynomial_exponential'/>"), StringComparison.Ordinal);
        Assert.Contains(
            "transformation logarithmic",
            Assert.Single(ModelFixture.Refusals(Text(
                "ExponentialSmoothing", "<ExponentialSmoothing transformation='logarithmic'><Level smoothedValue='1'/></ExponentialSmoothing>"))),
            StringComparison.Ordinal);
        Assert.Contains("GARCH", Assert.Single(ModelFixture.Refusals(Text("GARCH", "<GARCH/>"))), StringComparison.Ordinal);
        Assert.Contains(
            "does not define", Assert.Single(ModelFixture.Refusals(Text("SpectralAnalysis", "<SpectralAnalysis/>"))), StringComparison.Ordinal);
        Assert.Equal(
            ["MLC1010 TimeSeriesModel needs the element ARIMA that bestFit names"],
            ModelFixture.Refusals(Text("ARIMA", Element(""))));
        Assert.Contains(
            "none can be told",
            Assert.Single(ModelFixture.Refusals(Text(
                "ExponentialSmoothing",
                Element(""),
                fields: """<MiningField name="h" usageType="supplementary"/><MiningField name="z" usageType="supplementary"/>"""))),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Single_precision_is_refused() => Assert.Equal(
        ["MLC3002 x-mathContext=\"float\" of TimeSeriesModel is not supported: it is computed in double precision"],
        ModelFixture.Refusals(Text("ExponentialSmoothing", Element("")).Replace("<TimeSeriesModel ", "<TimeSeriesModel x-mathContext=\"float\" ", StringComparison.Ordinal)));

    private static string Refused(string parts) => Assert.Single(ModelFixture.Refusals(Text("ExponentialSmoothing", Element(parts))));

    private static ModelFixture Smoothing(string parts, string series = "") =>
        ModelFixture.Of(Text("ExponentialSmoothing", Element(parts), series));

    private static string Element(string parts) =>
        $"<ExponentialSmoothing><Level alpha='0.2' smoothedValue='100'/>{parts}</ExponentialSmoothing>";
}
