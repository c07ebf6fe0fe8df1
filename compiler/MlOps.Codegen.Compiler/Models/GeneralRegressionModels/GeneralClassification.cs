using MlOps.Codegen.Compiler.Lowering;
using MlOps.Codegen.Compiler.Models.RegressionModels;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Compiler.Transformations;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Compiler.Models.GeneralRegressionModels;

/// <summary>Probabilities of a general regression's categories (PMML 4.4, General Regression: Scoring Algorithms).</summary>
internal static class GeneralClassification
{
    public static ModelResult? Lower(GeneralRegressionModel model, ModelScope scope)
    {
        if (Categories(model, scope) is not { } categories || Predictors(model, categories, scope) is not { } predictors)
        {
            return null;
        }

        Expression[]? probabilities = model.ModelType switch
        {
            GeneralRegressionType.GeneralizedLinear => Binary(model, predictors[0], scope),
            GeneralRegressionType.MultinomialLogistic => Shares.Softmax(
                [.. predictors, Build.Number(0)], Arithmetic.Of(model), scope, GeneralRegressionModelLowering.OriginOf(model)),
            GeneralRegressionType.OrdinalMultinomial => Ordinal(model, predictors, scope),
            _ => throw new InvalidOperationException($"{model.ModelType} predicts no category"),
        };
        return probabilities is null
            ? null
            : Classification.FromProbabilities(
                [.. categories.Zip(probabilities, (category, p) => new CategoryValue(category, p))],
                scope,
                GeneralRegressionModelLowering.OriginOf(model));
    }

    // The categories in the order of the target, the reference category last.
    private static List<Literal>? Categories(GeneralRegressionModel model, ModelScope scope)
    {
        List<Literal> stated = [.. model.PCells
            .Where(cell => cell.TargetCategory is not null)
            .Select(cell => Classification.Category(cell.TargetCategory!, scope, cell.Location))
            .Distinct()];
        List<Literal> listed = Listed(model, scope);
        Literal? reference = model.TargetReferenceCategory is { } text
            ? Classification.Category(text, scope, model.Location)
            : null;
        List<Literal> categories = listed.Count >= 2
            ? listed
            : [.. stated.Concat(reference is null ? [] : [reference]).Distinct()];
        if (reference is null && model.ModelType != GeneralRegressionType.OrdinalMultinomial)
        {
            // "The reference category is the one from DataDictionary that does not appear in the ParamMatrix."
            List<Literal> absent = [.. categories.Except(stated)];
            if (absent.Count != 1)
            {
                return Inconsistent(
                    model, scope, "the model needs a targetReferenceCategory: exactly one category may be absent from the ParamMatrix");
            }

            reference = absent[0];
        }

        if (reference is not null && categories.Remove(reference))
        {
            categories.Add(reference);
        }

        if (categories.Count < 2)
        {
            return Inconsistent(model, scope, "the target of a classification needs two categories at least");
        }

        return model.ModelType == GeneralRegressionType.GeneralizedLinear && categories.Count > 2
            ? Inconsistent(model, scope, "a generalizedLinear classification has two categories: one link function gives one probability")
            : categories;
    }

    private static List<Literal> Listed(GeneralRegressionModel model, ModelScope scope)
    {
        List<Literal> listed = [.. (scope.TargetDataField?.Values ?? [])
            .Where(value => value.Property == ValueProperty.Valid)
            .Select(value => Classification.Category(value.Value, scope, value.Location))
            .Distinct()];
        if (listed.Count == 0 && Classification.TargetType(scope).Type == DataType.Boolean)
        {
            return [Literal.False, Literal.True];
        }

        return listed.Count > 0
            ? listed
            : [.. model.Common.Targets
                .SelectMany(target => target.Values)
                .Where(value => value.Value is not null)
                .Select(value => Classification.Category(value.Value!, scope, value.Location))
                .Distinct()];
    }

    // A linear predictor per category but the last; null after a diagnostic.
    private static Expression[]? Predictors(GeneralRegressionModel model, List<Literal> categories, ModelScope scope)
    {
        ILookup<Literal, PPCell> ownRows = model.PPCells
            .Where(cell => cell.TargetCategory is not null)
            .ToLookup(cell => Classification.Category(cell.TargetCategory!, scope, cell.Location));
        ILookup<Literal, PCell> ownParameters = model.PCells
            .Where(cell => cell.TargetCategory is not null)
            .ToLookup(cell => Classification.Category(cell.TargetCategory!, scope, cell.Location));
        PPCell[] sharedRows = [.. model.PPCells.Where(cell => cell.TargetCategory is null)];
        PCell[] sharedParameters = [.. model.PCells.Where(cell => cell.TargetCategory is null)];
        var predictors = new List<Expression>();
        bool complete = true;
        foreach (Literal category in categories.SkipLast(1))
        {
            PCell[] own = [.. ownParameters[category]];
            PCell[] parameters = model.ModelType == GeneralRegressionType.OrdinalMultinomial
                ? [.. sharedParameters, .. own]
                : own.Length == 0 && categories.Count == 2 ? sharedParameters : own;
            if (parameters.Length == 0 || (model.ModelType == GeneralRegressionType.OrdinalMultinomial && own.Length == 0))
            {
                Inconsistent(model, scope, $"the ParamMatrix has no PCell for the category '{category.Value}'");
                complete = false;
                continue;
            }

            // Rows for one category replace those for all.
            PPCell[] rows = [.. ownRows[category]];
            Expression? predictor = LinearPredictor.Lower(
                $"linear_predictor_{category.Value}",
                parameters,
                (rows.Length > 0 ? rows : sharedRows).ToLookup(cell => cell.Parameter, StringComparer.Ordinal),
                model,
                scope);
            complete &= predictor is not null;
            predictors.Add(predictor ?? Build.Number(0));
        }

        return complete ? [.. predictors] : null;
    }

    private static Expression[]? Binary(GeneralRegressionModel model, Expression predictor, ModelScope scope)
    {
        if (GeneralRegressionModelLowering.Mean(predictor, model, scope) is not { } mean)
        {
            return null;
        }

        Expression first = scope.Context.Plan.Define("probability", mean, GeneralRegressionModelLowering.OriginOf(model));
        return [first, Arithmetic.Of(model).Subtract(Build.Number(1), first)];
    }

    private static Expression[]? Ordinal(GeneralRegressionModel model, Expression[] predictors, ModelScope scope)
    {
        Origin origin = GeneralRegressionModelLowering.OriginOf(model);
        var cumulative = new List<Expression>();
        foreach (Expression predictor in predictors)
        {
            if (GeneralRegressionModelLowering.WithOffset(predictor, model, scope) is not { } complete)
            {
                return null;
            }

            cumulative.Add(scope.Context.Plan.Define(
                "cumulative",
                GeneralizedLinks.Inverse(model.CumulativeLink!.Value, complete, Arithmetic.Of(model), scope, origin),
                origin));
        }

        return RegressionModelLowering.Steps(cumulative, Arithmetic.Of(model));
    }

    private static List<Literal>? Inconsistent(GeneralRegressionModel model, ModelScope scope, string problem)
    {
        scope.Context.Report(DiagnosticDescriptors.InconsistentModel, model.Location, problem);
        return null;
    }
}
