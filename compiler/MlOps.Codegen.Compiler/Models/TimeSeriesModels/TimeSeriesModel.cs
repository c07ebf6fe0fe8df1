using System.Collections.Immutable;
using MlOps.Codegen.Compiler.Pipeline;

namespace MlOps.Codegen.Compiler.Models.TimeSeriesModels;

/// <summary>PMML 4.4, Time Series Models.</summary>
/// <param name="Common">The parts that all kinds share.</param>
/// <param name="Algorithm">The algorithm that <c>bestFit</c> names.</param>
/// <param name="Series">The known values of the original series, from the earliest on; empty where the file has none.</param>
public sealed record TimeSeriesModel(ModelCommon Common, TimeSeriesAlgorithm Algorithm, ImmutableArray<double> Series) : Model(Common)
{
    /// <inheritdoc/>
    public override string ElementName => "TimeSeriesModel";
}

/// <summary>An algorithm of a time series model.</summary>
/// <param name="Location">The element's place.</param>
public abstract record TimeSeriesAlgorithm(SourceLocation Location) : PipelineNode(Location);

/// <summary>PMML 4.4, Time Series Models: ExponentialSmoothing.</summary>
/// <param name="Level">The smoothed level at the end of the series.</param>
/// <param name="Trend">How the level goes on.</param>
/// <param name="TrendValue">The smoothed trend at the end of the series.</param>
/// <param name="Phi">The damping of the trend.</param>
/// <param name="Seasonality">The seasonal effects; null where there are none.</param>
/// <param name="Location">The element's place.</param>
public sealed record ExponentialSmoothing(
    double Level, TrendKind Trend, double TrendValue, double Phi, Seasonality? Seasonality, SourceLocation Location)
    : TimeSeriesAlgorithm(Location);

/// <summary>PMML 4.4, Time Series Models: Trend_ExpoSmooth. The comments give the level l after h steps, b the trend.</summary>
public enum TrendKind
{
    /// <summary>l.</summary>
    None,

    /// <summary>l + h·b.</summary>
    Additive,

    /// <summary>l + (φ + φ² + … + φ^h)·b.</summary>
    DampedAdditive,

    /// <summary>l · b^h.</summary>
    Multiplicative,

    /// <summary>l · b^(φ + φ² + … + φ^h).</summary>
    DampedMultiplicative,
}

/// <summary>PMML 4.4, Time Series Models: Seasonality_ExpoSmooth.</summary>
/// <param name="IsMultiplicative">Whether effects multiply the level; otherwise they are added.</param>
/// <param name="Effects">The effects of a cycle.</param>
/// <param name="Phase">Which effect, from 1, belongs to the end of the series; null where it follows from the series' length.</param>
public sealed record Seasonality(bool IsMultiplicative, ImmutableArray<double> Effects, int? Phase);

/// <summary>PMML 4.4, Time Series Models: ARIMA.</summary>
/// <param name="Constant">The mean of the differenced series.</param>
/// <param name="Nonseasonal">The orders and coefficients of single steps.</param>
/// <param name="Seasonal">Those of whole periods.</param>
/// <param name="Period">The steps of a period.</param>
/// <param name="Location">The element's place.</param>
public sealed record Arima(
    double Constant, ArimaComponent Nonseasonal, ArimaComponent Seasonal, int Period, SourceLocation Location)
    : TimeSeriesAlgorithm(Location);

/// <summary>PMML 4.4, Time Series Models: NonseasonalComponent or SeasonalComponent.</summary>
/// <param name="Differences">How often the series is differenced.</param>
/// <param name="Autoregressive">The coefficients of earlier values, the latest first.</param>
/// <param name="MovingAverage">The coefficients of earlier residuals, the latest first.</param>
/// <param name="Residuals">The last residuals, the earliest first; empty where they follow from the series.</param>
public sealed record ArimaComponent(
    int Differences, ImmutableArray<double> Autoregressive, ImmutableArray<double> MovingAverage, ImmutableArray<double> Residuals)
{
    /// <summary>A component that does nothing.</summary>
    public static ArimaComponent None { get; } = new(0, [], [], []);
}

/// <summary>PMML 4.4, Time Series Models: StateSpaceModel.</summary>
/// <param name="State">The state that the first forecast is read from.</param>
/// <param name="Transition">The matrix that leads from a state to the next.</param>
/// <param name="Measurement">The matrix that leads from a state to the series' values.</param>
/// <param name="Intercept">What is added.</param>
/// <param name="InterceptOfState">Whether it is added to each next state; otherwise to the values.</param>
/// <param name="Location">The element's place.</param>
public sealed record StateSpace(
    ImmutableArray<double> State,
    ImmutableArray<ImmutableArray<double>> Transition,
    ImmutableArray<ImmutableArray<double>> Measurement,
    ImmutableArray<double> Intercept,
    bool InterceptOfState,
    SourceLocation Location) : TimeSeriesAlgorithm(Location);
