using System.Collections.Immutable;
using MlOps.Codegen.Compiler.Lowering;
using MlOps.Codegen.Compiler.Models.RegressionModels;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Compiler.Models.TimeSeriesModels;

/// <summary>
/// Lowers time series models to a table of forecasts (PMML 4.4, Time Series Models). A row says how many steps after the end of
/// the series it wants: the one supplementary field of the MiningSchema; without it, or where it is missing, one step.
/// </summary>
internal static class TimeSeriesModelLowering
{
    /// <summary>How many steps are forecast; a row that wants more has a missing result.</summary>
    public const int MostSteps = 1_000;

    public static ModelOutcome? Lower(Model model, ModelScope scope)
    {
        var timeSeries = (TimeSeriesModel)model;
        if (timeSeries.Common.Function != MiningFunction.TimeSeries)
        {
            return Inconsistent(timeSeries, scope, "a TimeSeriesModel has the functionName timeSeries");
        }

        if (!ModelLowering.ComputesInDouble(scope))
        {
            return null;
        }

        string[] targets = [.. timeSeries.Common.MiningSchema.Where(field => field.UsageType == UsageType.Target).Select(field => field.Name)];
        if (Forecast(timeSeries, scope) is not { } forecasts)
        {
            return null;
        }

        if (targets.Length > 1 && targets.Length != forecasts.Length)
        {
            return Inconsistent(timeSeries, scope, "the model does not forecast as many series as it has targets");
        }

        MiningField[] supplementary = [.. timeSeries.Common.MiningSchema.Where(field => field.UsageType == UsageType.Supplementary)];
        if (supplementary.Length > 1)
        {
            return Inconsistent(timeSeries, scope, "of several supplementary fields none can be told to be the horizon");
        }

        Expression? horizon = supplementary.Length == 0
            ? Build.Number(1)
            : RegressionTableLowering.Number(supplementary[0].Name, supplementary[0].Location, scope) is { } wanted
                ? Build.Coalesce(wanted, Build.Number(1))
                : null;
        if (horizon is null)
        {
            return null;
        }

        var origin = new Origin("TimeSeriesModel", timeSeries.Location);
        PlanValue steps = scope.Context.AsValue("horizon", horizon, origin);
        if (targets.Length <= 1)
        {
            return ModelLowering.Simple(new ModelResult
            {
                Function = MiningFunction.TimeSeries,
                Prediction = TypedExpression.OfDouble(At(forecasts[0], steps, scope, origin)),
            });
        }

        ImmutableArray<NamedValue> values =
        [
            .. targets.Zip(forecasts, (target, forecast) => new NamedValue(
                target, TargetsLowering.Continuous(At(forecast, steps, scope, origin), target, scope), true, timeSeries.Location)),
        ];
        return new ModelOutcome(new ModelResult { Function = MiningFunction.TimeSeries }, values, []);
    }

    // Missing for what is not a whole number of steps from 1, and past the last finite forecast.
    private static Expression At(double[] forecasts, PlanValue horizon, ModelScope scope, Origin origin)
    {
        double[] finite = [.. forecasts.TakeWhile(double.IsFinite)];
        Expression h = Build.Ref(horizon);
        if (finite.Length == 0)
        {
            return Literal.Missing(DataType.Double);
        }

        Expression forecast = StepFunction.Define(
            "forecast", horizon, [.. Enumerable.Range(2, finite.Length - 1).Select(step => (double)step)], [.. finite], scope.Context.Plan, origin);
        Expression isStep = Build.And(
            Build.Binary(BinaryOperator.GreaterOrEqual, h, Build.Number(1)),
            Build.Binary(BinaryOperator.LessOrEqual, h, Build.Number(finite.Length)),
            Build.Equal(Build.Unary(UnaryOperator.Floor, h), h));
        return Build.If(isStep, forecast, Literal.Missing(DataType.Double));
    }

    // The forecasts of each series; null after a diagnostic.
    private static double[][]? Forecast(TimeSeriesModel model, ModelScope scope)
    {
        switch (model.Algorithm)
        {
            case ExponentialSmoothing smoothing:
                return Phase(smoothing, model, scope) is { } phase ? [Forecasts.Of(smoothing, phase, MostSteps)] : null;
            case Arima arima:
                if (ArimaForecast.Of(arima, model.Series, MostSteps) is { } forecasts)
                {
                    return [forecasts];
                }

                Inconsistent(model, scope, "the TimeSeries has too few values for the orders of the ARIMA");
                return null;
            case StateSpace space:
                return Forecasts.Of(space, MostSteps);
            default:
                throw new InvalidOperationException($"unknown algorithm {model.Algorithm.GetType().Name}");
        }
    }

    // Where the file does not say it, effects start with the series.
    private static int? Phase(ExponentialSmoothing smoothing, TimeSeriesModel model, ModelScope scope)
    {
        if (smoothing.Seasonality is not { } seasonality)
        {
            return 1;
        }

        int period = seasonality.Effects.Length;
        if (seasonality.Phase is { } phase)
        {
            if (phase >= 0 && phase <= period)
            {
                return phase;
            }

            Inconsistent(model, scope, "the phase of the seasonality lies outside its period");
            return null;
        }

        if (!model.Series.IsEmpty)
        {
            return model.Series.Length % period;
        }

        Inconsistent(model, scope, "the seasonality needs a phase, or the TimeSeries from which it follows");
        return null;
    }

    private static ModelOutcome? Inconsistent(TimeSeriesModel model, ModelScope scope, string problem)
    {
        scope.Context.Report(DiagnosticDescriptors.InconsistentModel, model.Algorithm.Location, problem);
        return null;
    }
}
