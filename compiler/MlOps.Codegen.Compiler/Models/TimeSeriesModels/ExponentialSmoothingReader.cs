using System.Collections.Immutable;
using System.Globalization;
using MlOps.Codegen.Compiler.Pmml;
using MlOps.Codegen.Diagnostics;

namespace MlOps.Codegen.Compiler.Models.TimeSeriesModels;

/// <summary>Reads ExponentialSmoothing.</summary>
internal static class ExponentialSmoothingReader
{
    private static readonly KeywordSet<TrendKind> Trends = new(
        ("additive", TrendKind.Additive),
        ("damped_additive", TrendKind.DampedAdditive),
        ("multiplicative", TrendKind.Multiplicative),
        ("damped_multiplicative", TrendKind.DampedMultiplicative));

    private static readonly KeywordSet<bool> Multiplicative = new(("additive", false), ("multiplicative", true));

    private static readonly KeywordSet<bool> Transformed = new(("none", false), ("logarithmic", true), ("squareroot", true));

    /// <summary>Reads the element.</summary>
    public static ExponentialSmoothing Read(PmmlElement element, ReadContext context)
    {
        context.Takes(element, "RMSE", "transformation");
        RefuseTransformation(element, context);
        PmmlElement? level = element.Child("Level");
        PmmlElement? trend = element.Child("Trend_ExpoSmooth") ?? element.Child("Trend");
        PmmlElement? seasonality = element.Child("Seasonality_ExpoSmooth");
        foreach (PmmlElement child in element.Children)
        {
            // Predicted values that are stored too are what the formula gives.
            if (child != level && child != trend && child != seasonality && child.Name != "TimeValue")
            {
                context.Unexpected(child);
            }
        }

        if (level is null)
        {
            context.Report(DiagnosticDescriptors.MissingElement, element.Location, element.Name, "a Level");
        }
        else
        {
            context.Takes(level, "alpha", "smoothedValue", "quadraticSmoothedValue", "cubicSmoothedValue");
        }

        return new ExponentialSmoothing(
            level is null ? 0 : context.RequiredNumber(level, "smoothedValue"),
            trend is null ? TrendKind.None : ReadTrend(trend, context),
            trend is null || IsPolynomial(trend) ? 0 : context.RequiredNumber(trend, "smoothedValue"),
            trend is null ? 1 : context.Number(trend, "phi") ?? 1,
            seasonality is null ? null : ReadSeasonality(seasonality, context),
            element.Location);
    }

    /// <summary>Refuses a series that is transformed before it is modelled.</summary>
    internal static void RefuseTransformation(PmmlElement element, ReadContext context)
    {
        if (context.Keyword(element, "transformation", Transformed) ?? false)
        {
            context.Unsupported(
                element,
                $"the transformation {element.Attribute("transformation")} of a time series",
                "PMML does not say whether a forecast that is transformed back is the mean or the median");
        }
    }

    private static bool IsPolynomial(PmmlElement trend) => trend.Attribute("trend") == "polynomial_exponential";

    private static TrendKind ReadTrend(PmmlElement trend, ReadContext context)
    {
        context.Takes(trend, "trend", "gamma", "phi", "smoothedValue");
        if (IsPolynomial(trend))
        {
            context.Unsupported(trend, "the trend polynomial_exponential", "PMML does not define what its array stands for");
            return TrendKind.None;
        }

        return context.Keyword(trend, "trend", Trends) ?? TrendKind.Additive;
    }

    private static Seasonality ReadSeasonality(PmmlElement element, ReadContext context)
    {
        context.Takes(element, "type", "period", "unit", "phase", "delta");
        PmmlElement? array = element.Child("Array");
        if (array is null)
        {
            context.Report(DiagnosticDescriptors.MissingElement, element.Location, element.Name, "an Array");
        }

        double[] effects = array is null ? [0] : ArrayReader.ReadNumbers(array, context);
        context.RequiredText(element, "period");
        int period = context.Integer(element, "period", effects.Length, least: 1);
        if (array is not null && effects.Length != period)
        {
            context.Report(DiagnosticDescriptors.InvalidArray, array.Location, string.Create(
                CultureInfo.InvariantCulture, $"it has {effects.Length} seasonal effects for a period of {period}"));
        }

        return new Seasonality(
            context.RequiredKeyword(element, "type", Multiplicative),
            [.. effects],
            element.Attribute("phase") is null ? null : context.Integer(element, "phase", 1));
    }
}
