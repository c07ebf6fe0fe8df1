using System.Collections.Immutable;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;
using MlOps.Codegen.MlNet.Columns;
using MlOps.Codegen.MlNet.Members;
using MlOps.Codegen.MlNet.Trees;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using static Microsoft.ML.Transforms.NormalizingTransformer;

namespace MlOps.Codegen.MlNet.Steps;

/// <summary>Normalizers: straight lines, distribution functions and bins.</summary>
internal static class Normalizers
{
    // ML.NET's approximation of the error function.
    private const double ErrorFunction = 0.147;

    /// <summary>A normalized column.</summary>
    /// <param name="context">The step.</param>
    /// <param name="normalizer">The transformer.</param>
    /// <param name="made">The column.</param>
    public static Column? Lower(StepContext context, NormalizingTransformer normalizer, DataViewSchema.Column made)
    {
        Column? input = context.PairedInput(made, out int index);
        if (input is null)
        {
            return null;
        }

        string name = made.Name;
        Func<int, NumberFunction>? function = normalizer.GetNormalizerModelParameters(index) switch
        {
            AffineNormalizerModelParameters<float> p => _ => Line(p.Scale, p.Offset, single: true),
            AffineNormalizerModelParameters<double> p => _ => Line(p.Scale, p.Offset, single: false),
            AffineNormalizerModelParameters<ImmutableArray<float>> p => i => Line(p.Scale[i], At(p.Offset, i), single: true),
            AffineNormalizerModelParameters<ImmutableArray<double>> p => i => Line(p.Scale[i], At(p.Offset, i), single: false),
            CdfNormalizerModelParameters<float> p => _ => Distribution(p.Mean, p.StandardDeviation, p.UseLog, single: true),
            CdfNormalizerModelParameters<double> p => _ => Distribution(p.Mean, p.StandardDeviation, p.UseLog, single: false),
            CdfNormalizerModelParameters<ImmutableArray<float>> p =>
                i => Distribution(p.Mean[i], p.StandardDeviation[i], p.UseLog, single: true),
            CdfNormalizerModelParameters<ImmutableArray<double>> p =>
                i => Distribution(p.Mean[i], p.StandardDeviation[i], p.UseLog, single: false),
            BinNormalizerModelParameters<float> p => _ => Bins([.. p.UpperBounds], p.Density, p.Offset, single: true, context, name),
            BinNormalizerModelParameters<double> p => _ => Bins([.. p.UpperBounds], p.Density, p.Offset, single: false, context, name),
            BinNormalizerModelParameters<ImmutableArray<float>> p =>
                i => Bins([.. p.UpperBounds[i]], p.Density[i], At(p.Offset, i), single: true, context, name),
            BinNormalizerModelParameters<ImmutableArray<double>> p =>
                i => Bins([.. p.UpperBounds[i]], p.Density[i], At(p.Offset, i), single: false, context, name),
            _ => null,
        };
        return function is null ? context.Refuse(made, "a normalizer of an unknown kind") : context.Map(made, input, function);
    }

    // A vector without offsets has none, not zeros.
    private static T At<T>(ImmutableArray<T> values, int index)
        where T : struct => values.IsDefaultOrEmpty ? default : values[index];

    private static double Round(double value, bool single) => single ? (float)value : value;

    private static Expression Round(Expression value, bool single) => single ? Build.ToFloat32(value) : value;

    private static NumberFunction Line(double scale, double offset, bool single) => new(
        x => Round(Round(x - offset, single) * scale, single),
        x => Round(
            Build.Multiply(Round(offset == 0 ? Build.Ref(x) : Build.Subtract(Build.Ref(x), Build.Number(offset)), single && offset != 0), Build.Number(scale)),
            single))
    {
        Scale = offset == 0 && double.IsFinite(scale) ? scale : null,
    };

    private static NumberFunction Distribution(double mean, double deviation, bool useLog, bool single)
    {
        // What does not vary is 0 for every row, and so is what has no finite logarithm.
        if (deviation <= (single ? float.Epsilon : double.Epsilon))
        {
            return new NumberFunction(_ => 0, _ => Build.Number(0));
        }

        double factor = Round(ErrorFunction, single);
        return new NumberFunction(
            x =>
            {
                double value = useLog ? Round(Math.Log(x), single) : x;
                if (!double.IsFinite(value))
                {
                    return 0;
                }

                double z = Round(Round(value - mean, single) / deviation, single);
                double half = Round(Round(z * z, single) / 2, single);
                double scaled = Round(factor * half, single);
                double exponent = -half * ((4 / Math.PI) + scaled) / Round(1 + scaled, single);
                return double.IsNaN(exponent) ? exponent : Round(0.5 + (0.5 * Math.Sign(z) * Math.Sqrt(1 - Math.Exp(exponent))), single);
            },
            x => DistributionExpression(x, mean, deviation, factor, useLog, single));
    }

    private static Expression DistributionExpression(
        PlanValue x, double mean, double deviation, double factor, bool useLog, bool single)
    {
        Expression value = useLog ? Round(Build.Unary(UnaryOperator.Ln, Build.Ref(x)), single) : Build.Ref(x);
        Expression z = Round(Build.Divide(Round(Build.Subtract(value, Build.Number(mean)), single), Build.Number(deviation)), single);
        Expression half = Round(Build.Divide(Round(Build.Multiply(z, z), single), Build.Number(2)), single);
        Expression scaled = Round(Build.Multiply(Build.Number(factor), half), single);
        Expression exponent = Build.Divide(
            Build.Multiply(Build.Unary(UnaryOperator.Negate, half), Build.Add(Build.Number(4 / Math.PI), scaled)),
            Round(Build.Add(Build.Number(1), scaled), single));
        Expression root = Build.Unary(
            UnaryOperator.Sqrt,
            Build.Nary(
                NaryOperator.Max,
                Build.Number(0),
                Build.Subtract(Build.Number(1), Build.Unary(UnaryOperator.Exp, exponent))));
        Expression signed = Build.Case(
            [
                new CaseBranch(Build.Binary(BinaryOperator.Greater, z, Build.Number(0)), root),
                new CaseBranch(Build.Binary(BinaryOperator.Less, z, Build.Number(0)), Build.Unary(UnaryOperator.Negate, root)),
                new CaseBranch(Build.IsPresent(z), Build.Number(0)),
            ],
            Literal.Missing(DataType.Double));
        Expression result = Round(Build.Add(Build.Number(0.5), Build.Multiply(Build.Number(0.5), signed)), single);
        double most = single ? float.MaxValue : double.MaxValue;
        return Build.Case(
            [
                new CaseBranch(Build.IsMissing(value), Build.Number(0)),
                new CaseBranch(Build.Binary(BinaryOperator.Greater, value, Build.Number(most)), Build.Number(0)),
                new CaseBranch(Build.Binary(BinaryOperator.Less, value, Build.Number(-most)), Build.Number(0)),
            ],
            result);
    }

    private static NumberFunction Bins(double[] bounds, double density, double offset, bool single, StepContext context, string name)
    {
        // The last bound is none: whatever exceeds the others is in the last bin.
        double[] inner = bounds.Length == 0 ? [] : bounds[..^1];
        ImmutableArray<double> values =
            [.. Enumerable.Range(0, inner.Length + 1).Select(bin => Round(Round(bin / density, single) - offset, single))];
        return new NumberFunction(
            x => double.IsNaN(x) ? x : values[BinOf(x, inner)], x => Write(SlotFunctions.Identity(x, single)))
        {
            WriteOver = Write,
        };

        // The tree tells bins apart; whether there is a number at all is asked beside it.
        Expression Write(MappedSlot slot)
        {
            PlanValue bin = TreeLowering.Define(
                [name + "_bin"], [SlotTree.Search(0, inner, values)], [0], [slot], context.Plan, context.Origin(name))[0];
            return double.IsNaN(slot.Map(double.NaN))
                ? Build.If(Build.IsMissing(Build.Ref(slot.Base)), Literal.Missing(DataType.Double), Build.Ref(bin))
                : Build.Ref(bin);
        }
    }

    private static int BinOf(double x, double[] bounds)
    {
        int index = Array.BinarySearch(bounds, x);
        index = index < 0 ? ~index : index;

        // Of equal bounds the first counts.
        while (index > 0 && bounds[index - 1] >= x)
        {
            index--;
        }

        return index;
    }
}
