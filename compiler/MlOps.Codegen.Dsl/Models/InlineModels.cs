using System.Collections.Immutable;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Dsl.Checking;
using MlOps.Codegen.Dsl.Lowering;
using MlOps.Codegen.Dsl.Syntax;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Kernels;

namespace MlOps.Codegen.Dsl.Models;

/// <summary>Lowers models that are written in the pipeline: linear ones and scorecards.</summary>
internal static class InlineModels
{
    /// <summary>A generalized linear model.</summary>
    public static ModelOutputs? Linear(string name, LinearModel model, FormulaLowering lowering)
    {
        double intercept = 0;
        var terms = ImmutableArray.CreateBuilder<LinearTerm>();
        var contributions = ImmutableArray.CreateBuilder<Contribution>();
        bool complete = true;
        foreach (TermSyntax term in model.Terms)
        {
            if (Constants.Double(term.Value) is { } constant && term.Baseline is null)
            {
                intercept += constant;
                continue;
            }

            (double coefficient, Formula factor) = Factors(term.Value);
            Expression? value = lowering.Number(factor, "a term");
            Literal? baseline = term.Baseline is null ? Literal.Double(0) : Constants.OrReport(term.Baseline, FormulaType.Double, lowering.Scope.Context.Diagnostics);
            if (value is null || baseline is null)
            {
                complete = false;
                continue;
            }

            value = lowering.Define($"{name}_term", value);
            terms.Add(new LinearTerm(coefficient, value));
            contributions.Add(new Contribution(
                term.Name ?? NameOf(factor), Build.Multiply(Build.Number(coefficient), Build.Subtract(value, baseline))));
        }

        if (!complete)
        {
            return null;
        }

        var kernel = new LinearCombination(intercept, terms.ToImmutable());
        Expression link = Build.Ref(lowering.Scope.Context.Plan.DefineKernel([$"{name}_link"], kernel, lowering.Origin)[0]);
        if (Inverse(model.Link, link, lowering) is not { } mean)
        {
            return null;
        }

        var outputs = ImmutableDictionary.CreateBuilder<string, Typed>(StringComparer.Ordinal);
        outputs.Add("link", new Typed(link, FormulaType.Double));
        outputs.Add("value", new Typed(lowering.Define(name, mean), FormulaType.Double));
        if (model.Link is "logit" or "probit" or "cloglog")
        {
            outputs.Add("probability", outputs["value"]);
        }

        return new ModelOutputs(outputs.ToImmutable(), "value", contributions.ToImmutable());
    }

    /// <summary>A scorecard: the initial score and the points of each characteristic.</summary>
    public static ModelOutputs? Scorecard(string name, ScorecardModel model, FormulaLowering lowering)
    {
        if (Constants.OrReport(model.Initial, FormulaType.Double, lowering.Scope.Context.Diagnostics) is not { } initial)
        {
            return null;
        }

        var outputs = ImmutableDictionary.CreateBuilder<string, Typed>(StringComparer.Ordinal);
        var contributions = ImmutableArray.CreateBuilder<Contribution>();
        var terms = ImmutableArray.CreateBuilder<LinearTerm>();
        bool complete = true;
        foreach (CharacteristicSyntax characteristic in model.Characteristics)
        {
            Expression? points = lowering.Number(characteristic.Points, "a characteristic");
            Literal? baseline = characteristic.Baseline is null
                ? Literal.Double(0)
                : Constants.OrReport(characteristic.Baseline, FormulaType.Double, lowering.Scope.Context.Diagnostics);
            if (points is null || baseline is null)
            {
                complete = false;
                continue;
            }

            Expression named = lowering.Define($"{name}_{characteristic.Name}", points);
            if (outputs.ContainsKey($"points_{characteristic.Name}"))
            {
                lowering.Scope.Context.Report(
                    DiagnosticDescriptors.InvalidDeclaration, characteristic.Location, $"the scorecard has a characteristic '{characteristic.Name}' already");
                complete = false;
                continue;
            }

            outputs.Add($"points_{characteristic.Name}", new Typed(named, FormulaType.Double));
            terms.Add(new LinearTerm(1, named));
            contributions.Add(new Contribution(characteristic.Name, Build.Subtract(named, baseline)));
        }

        if (!complete)
        {
            return null;
        }

        var kernel = new LinearCombination(initial.Value.Double, terms.ToImmutable());
        outputs.Add("score", new Typed(Build.Ref(lowering.Scope.Context.Plan.DefineKernel([name], kernel, lowering.Origin)[0]), FormulaType.Double));
        return new ModelOutputs(outputs.ToImmutable(), "score", contributions.ToImmutable());
    }

    // "0.2 * x" is the coefficient 0.2 of x; whatever else is written has the coefficient 1.
    private static (double Coefficient, Formula Factor) Factors(Formula term)
    {
        if (term is PrefixFormula { Sign: "-" } minus)
        {
            (double coefficient, Formula factor) = Factors(minus.Operand);
            return (-coefficient, factor);
        }

        // A product of several factors is written from left to right: the number stands at its left end.
        if (term is InfixFormula { Sign: "*" } product)
        {
            if (Constants.Double(product.Left) is { } left)
            {
                return (left, product.Right);
            }

            if (product.Left is InfixFormula { Sign: "*" } or PrefixFormula { Sign: "-" })
            {
                (double coefficient, Formula factor) = Factors(product.Left);
                return coefficient == 1 ? (1, term) : (coefficient, product with { Left = factor });
            }

            if (Constants.Double(product.Right) is { } right)
            {
                return (right, product.Left);
            }
        }

        return (1, term);
    }

    /// <summary>What a formula is about: the one name in it; empty where there are several.</summary>
    public static string NameOf(Formula formula)
    {
        string[] names = [.. formula.WithParts().OfType<NameFormula>().Select(name => name.Full).Distinct(StringComparer.Ordinal)];
        return names is [var one] ? one : "";
    }

    private static Expression? Inverse(string link, Expression x, FormulaLowering lowering) => link switch
    {
        "identity" => x,
        "log" => Build.Unary(UnaryOperator.Exp, x),
        "logit" => NumberFunctions.Sigmoid(x),
        "probit" => FunctionCatalog.Pmml("stdNormalCDF", lowering, new Typed(x, FormulaType.Double))?.Value,
        "cloglog" => Build.Subtract(Build.Number(1), Build.Unary(UnaryOperator.Exp, Build.Unary(UnaryOperator.Negate, Build.Unary(UnaryOperator.Exp, x)))),
        "inverse" => Build.Divide(Build.Number(1), x),
        "sqrt" => Build.Multiply(x, x),
        _ => throw new InvalidOperationException($"unknown link {link}"),
    };
}
