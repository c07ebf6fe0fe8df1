using System.Collections.Immutable;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Compiler.Pmml;
using MlOps.Codegen.Diagnostics;

namespace MlOps.Codegen.Compiler.Models.TimeSeriesModels;

/// <summary>Reads a TimeSeriesModel.</summary>
internal static class TimeSeriesModelReader
{
    private static readonly KeywordSet<BestFit> BestFits = new(
        ("ARIMA", BestFit.Arima),
        ("ExponentialSmoothing", BestFit.ExponentialSmoothing),
        ("SeasonalTrendDecomposition", BestFit.SeasonalTrendDecomposition),
        ("SpectralAnalysis", BestFit.SpectralAnalysis),
        ("StateSpaceModel", BestFit.StateSpaceModel),
        ("GARCH", BestFit.Garch));

    private static readonly KeywordSet<bool> Usages = new(("original", true), ("logical", false), ("prediction", false));

    private static readonly string[] Children =
    [
        "TimeSeries", "SpectralAnalysis", "ARIMA", "ExponentialSmoothing", "SeasonalTrendDecomposition", "StateSpaceModel", "GARCH",
    ];

    private enum BestFit
    {
        Arima,
        ExponentialSmoothing,
        SeasonalTrendDecomposition,
        SpectralAnalysis,
        StateSpaceModel,
        Garch,
    }

    /// <summary>Reads the element.</summary>
    public static TimeSeriesModel Read(PmmlElement element, ReadContext context)
    {
        ModelCommon common = ModelCommonReader.Read(element, ["bestFit"], Children, context);
        return new TimeSeriesModel(common, ReadAlgorithm(element, context), ReadSeries(element, common, context));
    }

    private static TimeSeriesAlgorithm ReadAlgorithm(PmmlElement element, ReadContext context)
    {
        switch (context.RequiredKeyword(element, "bestFit", BestFits))
        {
            case BestFit.ExponentialSmoothing when Child("ExponentialSmoothing") is { } smoothing:
                return ExponentialSmoothingReader.Read(smoothing, context);
            case BestFit.Arima when Child("ARIMA") is { } arima:
                return ArimaReader.Read(arima, context);
            case BestFit.StateSpaceModel when Child("StateSpaceModel") is { } stateSpace:
                return StateSpaceReader.Read(stateSpace, context);
            case BestFit.Garch:
                context.Unsupported(element, "GARCH", "it forecasts a variance that depends on the residuals before, row by row");
                break;
            case BestFit.SeasonalTrendDecomposition or BestFit.SpectralAnalysis:
                context.Unsupported(element, $"bestFit {element.Attribute("bestFit")}", "PMML does not define its content");
                break;
        }

        return new ExponentialSmoothing(0, TrendKind.None, 0, 1, null, element.Location);

        PmmlElement? Child(string name)
        {
            PmmlElement? child = element.Child(name);
            if (child is null)
            {
                context.Report(DiagnosticDescriptors.MissingElement, element.Location, element.Name, $"the element {name} that bestFit names");
            }

            return child;
        }
    }

    // The original series of the target; one that names no field is everybody's.
    private static ImmutableArray<double> ReadSeries(PmmlElement element, ModelCommon common, ReadContext context)
    {
        string? target = common.MiningSchema.FirstOrDefault(field => field.UsageType == UsageType.Target)?.Name;
        foreach (PmmlElement child in element.Children)
        {
            if (child.Name == "TimeSeries"
                && (context.Keyword(child, "usage", Usages) ?? true)
                && (child.Attribute("field") is not { } field || field == target))
            {
                return ReadValues(child, context);
            }
        }

        return [];
    }

    private static ImmutableArray<double> ReadValues(PmmlElement series, ReadContext context)
    {
        context.Takes(series, "usage", "startTime", "endTime", "interpolationMethod", "field");
        var values = new List<(double Index, double Value)>();
        foreach (PmmlElement child in series.Children)
        {
            if (child.Name == "TimeValue")
            {
                context.Takes(child, "index", "time", "value", "standardError");
                double index = context.Number(child, "index") ?? context.Number(child, "time") ?? values.Count;
                values.Add((index, context.RequiredNumber(child, "value")));
            }
            else if (child.Name != "TimeAnchor")
            {
                context.Unexpected(child);
            }
        }

        return [.. values.OrderBy(value => value.Index).Select(value => value.Value)];
    }
}
