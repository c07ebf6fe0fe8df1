using static MlOps.Codegen.Compiler.Tests.Models.TimeSeriesModels.TimeSeriesFile;

namespace MlOps.Codegen.Compiler.Tests.Models.TimeSeriesModels;

public class ArimaTests
{
    private static readonly double[] Noise = [1, -2, 0.5, 3, -1, 2, -0.5, 1.5, -3, 2];

    [Fact]
    public void An_autoregression_returns_to_its_mean()
    {
        ModelFixture model = Arima(
            "constantTerm='10'", $"<NonseasonalComponent p='1'><AR>{Array(0.5)}</AR></NonseasonalComponent>", Series([9, 7, 12]));
        model.Score(("h", 1.0)).Is(("y", 11));
        model.Score(("h", 2.0)).Is(("y", 10.5));
        model.Score(("h", 200.0)).Is(("y", 10));
        model.ScoreExpanded(("h", 2.0)).Is(("y", 10.5));
    }

    [Fact]
    public void Differences_are_summed_up_again()
    {
        Arima("constantTerm='2'", "<NonseasonalComponent d='1'/>", Series([5, 7])).Score(("h", 3.0)).Is(("y", 13));
        Arima("", "<NonseasonalComponent d='2'/>", Series([1, 5, 7])).Score(("h", 2.0)).Is(("y", 11));
        Arima("", "<SeasonalComponent D='1' period='4'/>", Series([0, 1, 2, 3, 4, 5])).Score(("h", 7.0)).Is(("y", 4));
    }

    [Fact]
    public void Seasonal_and_other_polynomials_are_multiplied()
    {
        ModelFixture model = Arima(
            "",
            $"""
            <NonseasonalComponent p="1"><AR>{Array(0.5)}</AR></NonseasonalComponent>
            <SeasonalComponent P="1" period="2"><AR>{Array(0.2)}</AR></SeasonalComponent>
            """,
            Series([8, 4, 2]));
        model.Score(("h", 1.0)).Is(("y", (0.5 * 2) + (0.2 * 4) - (0.1 * 8)));
    }

    // y = e + 0.5·e₁ + 0.4·e₂ + 0.2·e₃: (1 + 0.5·B)(1 + 0.4·B²).
    [Fact]
    public void Residuals_of_a_seasonal_moving_average_fade_out()
    {
        double[] series = [.. Noise.Select((e, t) => e + (0.5 * At(t - 1)) + (0.4 * At(t - 2)) + (0.2 * At(t - 3)))];
        string parts = $"""
            <NonseasonalComponent q="1"><MA><MACoefficients>{Array(0.5)}</MACoefficients><Residuals>{Array(2)}</Residuals></MA></NonseasonalComponent>
            <SeasonalComponent Q="1" period="2"><MA><MACoefficients>{Array(0.4)}</MACoefficients><Residuals>{Array(1.5, -3, 2)}</Residuals></MA></SeasonalComponent>
            """;
        ModelFixture model = Arima("", parts, Series(series));
        model.Score(("h", 1.0)).Is(("y", (0.5 * 2) + (0.4 * -3) + (0.2 * 1.5)));
        model.Score(("h", 3.0)).Is(("y", 0.2 * 2));
        model.Score(("h", 4.0)).Is(("y", 0));
    }

    [Theory]
    [InlineData(0.4)]
    [InlineData(-0.4)]
    public void The_sign_of_a_moving_average_is_the_one_that_its_residuals_have(double theta)
    {
        double[] series = [.. Noise.Select((e, t) => 3 + e + (theta * At(t - 1)))];
        ModelFixture model = Arima(
            "constantTerm='3'",
            $"<NonseasonalComponent q='1'><MA><MACoefficients>{Array(0.4)}</MACoefficients><Residuals>{Array(2)}</Residuals></MA></NonseasonalComponent>",
            Series(series));
        model.Score(("h", 1.0)).Is(("y", 3 + (theta * 2)));
        model.Score(("h", 2.0)).Is(("y", 3));
    }

    [Fact]
    public void Residuals_that_are_not_stored_follow_from_the_series()
    {
        double[] series = [.. Noise.Select((e, t) => e + (0.4 * At(t - 1)))];
        Arima("", $"<NonseasonalComponent q='1'><MA><MACoefficients>{Array(0.4)}</MACoefficients></MA></NonseasonalComponent>", Series(series))
            .Score(("h", 1.0)).Is(("y", 0.8));
    }

    [Fact]
    public void What_cannot_be_forecast_is_refused()
    {
        string ar = $"<NonseasonalComponent p='1' d='1'><AR>{Array(0.5)}</AR></NonseasonalComponent>";
        Assert.Equal(["MLC3009 the TimeSeries has too few values for the orders of the ARIMA"], Refused("", ar, Series([1])));
        Assert.Equal(
            ["MLC3009 the order p is 2, but there are 1 coefficients"], Refused("", ar.Replace("p='1'", "p='2'", StringComparison.Ordinal), Series([1, 2, 3])));
        Assert.Contains("exactLeastSquares", Refused("predictionMethod='exactLeastSquares'", ar, Series([1, 2, 3]))[0], StringComparison.Ordinal);
        Assert.Contains("DynamicRegressor", Refused("", "<DynamicRegressor field='z'/>", Series([1]))[0], StringComparison.Ordinal);
    }

    private static double At(int t) => t < 0 ? 0 : Noise[t];

    private static string[] Refused(string attributes, string parts, string series) =>
        ModelFixture.Refusals(Text("ARIMA", $"<ARIMA {attributes}>{parts}</ARIMA>", series));

    private static ModelFixture Arima(string attributes, string parts, string series) =>
        ModelFixture.Of(Text("ARIMA", $"<ARIMA {attributes}>{parts}</ARIMA>", series));
}
