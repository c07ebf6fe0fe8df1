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
        Expression prediction = model.Normalization switch
        {
            RegressionNormalization.None or RegressionNormalization.Simplemax => score,
            RegressionNormalization.Softmax => Inverse(RegressionNormalization.Logit, score, model, scope),
            _ => Inverse(model.Normalization, score, model, scope),
        };
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
        Expression first = scope.Context.Plan.Define("probability", Probability(model, score, scope), OriginOf(model));
        return [first, Arithmetic.Of(model).Subtract(Build.Number(1), first)];
    }

    private static Expression[]? Multinomial(RegressionModel model, Expression[] scores, ModelScope scope)
    {
        Origin origin = OriginOf(model);
        Arithmetic arithmetic = Arithmetic.Of(model);
        switch (model.Normalization)
        {
            case RegressionNormalization.None:
                Expression others = arithmetic.Round(Sums.Define("others", scores[..^1], scope, origin));
                return [.. scores[..^1], arithmetic.Subtract(Build.Number(1), others)];
            case RegressionNormalization.Simplemax:
                return Shares.Simplemax(scores, arithmetic, scope, origin);
            case RegressionNormalization.Softmax:
                return Shares.Softmax(scores, arithmetic, scope, origin);
            case RegressionNormalization.Logit:
                // Beyond the specification, as producers of one-versus-rest models use it: each by itself, then shares.
                return Shares.Simplemax(
                    [.. scores.Select(score => scope.Context.Plan.Define(
                        "one_versus_rest", Inverse(RegressionNormalization.Logit, score, model, scope), origin))],
                    arithmetic,
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
        if (model.Normalization is RegressionNormalization.Softmax or RegressionNormalization.Simplemax or RegressionNormalization.Exp)
        {
            return Multinomial(model, scores, scope);
        }

        Expression[] cumulative = [.. scores[..^1].Select(score =>
            scope.Context.Plan.Define("cumulative", Probability(model, score, scope), OriginOf(model)))];
        return Steps(cumulative, Arithmetic.Of(model));
    }

    /// <summary>The probabilities of ordered categories, from those of being at most each but the last.</summary>
    /// <param name="cumulative">The cumulative probabilities, at least one; named, because each is used twice.</param>
    /// <param name="arithmetic">In which precision.</param>
    internal static Expression[] Steps(IReadOnlyList<Expression> cumulative, Arithmetic arithmetic) =>
    [
        cumulative[0],
        .. cumulative.Skip(1).Select((upTo, i) => arithmetic.Subtract(upTo, cumulative[i])),
        arithmetic.Subtract(Build.Number(1), cumulative[^1]),
    ];

    // A score that is a probability already is kept between 0 and 1.
    private static Expression Probability(RegressionModel model, Expression score, ModelScope scope) =>
        model.Normalization == RegressionNormalization.None
            ? Build.Nary(NaryOperator.Min, Build.Nary(NaryOperator.Max, score, Build.Number(0)), Build.Number(1))
            : Inverse(model.Normalization, score, model, scope);

    private static Expression Inverse(
        RegressionNormalization method, Expression score, RegressionModel model, ModelScope scope) =>
        Links.Inverse(method, score, Arithmetic.Of(model), scope, OriginOf(model));

    private static Origin OriginOf(RegressionModel model) => new("RegressionModel", model.Location);
}
