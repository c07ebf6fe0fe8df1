using System.Collections.Immutable;
using MlOps.Codegen.Compiler.Lowering;
using MlOps.Codegen.Compiler.Transformations;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Kernels;

namespace MlOps.Codegen.Compiler.Models.RegressionModels;

/// <summary>Lowers one regression table to a linear combination.</summary>
/// <remarks>
/// A missing numeric field makes the sum missing; a missing categorical field adds nothing (PMML 4.4, Regression).
/// </remarks>
internal static class RegressionTableLowering
{
    /// <summary>The table's linear score, a double; null after a diagnostic.</summary>
    public static Expression? Lower(RegressionTable table, ModelScope scope)
    {
        var terms = ImmutableArray.CreateBuilder<LinearTerm>();
        Arithmetic arithmetic = Arithmetic.Of(scope.Model);
        bool complete = true;
        foreach (NumericPredictor predictor in table.NumericPredictors)
        {
            Add(Numeric(predictor, scope), predictor.Coefficient);
        }

        foreach (IGrouping<string, CategoricalPredictor> group in table.CategoricalPredictors.GroupBy(p => p.Field, StringComparer.Ordinal))
        {
            Add(Categorical(group.Key, [.. group], scope), 1);
        }

        foreach (PredictorTerm term in table.PredictorTerms)
        {
            Add(Product(term, scope), term.Coefficient);
        }

        if (!complete)
        {
            return null;
        }

        string name = table.TargetCategory is { } category ? $"score_{category}" : "score";
        var origin = new Origin("RegressionTable", table.Location);
        var kernel = new LinearCombination(arithmetic.Round(table.Intercept), terms.ToImmutable());
        Expression score = new ValueReference(scope.Context.Plan.DefineKernel([name], kernel, origin)[0]);
        return scope.Context.Plan.Define(name, arithmetic.Round(score), origin);

        void Add(Expression? value, double coefficient)
        {
            complete &= value is not null;
            if (value is not null)
            {
                terms.Add(new LinearTerm(arithmetic.Round(coefficient), value));
            }
        }
    }

    private static Expression? Numeric(NumericPredictor predictor, ModelScope scope)
    {
        Expression? value = Number(predictor.Field, predictor.Location, scope);
        return value is null || predictor.Exponent == 1
            ? value
            : Arithmetic.Of(scope.Model).Power(value, Build.Number(predictor.Exponent));
    }

    private static Expression? Categorical(string field, CategoricalPredictor[] predictors, ModelScope scope)
    {
        if (scope.Resolve(field, predictors[0].Location) is not { } value)
        {
            return null;
        }

        var branches = ImmutableArray.CreateBuilder<CaseBranch>();
        foreach (CategoricalPredictor predictor in predictors)
        {
            Literal? category = ConstantText.Parse(predictor.Value, value.Type.Type);
            if (category is null)
            {
                scope.Context.Report(DiagnosticDescriptors.InvalidConstant, predictor.Location, predictor.Value, value.Type.Type);
                return null;
            }

            branches.Add(new CaseBranch(
                Build.Equal(value.Value, category), Arithmetic.Of(scope.Model).Number(predictor.Coefficient)));
        }

        return Build.Case(branches.ToImmutable(), Build.Number(0));
    }

    private static Expression? Product(PredictorTerm term, ModelScope scope)
    {
        Expression? product = null;
        foreach (string field in term.Fields)
        {
            if (Number(field, term.Location, scope) is not { } factor)
            {
                return null;
            }

            product = product is null ? factor : Arithmetic.Of(scope.Model).Multiply(product, factor);
        }

        return product;
    }

    /// <summary>A field as a number in the model's arithmetic; null after a diagnostic.</summary>
    internal static Expression? Number(string field, SourceLocation location, ModelScope scope)
    {
        if (scope.Resolve(field, location) is not { } value)
        {
            return null;
        }

        if (value.Value.Type is DataType.Double or DataType.Integer or DataType.Boolean)
        {
            // What is declared float is rounded already.
            Expression number = Build.ToDouble(value.Value);
            return value.Type.Type == DataType.Float ? number : Arithmetic.Of(scope.Model).Round(number);
        }

        scope.Context.Report(DiagnosticDescriptors.TypeMismatch, location, $"the {value.Type.Type} field '{field}'", "a number");
        return null;
    }
}
