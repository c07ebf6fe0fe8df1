using static MlOps.Codegen.Support.Tests.Probes.Pmml;

namespace MlOps.Codegen.Support.Tests.Probes.Models;

/// <summary>Probes of TimeSeriesModel.</summary>
internal static class TimeSeriesProbes
{
    private const string Element = "TimeSeriesModel";
    private const string Smoothing = "ExponentialSmoothing";

    private const string Space = """
        <StateVector><Array n="2" type="real">2 1</Array></StateVector>
        <TransitionMatrix><Matrix nbRows="2" nbCols="2"><Array type="real">0.5 1</Array><Array type="real">1 1</Array></Matrix></TransitionMatrix>
        <MeasurementMatrix><Matrix nbRows="1" nbCols="2"><Array type="real">1 10</Array></Matrix></MeasurementMatrix>
        """;

    private static readonly string Autoregression = $"""<NonseasonalComponent p="1"><AR>{Numbers("0.5")}</AR></NonseasonalComponent>""";

    private static readonly string MovingAverage = $"""<NonseasonalComponent q="1"><MA><MACoefficients>{Numbers("0.5")}</MACoefficients></MA></NonseasonalComponent>""";

    public static KindProbes All { get; } = new(
        Element,
        [KindProbes.Function(Element, "timeSeries", File(Series(Smoothing, Smooth())))],
        [
            .. Probe.Each("bestFit", "TimeSeriesModelReader.BestFits", word => File(word switch
            {
                "ARIMA" => Series(word, Arima(Autoregression)),
                "StateSpaceModel" => Series(word, $"<{word}>{Space}</{word}>"),
                Smoothing => Series(word, Smooth()),
                _ => Series(word, $"<{word}/>"),
            })),
            .. Probe.Each("TimeSeries usage", "TimeSeriesModelReader.Usages", word => File(Series("ARIMA", Arima(Autoregression), word))),
            .. Probe.Each("ExponentialSmoothing transformation", "ExponentialSmoothingReader.Transformed", word => File(Series(Smoothing, Smooth("", $"transformation=\"{word}\"")))),
            .. Probe.Each("Trend_ExpoSmooth trend", "ExponentialSmoothingReader.Trends", word => File(Series(Smoothing, Smooth(
                $"<Trend_ExpoSmooth trend=\"{word}\" gamma=\"0.3\" phi=\"0.5\" smoothedValue=\"1.1\"/>")))),
            new("Trend_ExpoSmooth trend", "polynomial_exponential", File(Series(Smoothing, Smooth("<Trend_ExpoSmooth trend=\"polynomial_exponential\"/>")))),
            .. Probe.Each("Seasonality_ExpoSmooth type", "ExponentialSmoothingReader.Multiplicative", word => File(Series(Smoothing, Smooth(
                $"<Seasonality_ExpoSmooth type=\"{word}\" period=\"4\" phase=\"1\">{Numbers("1 2 3 4")}</Seasonality_ExpoSmooth>")))),
            .. Probe.Each("ARIMA predictionMethod", "ArimaReader.Conditional", word => File(Series("ARIMA", Arima(Autoregression, $"predictionMethod=\"{word}\"")))),
            .. Probe.Each("ARIMA transformation", "ExponentialSmoothingReader.Transformed", word => File(Series("ARIMA", Arima(Autoregression, $"transformation=\"{word}\"")))),
            new("ARIMA", "p", File(Series("ARIMA", Arima(Autoregression)))),
            new("ARIMA", "d", File(Series("ARIMA", Arima("<NonseasonalComponent d=\"1\"/>")))),
            new("ARIMA", "q", File(Series("ARIMA", Arima(MovingAverage)))),
            new("ARIMA SeasonalComponent", "", File(Series("ARIMA", Arima("<SeasonalComponent D=\"1\" period=\"4\"/>")))),
            new("ARIMA DynamicRegressor", "", File(Series("ARIMA", Arima(Autoregression + "<DynamicRegressor field=\"x\"/>")))),
            new("ARIMA OutlierEffect", "", File(Series("ARIMA", Arima(Autoregression + "<OutlierEffect type=\"additive\"/>")))),
            .. Probe.Each("InterceptVector type", "StateSpaceReader.OfState", word => File(Series(
                "StateSpaceModel", $"<StateSpaceModel>{Space}<InterceptVector type=\"{word}\">{Numbers(word == "state" ? "7 0" : "7")}</InterceptVector></StateSpaceModel>"))),
            new("StateSpaceModel DynamicRegressor", "", File(Series("StateSpaceModel", $"<StateSpaceModel>{Space}<DynamicRegressor field=\"x\"/></StateSpaceModel>"))),
        ]);

    private static string Smooth(string parts = "", string attributes = "") =>
        $"<ExponentialSmoothing {attributes}><Level alpha=\"0.2\" smoothedValue=\"100\"/>{parts}</ExponentialSmoothing>";

    private static string Arima(string parts, string attributes = "") => $"<ARIMA {attributes}>{parts}</ARIMA>";

    private static string Series(string bestFit, string algorithm, string usage = "original")
    {
        string[] values = ["9", "7", "12", "8", "11", "10"];
        return $"""
            <TimeSeriesModel functionName="timeSeries" bestFit="{bestFit}">{Schema("", "y", "<MiningField name=\"z\" usageType=\"supplementary\"/>")}{Result}
            <TimeSeries usage="{usage}">{string.Concat(values.Select((value, i) => $"<TimeValue index=\"{i}\" value=\"{value}\"/>"))}</TimeSeries>{algorithm}</TimeSeriesModel>
            """;
    }
}
