using System.Collections.Immutable;
using MlOps.Codegen.Compiler.Lowering;
using MlOps.Codegen.Compiler.Models.RegressionModels;
using MlOps.Codegen.Compiler.Transformations;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Kernels;

namespace MlOps.Codegen.Compiler.Models.GeneralRegressionModels;

/// <summary>
/// The linear predictor ⟨x, β⟩ (PMML 4.4, General Regression: Scoring Algorithms): each parameter's weight times the product of
/// its factors' indicators or contrasts and its covariates' powers.
/// </summary>
/// <remarks>
/// A missing factor makes the predictor missing. A missing covariate does, unless an indicator beside it is 0: then nothing
/// is multiplied any more.
/// </remarks>
internal sealed class LinearPredictor
{
    private readonly GeneralRegressionModel model;
    private readonly ModelScope scope;
    private readonly Arithmetic arithmetic;
    private readonly List<Summand> summands = [];
    private readonly Dictionary<string, FactorTerm> factorTerms = new(StringComparer.Ordinal);
    private double constant;
    private bool complete = true;

    private LinearPredictor(GeneralRegressionModel model, ModelScope scope)
    {
        this.model = model;
        this.scope = scope;
        arithmetic = Arithmetic.Of(model);
    }

    /// <summary>Lowers the sum over some parameters.</summary>
    /// <param name="name">The wished name of the sum.</param>
    /// <param name="parameters">The parameters' weights.</param>
    /// <param name="rows">Per parameter its predictors; a parameter without any is a constant.</param>
    /// <param name="model">The model.</param>
    /// <param name="scope">The model's scope.</param>
    /// <returns>A named double; null after a diagnostic.</returns>
    public static Expression? Lower(
        string name, IEnumerable<PCell> parameters, ILookup<string, PPCell> rows, GeneralRegressionModel model, ModelScope scope)
    {
        var predictor = new LinearPredictor(model, scope);
        foreach (PCell parameter in parameters)
        {
            predictor.Add(parameter, [.. rows[parameter.Parameter]]);
        }

        return predictor.complete ? predictor.Sum(name) : null;
    }

    private void Add(PCell parameter, PPCell[] cells)
    {
        double beta = arithmetic.Round(parameter.Beta);
        if (cells.Length == 0)
        {
            constant = arithmetic.Round(constant + beta);
        }
        else if (cells is [var only] && model.Factors.TryGetValue(only.Field, out Factor? factor) && factor.Contrasts is null)
        {
            AddIndicator(only, beta);
        }
        else if (Product(cells) is { } product)
        {
            summands.Add(new Summand(beta, product, null));
        }
        else
        {
            complete = false;
        }
    }

    // Of a factor's categories one applies at most: together they are one choice.
    private void AddIndicator(PPCell cell, double beta)
    {
        if (Resolve(cell) is not { } field || Category(cell.Value, field, cell.Location) is not { } category)
        {
            complete = false;
            return;
        }

        if (!factorTerms.TryGetValue(cell.Field, out FactorTerm? term))
        {
            term = new FactorTerm(field.Value);
            factorTerms.Add(cell.Field, term);
            summands.Add(new Summand(1, null, term));
        }

        term.Add(category, beta, arithmetic);
    }

    private Expression Sum(string name)
    {
        var origin = new Origin("ParamMatrix", model.Location);
        var terms = summands.Select(summand =>
            new LinearTerm(summand.Coefficient, summand.Factor?.Value() ?? summand.Value!));
        var kernel = new LinearCombination(constant, [.. terms]);
        Expression sum = new ValueReference(scope.Context.Plan.DefineKernel([name], kernel, origin)[0]);
        return scope.Context.Plan.Define(name, arithmetic.Round(sum), origin);
    }

    private Expression? Product(PPCell[] cells)
    {
        var indicators = new List<(Expression Field, Expression Equal)>();
        Expression? product = null;
        foreach (PPCell cell in cells)
        {
            if (model.Factors.TryGetValue(cell.Field, out Factor? factor))
            {
                if (Resolve(cell) is not { } field)
                {
                    return null;
                }

                if (factor.Contrasts is { } contrasts)
                {
                    if (Contrast(cell, field, factor, contrasts) is not { } contrast)
                    {
                        return null;
                    }

                    product = Times(product, contrast);
                }
                else if (Category(cell.Value, field, cell.Location) is { } category)
                {
                    indicators.Add((field.Value, Build.Equal(field.Value, category)));
                }
                else
                {
                    return null;
                }
            }
            else if (model.Covariates.Contains(cell.Field))
            {
                if (Covariate(cell) is not { } power)
                {
                    return null;
                }

                product = Times(product, power);
            }
            else
            {
                scope.Context.Report(
                    DiagnosticDescriptors.InconsistentModel,
                    cell.Location,
                    $"the predictor '{cell.Field}' is neither in the FactorList nor in the CovariateList");
                return null;
            }
        }

        return Guarded(indicators, product ?? Build.Number(1));
    }

    private static Expression Guarded(List<(Expression Field, Expression Equal)> indicators, Expression product)
    {
        if (indicators.Count == 0)
        {
            return product;
        }

        Expression anyMissing = Build.Or([.. indicators.Select(indicator => Build.IsMissing(indicator.Field))]);
        Expression all = Build.And([.. indicators.Select(indicator => indicator.Equal)]);
        return Build.Case(
            [new CaseBranch(anyMissing, Literal.Missing(DataType.Double)), new CaseBranch(all, product)], Build.Number(0));
    }

    private Expression? Covariate(PPCell cell)
    {
        Literal? power = ConstantText.Parse(cell.Value, DataType.Double);
        if (power is null or { IsMissing: true })
        {
            scope.Context.Report(DiagnosticDescriptors.InvalidConstant, cell.Location, cell.Value, DataType.Double);
            return null;
        }

        Expression? number = RegressionTableLowering.Number(cell.Field, cell.Location, scope);
        return number is null || power.Value.Double == 1
            ? number
            : arithmetic.Power(number, arithmetic.Number(power.Value.Double));
    }

    // The matrix has a row per category, and a column per category but the last (or for all).
    private Expression? Contrast(
        PPCell cell, TypedExpression field, Factor factor, ImmutableArray<ImmutableArray<double>> contrasts)
    {
        Literal? category = Category(cell.Value, field, cell.Location);
        Literal?[] categories = [.. factor.Categories.Select(text => Category(text, field, factor.Location))];
        if (category is null || categories.Contains(null))
        {
            return null;
        }

        int column = Array.IndexOf(categories, category);
        if (column < 0 || contrasts.Any(row => column >= row.Length))
        {
            scope.Context.Report(
                DiagnosticDescriptors.InconsistentModel,
                cell.Location,
                $"the contrast matrix of '{cell.Field}' has no column for '{cell.Value}'");
            return null;
        }

        var branches = categories.Select((row, i) =>
            new CaseBranch(Build.Equal(field.Value, row!), arithmetic.Number(contrasts[i][column])));
        return scope.Context.Plan.Define(
            $"{cell.Field}_contrast", Build.Case([.. branches], Literal.Missing(DataType.Double)), new Origin("Matrix", factor.Location));
    }

    private TypedExpression? Resolve(PPCell cell) => scope.Resolve(cell.Field, cell.Location);

    private Literal? Category(string text, TypedExpression field, SourceLocation at)
    {
        Literal? literal = ConstantText.Parse(text, field.Type);
        if (literal is null or { IsMissing: true })
        {
            scope.Context.Report(DiagnosticDescriptors.InvalidConstant, at, text, field.Type.Type);
            return null;
        }

        return literal;
    }

    private Expression Times(Expression? product, Expression factor) =>
        product is null ? factor : arithmetic.Multiply(product, factor);

    /// <summary>A summand: a weighted value, or all categories of a factor.</summary>
    private sealed record Summand(double Coefficient, Expression? Value, FactorTerm? Factor);

    /// <summary>The weights of one factor's categories.</summary>
    private sealed class FactorTerm(Expression field)
    {
        private readonly List<(Literal Category, double Weight)> weights = [];

        public void Add(Literal category, double weight, Arithmetic arithmetic)
        {
            int known = weights.FindIndex(entry => entry.Category == category);
            if (known < 0)
            {
                weights.Add((category, weight));
            }
            else
            {
                weights[known] = (category, arithmetic.Round(weights[known].Weight + weight));
            }
        }

        public Expression Value()
        {
            var branches = weights.Select(entry => new CaseBranch(Build.Equal(field, entry.Category), Build.Number(entry.Weight)));
            return Build.Case(
                [new CaseBranch(Build.IsMissing(field), Literal.Missing(DataType.Double)), .. branches], Build.Number(0));
        }
    }
}
