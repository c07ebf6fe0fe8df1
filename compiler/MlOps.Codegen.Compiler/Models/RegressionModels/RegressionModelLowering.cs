using MlOps.Codegen.Compiler.Lowering;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Compiler.Models.RegressionModels;

/// <summary>Lowers regression models: a linear combination per table, then the normalization.</summary>
internal static class RegressionModelLowering
{
    public static ModelOutcome? Lower(Model model, ModelScope scope)
    {
        var regression = (RegressionModel)model;
        if (regression.Tables.IsEmpty)
        {
            scope.Context.Report(DiagnosticDescriptors.InconsistentModel, model.Location, "the model has no RegressionTable");
            return null;
        }

        Expression?[] scores = [.. regression.Tables.Select(table => RegressionTableLowering.Lower(table, scope))];
        if (scores.Any(score => score is null))
        {
            return null;
        }

        return ModelLowering.Simple(regression.Common.Function == MiningFunction.Classification
            ? Classify(regression, scores!, scope)
            : Regress(regression, scores[0]!, scope));
    }

    private static ModelResult Regress(RegressionModel model, Expression score, ModelScope scope)
    {
        Expression prediction = model.Normalization is RegressionNormalization.None or RegressionNormalization.Simplemax
            ? score
            : model.Normalization == RegressionNormalization.Softmax
                ? Links.Inverse(RegressionNormalization.Logit, score, scope, OriginOf(model))
                : Links.Inverse(model.Normalization, score, scope, OriginOf(model));
        return new ModelResult { Function = MiningFunction.Regression, Prediction = TypedExpression.OfDouble(prediction) };
    }

    private static ModelResult? Classify(RegressionModel model, Expression[] scores, ModelScope scope)
    {
        var categories = new List<Literal>();
        foreach (RegressionTable table in model.Tables)
        {
            if (table.TargetCategory is null)
            {
                scope.Context.Report(
                    DiagnosticDescriptors.InconsistentModel, table.Location, "a classification's RegressionTable needs a targetCategory");
                return null;
            }

            categories.Add(Classification.Category(table.TargetCategory, scope, table.Location));
        }

        if (categories.Count == 1)
        {
            // A single table speaks of one category; the other is the one that the target lists besides it.
            if (OtherCategory(categories[0], model, scope) is not { } other)
            {
                return null;
            }

            categories.Add(other);
        }

        bool ordinal = scope.TargetDataField is { OpType: OpType.Ordinal } && categories.Count > 2;
        Expression[]? probabilities = ordinal
            ? Cumulative(model, scores, scope)
            : categories.Count == 2 && model.Normalization is not (RegressionNormalization.Softmax or RegressionNormalization.Simplemax)
                ? Binary(model, scores[0], scope)
                : Multinomial(model, scores, scope);
        return probabilities is null
            ? null
            : Classification.FromProbabilities(
                [.. categories.Zip(probabilities, (category, p) => new CategoryValue(category, p))], scope, OriginOf(model));
    }

    private static Literal? OtherCategory(Literal category, RegressionModel model, ModelScope scope)
    {
        Literal[] others = [.. (scope.TargetDataField?.Values ?? [])
            .Where(value => value.Property == ValueProperty.Valid)
            .Select(value => Classification.Category(value.Value, scope, value.Location))
            .Where(other => other != category)];
        if (others.Length == 1)
        {
            return others[0];
        }

        scope.Context.Report(
            DiagnosticDescriptors.InconsistentModel, model.Location, "a single RegressionTable needs a target with two values");
        return null;
    }

    private static Expression[] Binary(RegressionModel model, Expression score, ModelScope scope)
    {
        Expression first = scope.Context.Plan.Define("probability", Links.Inverse(model.Normalization, score, scope, OriginOf(model)), OriginOf(model));
        return [first, Build.Subtract(Build.Number(1), first)];
    }

    private static Expression[]? Multinomial(RegressionModel model, Expression[] scores, ModelScope scope)
    {
        Origin origin = OriginOf(model);
        switch (model.Normalization)
        {
            case RegressionNormalization.None:
                Expression others = Sums.Define("others", scores[..^1], scope, origin);
                return [.. scores[..^1], Build.Subtract(Build.Number(1), others)];
            case RegressionNormalization.Simplemax:
                return Shares(scores, scope, origin);
            case RegressionNormalization.Softmax:
                return Softmax(scores, scope, origin);
            case RegressionNormalization.Logit:
                // Beyond the specification, as producers of one-versus-rest models use it: each by itself, then shares.
                return Shares(
                    [.. scores.Select(score => scope.Context.Plan.Define(
                        "one_versus_rest", Links.Inverse(RegressionNormalization.Logit, score, scope, origin), origin))],
                    scope,
                    origin);
            default:
                ModelLowering.Unsupported(
                    scope, model.Location, $"normalizationMethod {model.Normalization}", "it is not defined for more than two nominal categories");
                return null;
        }
    }

    // PMML 4.4, Regression: for an ordinal target the inverse links are cumulative probabilities.
    private static Expression[]? Cumulative(RegressionModel model, Expression[] scores, ModelScope scope)
    {
        Origin origin = OriginOf(model);
        if (model.Normalization is RegressionNormalization.Softmax or RegressionNormalization.Simplemax or RegressionNormalization.Exp)
        {
            return Multinomial(model, scores, scope);
        }

        var probabilities = new List<Expression>();
        Expression? below = null;
        foreach (Expression score in scores[..^1])
        {
            Expression cumulative = scope.Context.Plan.Define(
                "cumulative", Links.Inverse(model.Normalization, score, scope, origin), origin);
            probabilities.Add(below is null ? cumulative : Build.Subtract(cumulative, below));
            below = cumulative;
        }

        probabilities.Add(Build.Subtract(Build.Number(1), below!));
        return [.. probabilities];
    }

    private static Expression[] Softmax(Expression[] scores, ModelScope scope, Origin origin)
    {
        // Relative to the largest, so that no exponential overflows.
        Expression largest = scope.Context.Plan.Define("largest_score", Build.Nary(NaryOperator.Max, scores), origin);
        Expression[] exponentials = [.. scores.Select(score => scope.Context.Plan.Define(
            "exponential", Build.Unary(UnaryOperator.Exp, Build.Subtract(score, largest)), origin))];
        return Shares(exponentials, scope, origin);
    }

    private static Expression[] Shares(Expression[] values, ModelScope scope, Origin origin)
    {
        Expression sum = Sums.Define("sum", values, scope, origin);
        return [.. values.Select(value => Build.Divide(value, sum))];
    }

    private static Origin OriginOf(RegressionModel model) => new("RegressionModel", model.Location);
}
