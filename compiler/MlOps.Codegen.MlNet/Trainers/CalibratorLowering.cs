using System.Collections.Immutable;
using Microsoft.ML.Calibrators;
using MlOps.Codegen.MlNet.Columns;
using MlOps.Codegen.MlNet.Lowering;
using MlOps.Codegen.MlNet.Trees;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.MlNet.Trainers;

/// <summary>From scores to probabilities.</summary>
internal static class CalibratorLowering
{
    private const float Least = 1e-15f;
    private const float Most = 1 - Least;

    /// <summary>The probability of a score; missing where the score is.</summary>
    /// <param name="calibrator">The calibrator.</param>
    /// <param name="score">The score.</param>
    /// <param name="name">The wished name.</param>
    /// <param name="scope">The plan.</param>
    /// <param name="origin">Where it comes from.</param>
    /// <exception cref="NotSupportedException">A calibrator that is not known.</exception>
    public static PlanValue Probability(object calibrator, PlanValue score, string name, PlanScope scope, Origin origin) =>
        scope.Plan.DefineValue(name, calibrator switch
        {
            PlattCalibrator platt => Sigmoid(platt, score),
            NaiveCalibrator naive => Histogram(naive, score, name, scope, origin),
            IsotonicCalibrator isotonic => Pieces(isotonic, score, name, scope, origin),
            _ => throw new NotSupportedException($"its calibrator {calibrator.GetType().Name} has no exact translation"),
        }, origin);

    private static Expression Sigmoid(PlattCalibrator platt, PlanValue score)
    {
        Expression exponent = Build.Add(Build.Multiply(Build.Number(platt.Slope), Build.Ref(score)), Build.Number(platt.Offset));
        Expression sum = Build.Add(Build.Number(1), Build.Unary(UnaryOperator.Exp, exponent));
        return Build.ToFloat32(Build.Divide(Build.Number(1), sum));
    }

    // The bin is a step function of the score: its steps are found by asking ML.NET's own formula.
    private static Expression Histogram(NaiveCalibrator naive, PlanValue score, string name, PlanScope scope, Origin origin)
    {
        float[] probabilities = [.. naive.BinProbs];
        int BinOf(double x) => double.IsNaN(x) ? 0 : Math.Clamp((int)(((float)x - naive.Min) / naive.BinSize), 0, probabilities.Length - 1);

        var bin = new MappedSlot(score, true, x => BinOf(x), () => throw new InvalidOperationException("a bin is asked, not written"));
        SlotTree tree = SlotTree.Search(
            0, [.. Enumerable.Range(0, probabilities.Length - 1).Select(i => i + 0.5)], [.. probabilities.Select(p => (double)p)]);
        PlanValue value = TreeLowering.Define([name + "_bin"], [tree], [0], [bin], scope, origin)[0];
        return IfPresent(score, Build.Ref(value));
    }

    // Constant within a piece, a straight line between two: four numbers of each stretch are looked up, then the line is computed.
    private static Expression Pieces(IsotonicCalibrator isotonic, PlanValue score, string name, PlanScope scope, Origin origin)
    {
        (float[] mins, float[] maxes, float[] values) = ([.. isotonic.Mins], [.. isotonic.Maxes], [.. isotonic.Values]);
        if (mins.Length == 0)
        {
            return IfPresent(score, Build.Number(Least));
        }

        var bounds = new List<double>();
        var leaves = ImmutableArray.CreateBuilder<double>();
        for (int i = 0; i < mins.Length; i++)
        {
            // What lies below the first piece has its value.
            if (i > 0)
            {
                bounds.Add(MathF.BitDecrement(mins[i]));
                leaves.AddRange(maxes[i - 1], mins[i] - maxes[i - 1], values[i - 1], values[i] - values[i - 1]);
            }

            if (i < mins.Length - 1)
            {
                bounds.Add(maxes[i]);
            }

            leaves.AddRange(0, 1, values[i], 0);
        }

        SlotTree tree = SlotTree.Search(0, bounds, leaves.ToImmutable(), width: 4);
        string[] names = [name + "_from", name + "_width", name + "_low", name + "_rise"];
        ImmutableArray<PlanValue> line = TreeLowering.Define(
            names, [tree], [0, 0, 0, 0], [SlotFunctions.Identity(score, isSingle: true)], scope, origin);
        Expression share = Build.ToFloat32(Build.Divide(
            Build.ToFloat32(Build.Subtract(Build.Ref(score), Build.Ref(line[0]))), Build.Ref(line[1])));
        Expression rising = Build.ToFloat32(Build.Add(
            Build.Ref(line[2]), Build.ToFloat32(Build.Multiply(share, Build.Ref(line[3])))));
        Expression value = Build.If(Build.Equal(Build.Ref(line[3]), Build.Number(0)), Build.Ref(line[2]), rising);
        Expression bounded = Build.Nary(
            NaryOperator.Min, Build.Nary(NaryOperator.Max, value, Build.Number(Least)), Build.Number(Most));
        return IfPresent(score, bounded);
    }

    private static Expression IfPresent(PlanValue score, Expression value) =>
        Build.If(Build.IsMissing(Build.Ref(score)), Literal.Missing(DataType.Double), value);
}
