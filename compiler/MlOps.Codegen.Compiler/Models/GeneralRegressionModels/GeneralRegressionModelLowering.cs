using MlOps.Codegen.Compiler.Lowering;
using MlOps.Codegen.Compiler.Models.RegressionModels;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Compiler.Models.GeneralRegressionModels;

/// <summary>Lowers general regression models: linear predictors, then what the model type makes of them.</summary>
internal static class GeneralRegressionModelLowering
{
    public static ModelOutcome? Lower(Model model, ModelScope scope)
    {
        var regression = (GeneralRegressionModel)model;
        bool classification = regression.Common.Function == MiningFunction.Classification;
        bool fits = regression.ModelType switch
        {
            GeneralRegressionType.GeneralizedLinear => true,
            GeneralRegressionType.MultinomialLogistic or GeneralRegressionType.OrdinalMultinomial => classification,
            _ => !classification,
        };
        if (!fits)
        {
            scope.Context.Report(
                DiagnosticDescriptors.InconsistentModel,
                model.Location,
                $"a GeneralRegressionModel of modelType {regression.ModelType} cannot have the functionName {regression.Common.Function}");
            return null;
        }

        return ModelLowering.Simple(classification
            ? GeneralClassification.Lower(regression, scope)
            : Regress(regression, scope));
    }

    /// <summary>The linear predictor of a model that has one for all categories; null after a diagnostic.</summary>
    internal static Expression? Predictor(GeneralRegressionModel model, ModelScope scope)
    {
        if (model.PCells.FirstOrDefault(cell => cell.TargetCategory is not null) is { } odd)
        {
            scope.Context.Report(
                DiagnosticDescriptors.InconsistentModel, odd.Location, "a regression's PCell has no targetCategory");
            return null;
        }

        if (model.PCells.IsEmpty)
        {
            // Without parameters there is no prediction, but in Cox regression the baseline alone is one.
            return model.ModelType == GeneralRegressionType.CoxRegression ? Build.Number(0) : Literal.Missing(DataType.Double);
        }

        return LinearPredictor.Lower(
            "linear_predictor",
            model.PCells,
            model.PPCells.Where(cell => cell.TargetCategory is null).ToLookup(cell => cell.Parameter, StringComparer.Ordinal),
            model,
            scope);
    }

    /// <summary>The linear predictor with the model's offset; null after a diagnostic.</summary>
    internal static Expression? WithOffset(Expression predictor, GeneralRegressionModel model, ModelScope scope)
    {
        if (model.Offset is null)
        {
            return predictor;
        }

        return Number(model.Offset, model, scope) is { } offset
            ? scope.Context.Plan.Define("with_offset", Arithmetic.Of(model).Add(predictor, offset), OriginOf(model))
            : null;
    }

    /// <summary>The mean behind a linear predictor: offset, inverse link, trials; null after a diagnostic.</summary>
    internal static Expression? Mean(Expression predictor, GeneralRegressionModel model, ModelScope scope)
    {
        if (WithOffset(predictor, model, scope) is not { } complete)
        {
            return null;
        }

        Arithmetic arithmetic = Arithmetic.Of(model);
        Expression mean = GeneralizedLinks.Inverse(model.Link!, complete, arithmetic, scope, OriginOf(model));
        if (model.Trials is null)
        {
            return mean;
        }

        return Number(model.Trials, model, scope) is { } trials ? arithmetic.Multiply(mean, trials) : null;
    }

    internal static Origin OriginOf(GeneralRegressionModel model) => new("GeneralRegressionModel", model.Location);

    private static ModelResult? Regress(GeneralRegressionModel model, ModelScope scope)
    {
        if (Predictor(model, scope) is not { } predictor)
        {
            return null;
        }

        Expression? prediction = model.ModelType switch
        {
            GeneralRegressionType.Regression or GeneralRegressionType.GeneralLinear => predictor,
            GeneralRegressionType.GeneralizedLinear => Mean(predictor, model, scope),
            GeneralRegressionType.CoxRegression => CoxRegressionLowering.CumulativeHazard(predictor, model, scope),
            _ => throw new InvalidOperationException($"{model.ModelType} predicts no number"),
        };
        return prediction is null
            ? null
            : new ModelResult { Function = MiningFunction.Regression, Prediction = TypedExpression.OfDouble(prediction) };
    }

    private static Expression? Number(VariableOrValue number, GeneralRegressionModel model, ModelScope scope) =>
        number.Variable is null
            ? Arithmetic.Of(model).Number(number.Value)
            : RegressionTableLowering.Number(number.Variable, model.Location, scope);
}
