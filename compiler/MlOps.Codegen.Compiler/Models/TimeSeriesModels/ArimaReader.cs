using System.Collections.Immutable;
using System.Globalization;
using MlOps.Codegen.Compiler.Pmml;
using MlOps.Codegen.Diagnostics;

namespace MlOps.Codegen.Compiler.Models.TimeSeriesModels;

/// <summary>Reads ARIMA.</summary>
internal static class ArimaReader
{
    // A model with more would need series of many times that length.
    private const int MostOrders = 1_000;

    private static readonly KeywordSet<bool> Conditional = new(("conditionalLeastSquares", true), ("exactLeastSquares", false));

    /// <summary>Reads the element.</summary>
    public static Arima Read(PmmlElement element, ReadContext context)
    {
        context.Takes(element, "RMSE", "transformation", "constantTerm", "predictionMethod");
        ExponentialSmoothingReader.RefuseTransformation(element, context);
        if (!(context.Keyword(element, "predictionMethod", Conditional) ?? true))
        {
            context.Unsupported(element, "predictionMethod exactLeastSquares", "its state is not the residuals of the series");
        }

        ArimaComponent nonseasonal = ArimaComponent.None;
        ArimaComponent seasonal = ArimaComponent.None;
        int period = 1;
        foreach (PmmlElement child in element.Children)
        {
            switch (child.Name)
            {
                case "NonseasonalComponent":
                    context.Takes(child, "p", "d", "q");
                    nonseasonal = ReadComponent(child, "p", "d", "q", context);
                    break;
                case "SeasonalComponent":
                    context.Takes(child, "P", "D", "Q", "period");
                    context.RequiredText(child, "period");
                    period = Order(child, "period", 1, context);
                    seasonal = ReadComponent(child, "P", "D", "Q", context);
                    break;
                case "DynamicRegressor":
                    context.Unsupported(child, "DynamicRegressor", "forecasts would need the regressor's future values");
                    break;
                case "OutlierEffect":
                    context.Unsupported(child, "OutlierEffect", "its effect on the forecasts is not computed");
                    break;
                case "MaximumLikelihoodStat":
                    break;
                default:
                    context.Unexpected(child);
                    break;
            }
        }

        return new Arima(context.Number(element, "constantTerm") ?? 0, nonseasonal, seasonal, period, element.Location);
    }

    private static ArimaComponent ReadComponent(PmmlElement element, string p, string d, string q, ReadContext context)
    {
        ImmutableArray<double> autoregressive = [];
        ImmutableArray<double> movingAverage = [];
        ImmutableArray<double> residuals = [];
        foreach (PmmlElement child in element.Children)
        {
            if (child.Name == "AR")
            {
                autoregressive = ReadArray(child, context);
            }
            else if (child.Name == "MA")
            {
                foreach (PmmlElement part in child.Children)
                {
                    if (part.Name == "MACoefficients")
                    {
                        movingAverage = ReadArray(part, context);
                    }
                    else if (part.Name == "Residuals")
                    {
                        residuals = ReadArray(part, context);
                    }
                    else
                    {
                        context.Unexpected(part);
                    }
                }
            }
            else
            {
                context.Unexpected(child);
            }
        }

        CheckOrder(element, p, autoregressive.Length, context);
        CheckOrder(element, q, movingAverage.Length, context);
        return new ArimaComponent(Order(element, d, 0, context), autoregressive, movingAverage, residuals);
    }

    private static void CheckOrder(PmmlElement element, string name, int count, ReadContext context)
    {
        if (Order(element, name, 0, context) != count)
        {
            context.Report(DiagnosticDescriptors.InconsistentModel, element.Location, string.Create(
                CultureInfo.InvariantCulture, $"the order {name} is {element.Attribute(name) ?? "0"}, but there are {count} coefficients"));
        }
    }

    private static int Order(PmmlElement element, string name, int assumed, ReadContext context)
    {
        int order = context.Integer(element, name, assumed, least: assumed);
        if (order <= MostOrders)
        {
            return order;
        }

        context.InvalidNumber(element, name, string.Create(CultureInfo.InvariantCulture, $"a number up to {MostOrders}"));
        return assumed;
    }

    private static ImmutableArray<double> ReadArray(PmmlElement parent, ReadContext context)
    {
        if (parent.Child("Array") is { } array)
        {
            return [.. ArrayReader.ReadNumbers(array, context)];
        }

        context.Report(DiagnosticDescriptors.MissingElement, parent.Location, parent.Name, "an Array");
        return [];
    }
}
