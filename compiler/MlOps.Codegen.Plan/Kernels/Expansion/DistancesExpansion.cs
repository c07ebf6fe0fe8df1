using System.Collections.Immutable;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Plan.Kernels.Expansion;

/// <summary>Writes each distance as a sum, or a largest, over the axes.</summary>
internal static class DistancesExpansion
{
    /// <summary>How many nodes the expansion has, about.</summary>
    public static long Size(Distances distances) => 8L * distances.Points.Length;

    public static void Expand(KernelDefinition definition, Distances distances, ExpansionContext context) =>
        Define(distances, definition.Results, definition.Origin, context);

    /// <summary>Defines a value per point.</summary>
    public static void Define(Distances distances, ImmutableArray<PlanValue> results, Origin origin, ExpansionContext context)
    {
        Expression? adjustment = distances.Measure is BinarySimilarityMeasure
            ? null
            : Build.Ref(context.AddPart($"{results[0].Name}_adjustment", Adjustment(distances), origin));
        for (int point = 0; point < results.Length; point++)
        {
            ImmutableArray<double> coordinates = distances.Points.Slice(point * distances.Inputs.Length, distances.Inputs.Length);
            string name = results[point].Name;
            Expression distance = distances.Measure switch
            {
                MinkowskiMeasure minkowski => Minkowski(distances, minkowski, coordinates, adjustment!, name, origin, context),
                ChebychevMeasure => Build.Multiply(Largest(distances, coordinates, name, origin, context), adjustment!),
                BinarySimilarityMeasure similarity => Similarity(distances, similarity, coordinates, name, origin, context),
                _ => throw new InvalidOperationException($"unknown measure {distances.Measure.GetType().Name}"),
            };
            context.Add(new ScalarDefinition(results[point], distance, origin));
        }
    }

    // A divisor of 0 is a missing quotient.
    private static Expression Adjustment(Distances distances)
    {
        double all = 0;
        foreach (DistanceAxis axis in distances.Axes)
        {
            all += axis.MissingWeight;
        }

        Expression[] present =
        [
            .. distances.Inputs.Zip(distances.Axes, (input, axis) => Build.If(
                Build.IsMissing(Build.Ref(input)), Build.Number(0), Build.Number(axis.MissingWeight))),
        ];
        return Build.Divide(Build.Number(all), Build.Nary(NaryOperator.Add, present));
    }

    private static Expression Minkowski(
        Distances distances,
        MinkowskiMeasure measure,
        ImmutableArray<double> point,
        Expression adjustment,
        string name,
        Origin origin,
        ExpansionContext context)
    {
        Expression[] terms =
        [
            .. point.Select((coordinate, i) => Weighted(
                distances.Axes[i], Powered(distances.Axes[i], Build.Ref(distances.Inputs[i]), coordinate, measure.InnerPower))),
        ];
        Expression sum = SumExpansion.Sum(name, 0, terms, ExpressionSize.Of, origin, context);
        Expression adjusted = Build.Multiply(sum, adjustment);
        return measure.OuterPower switch
        {
            1 => adjusted,
            2 => Build.Unary(UnaryOperator.Sqrt, adjusted),
            _ => Build.Binary(BinaryOperator.Power, adjusted, Build.Number(1 / measure.OuterPower)),
        };
    }

    private static Expression Largest(
        Distances distances, ImmutableArray<double> point, string name, Origin origin, ExpansionContext context)
    {
        IEnumerable<Expression> terms = point.Select((coordinate, i) => Weighted(
            distances.Axes[i], Powered(distances.Axes[i], Build.Ref(distances.Inputs[i]), coordinate, power: 1)));
        return ExtremeExpansion.Of(NaryOperator.Max, [Build.Number(0), .. terms], name, origin, context);
    }

    // Missing inputs, and what is no number, count nothing.
    private static Expression Weighted(DistanceAxis axis, Expression comparison) =>
        Build.Coalesce(Build.Multiply(comparison, Build.Number(axis.Weight)), Build.Number(0));

    // Where the comparison is one of constants, its power is a constant too.
    private static Expression Powered(DistanceAxis axis, Expression x, double y, double power)
    {
        switch (axis.Comparison)
        {
            case DistanceComparison.AbsoluteDifference when power == 2:
                // The square of a difference needs no magnitude.
                Expression difference = Build.Subtract(x, Build.Number(y));
                return Build.Multiply(difference, difference);
            case DistanceComparison.AbsoluteDifference:
                return Power(Build.Unary(UnaryOperator.Abs, Build.Subtract(x, Build.Number(y))), power);
            case DistanceComparison.GaussianSimilarity:
                return Power(GaussianSimilarity(x, y, axis.Scale), power);
            case DistanceComparison.Delta:
                return Either(x, y, equal: 0, different: 1);
            case DistanceComparison.Equal:
                return Either(x, y, equal: 1, different: 0);
            case DistanceComparison.Table:
                int size = (int)Math.Sqrt(axis.Table.Length);
                var branches = Enumerable.Range(0, size).Select(code => new CaseBranch(
                    Build.Equal(x, Build.Number(code)), Build.Number(Power(axis.Table[(code * size) + (int)y], power))));
                return Build.Case([.. branches], Literal.Missing(DataType.Double));
            default:
                throw new InvalidOperationException($"unknown comparison {axis.Comparison}");
        }
    }

    private static Expression GaussianSimilarity(Expression x, double y, double scale)
    {
        Expression difference = Build.Subtract(x, Build.Number(y));
        Expression exponent = Build.Divide(
            Build.Multiply(Build.Number(-Math.Log(2)), Build.Multiply(difference, difference)), Build.Number(scale * scale));
        return Build.Unary(UnaryOperator.Exp, exponent);
    }

    private static Expression Power(Expression comparison, double power) => power switch
    {
        1 => comparison,
        2 => Build.Multiply(comparison, comparison),
        _ => Build.Binary(BinaryOperator.Power, comparison, Build.Number(power)),
    };

    private static double Power(double comparison, double power) => power switch
    {
        1 => comparison,
        2 => comparison * comparison,
        _ => Math.Pow(comparison, power),
    };

    // Missing where x is.
    private static Expression Either(Expression x, double y, double equal, double different) => Build.Case(
        [
            new CaseBranch(Build.Equal(x, Build.Number(y)), Build.Number(equal)),
            new CaseBranch(Build.IsPresent(x), Build.Number(different)),
        ],
        Literal.Missing(DataType.Double));

    private static Expression Similarity(
        Distances distances,
        BinarySimilarityMeasure measure,
        ImmutableArray<double> point,
        string name,
        Origin origin,
        ExpansionContext context)
    {
        return Build.Divide(Sum(measure.Numerator, "numerator"), Sum(measure.Denominator, "denominator"));

        Expression Sum(PairWeights weights, string part)
        {
            Expression[] terms =
            [
                .. point.Select((coordinate, i) =>
                {
                    Expression x = Build.Ref(distances.Inputs[i]);
                    return Build.Case(
                        [
                            new CaseBranch(Build.Equal(x, Build.Number(1)), Build.Number(weights.Of(true, coordinate == 1))),
                            new CaseBranch(Build.Equal(x, Build.Number(0)), Build.Number(weights.Of(false, coordinate == 1))),
                        ],
                        Literal.Missing(DataType.Double));
                }),
            ];
            return SumExpansion.Sum($"{name}_{part}", 0, terms, ExpressionSize.Of, origin, context);
        }
    }
}
