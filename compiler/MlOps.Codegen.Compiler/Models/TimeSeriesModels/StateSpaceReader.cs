using System.Collections.Immutable;
using MlOps.Codegen.Compiler.Pmml;
using MlOps.Codegen.Diagnostics;

namespace MlOps.Codegen.Compiler.Models.TimeSeriesModels;

/// <summary>Reads StateSpaceModel.</summary>
internal static class StateSpaceReader
{
    private static readonly KeywordSet<bool> OfState = new(("state", true), ("observation", false));

    /// <summary>Reads the element.</summary>
    public static StateSpace Read(PmmlElement element, ReadContext context)
    {
        context.Takes(element, "variance", "period", "intercept");
        double intercept = context.Number(element, "intercept") ?? 0;
        PmmlElement? interceptVector = null;
        PmmlElement? state = null;
        PmmlElement? transition = null;
        PmmlElement? measurement = null;
        foreach (PmmlElement child in element.Children)
        {
            switch (child.Name)
            {
                // Some producers give the state the name that it has in ARIMA.
                case "StateVector" or "FinalStateVector":
                    state = child;
                    break;
                case "TransitionMatrix":
                    transition = child.Child("Matrix");
                    break;
                case "MeasurementMatrix":
                    measurement = child.Child("Matrix");
                    break;
                case "InterceptVector":
                    interceptVector = child;
                    break;
                case "DynamicRegressor":
                    context.Unsupported(child, "DynamicRegressor", "forecasts would need the regressor's future values");
                    break;
                case "PredictedStateCovarianceMatrix" or "SelectedStateCovarianceMatrix" or "ObservationVarianceMatrix" or "PsiVector":
                    // They tell how certain a forecast is, not what it is.
                    break;
                default:
                    context.Unexpected(child);
                    break;
            }
        }

        var space = new StateSpace(
            ReadVector(state, "a StateVector", element, context),
            ReadMatrix(transition, "a TransitionMatrix", element, context),
            ReadMatrix(measurement, "a MeasurementMatrix", element, context),
            interceptVector is null ? [intercept] : ReadVector(interceptVector, "an InterceptVector", element, context),
            interceptVector is not null && (context.Keyword(interceptVector, "type", OfState) ?? true),
            element.Location);
        if (!Fits(space))
        {
            context.Report(
                DiagnosticDescriptors.InconsistentModel, element.Location, "the matrices of the StateSpaceModel do not fit its vectors");
        }

        return space;
    }

    private static ImmutableArray<double> ReadVector(PmmlElement? vector, string what, PmmlElement element, ReadContext context)
    {
        if (vector?.Child("Array") is { } array)
        {
            return [.. ArrayReader.ReadNumbers(array, context)];
        }

        context.Report(DiagnosticDescriptors.MissingElement, element.Location, element.Name, what);
        return [];
    }

    private static ImmutableArray<ImmutableArray<double>> ReadMatrix(
        PmmlElement? matrix, string what, PmmlElement element, ReadContext context)
    {
        if (matrix is not null)
        {
            return MatrixReader.Read(matrix, context);
        }

        context.Report(DiagnosticDescriptors.MissingElement, element.Location, element.Name, what);
        return [];
    }

    private static bool Fits(StateSpace space)
    {
        int size = space.State.Length;
        return space.Transition.Length == size
            && space.Transition.All(row => row.Length == size)
            && space.Measurement.Length > 0
            && space.Measurement.All(row => row.Length == size)
            && space.Intercept.Length == (space.InterceptOfState ? size : space.Measurement.Length);
    }
}
