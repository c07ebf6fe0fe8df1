using System.Collections.Immutable;
using MlOps.Codegen.Compiler.Lowering;
using MlOps.Codegen.Compiler.Pipeline.Statistics;
using MlOps.Codegen.Compiler.Transformations;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Compiler.Models.NaiveBayesModels;

/// <summary>How likely a continuous input makes each category: the logarithm of its density there, not below the threshold's.</summary>
internal static class ContinuousLikelihood
{
    // n! is exact in a double up to 22!; from 16 on the terms that the series leaves out are below a double's precision.
    private const int LargestFactorial = 16;

    /// <summary>Per category the logarithm of the density, 0 where the input is missing; null after a diagnostic.</summary>
    public static Expression[]? Lower(BayesInput input, double threshold, Literal[] categories, ModelScope scope)
    {
        var origin = new Origin($"BayesInput {input.Field}", input.Location);
        if (ExpressionLowering.NumberField(input.Field, input.Location, scope, origin) is not { } x)
        {
            return null;
        }

        var factors = new Expression?[categories.Length];
        Expression? factorial = null;
        foreach (TargetValueStat stat in input.Stats)
        {
            int category = Array.IndexOf(categories, Classification.Category(stat.Value, scope, stat.Location));
            if (category < 0 || factors[category] is not null)
            {
                string problem = category < 0 ? "the BayesOutput has no count of" : "there are two TargetValueStat elements for";
                scope.Context.Report(
                    DiagnosticDescriptors.InconsistentModel, stat.Location, $"{problem} the category '{stat.Value}'");
                return null;
            }

            if (stat.Distribution is PoissonDistribution)
            {
                factorial ??= scope.Context.Plan.Define($"{input.Field}_log_factorial", LogFactorial(x), origin);
            }

            Expression? density = LogDensity(stat.Distribution, x, factorial, LogProbability.Of(threshold), scope);
            if (density is null)
            {
                return null;
            }

            // At least the threshold's; a missing input moves no category.
            Expression bounded = threshold > 0 ? Build.Nary(NaryOperator.Max, density, Build.Number(Math.Log(threshold))) : density;
            factors[category] = Build.If(Build.IsMissing(x), Build.Number(0), bounded);
        }

        // Like JPMML, a category without a distribution is not moved by the input.
        return [.. factors.Select(factor => factor ?? Build.Number(0))];
    }

    private static Expression? LogDensity(
        ContinuousDistribution distribution, Expression x, Expression? factorial, double least, ModelScope scope)
    {
        switch (distribution)
        {
            case GaussianDistribution gauss:
                Expression distance = Build.Subtract(x, Build.Number(gauss.Mean));
                double height = -0.5 * Math.Log(2 * Math.PI * gauss.Variance);
                return Build.Subtract(
                    Build.Number(height), Build.Divide(Build.Multiply(distance, distance), Build.Number(2 * gauss.Variance)));
            case PoissonDistribution poisson:
                Expression mass = Build.Subtract(
                    Build.Subtract(Build.Multiply(x, Build.Number(Math.Log(poisson.Mean))), Build.Number(poisson.Mean)), factorial!);
                return Build.If(Build.Binary(BinaryOperator.Less, x, Build.Number(0)), Build.Number(least), mass);
            case UniformDistribution uniform:
                Expression inside = Build.And(
                    Build.Binary(BinaryOperator.GreaterOrEqual, x, Build.Number(uniform.Lower)),
                    Build.Binary(BinaryOperator.LessOrEqual, x, Build.Number(uniform.Upper)));
                return Build.If(inside, Build.Number(-Math.Log(uniform.Upper - uniform.Lower)), Build.Number(least));
            case AnyDistribution:
                ModelLowering.Unsupported(
                    scope, distribution.Location, "AnyDistribution in a NaiveBayesModel", "a mean and a variance do not make a density");
                return null;
            default:
                throw new InvalidOperationException($"unknown distribution {distribution.GetType().Name}");
        }
    }

    // ln(x!) for whole numbers, missing for fractions: of small ones known, of large ones by Stirling's series.
    private static Expression LogFactorial(Expression x)
    {
        var branches = ImmutableArray.CreateBuilder<CaseBranch>();
        double factorial = 1;
        for (int n = 0; n < LargestFactorial; n++)
        {
            factorial *= Math.Max(n, 1);
            branches.Add(new CaseBranch(Build.Equal(x, Build.Number(n)), Build.Number(Math.Log(factorial))));
        }

        Expression inverse = Build.Divide(Build.Number(1), x);
        Expression square = Build.Multiply(inverse, inverse);
        Expression series = Build.Number(-1.0 / 1680);
        foreach (double coefficient in (double[])[1.0 / 1260, -1.0 / 360, 1.0 / 12])
        {
            series = Build.Add(Build.Number(coefficient), Build.Multiply(square, series));
        }

        Expression stirling = Build.Add(
            Build.Multiply(Build.Add(x, Build.Number(0.5)), Build.Unary(UnaryOperator.Ln, x)),
            Build.Unary(UnaryOperator.Negate, x),
            Build.Number(0.5 * Math.Log(2 * Math.PI)),
            Build.Multiply(inverse, series));
        Expression whole = Build.Equal(x, Build.Unary(UnaryOperator.Floor, x));
        branches.Add(new CaseBranch(
            Build.And(whole, Build.Binary(BinaryOperator.GreaterOrEqual, x, Build.Number(LargestFactorial))), stirling));
        return Build.Case(branches.ToImmutable(), Literal.Missing(DataType.Double));
    }
}
