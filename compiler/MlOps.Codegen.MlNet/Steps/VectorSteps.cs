using System.Collections.Immutable;
using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using MlOps.Codegen.MlNet.Columns;
using MlOps.Codegen.MlNet.Members;
using MlOps.Codegen.MlNet.Trainers;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.MlNet.Steps;

/// <summary>Transformers that take a vector as a whole. Sums are added in double and rounded once.</summary>
internal static class VectorSteps
{
    // Vectors that would become smaller than this are left as they are.
    private const float LeastScale = 1e-8f;

    // Below, ML.NET looks at one number after the other, and passes over what is none; vectors of the processor go their own ways.
    private const int ShortestByVectors = 16;

    /// <summary>A vector divided by its norm, or by the deviation of its numbers.</summary>
    /// <param name="context">The step.</param>
    /// <param name="made">The column.</param>
    public static Column? Norm(StepContext context, DataViewSchema.Column made)
    {
        if (context.PairedInput(made, out int index) is not { } input)
        {
            return null;
        }

        object options = MlNetMembers.NormColumns.Of<object[]>(context.Step.Transformer)[index];
        string norm = MlNetMembers.Norm.Of<Enum>(options).ToString();
        bool centred = MlNetMembers.EnsureZeroMean.Of<bool>(options);
        double scale = MlNetMembers.NormScale.Of<float>(options);
        if (norm is not ("L1" or "L2" or "Infinity" or "StandardDeviation"))
        {
            return context.Refuse(made, $"the norm {norm} is not known");
        }

        if (centred && norm != "StandardDeviation")
        {
            return context.Refuse(made, $"the norm {norm} of a centred vector depends on how the vector is stored");
        }

        if (input.Numbers is not { } slots)
        {
            return context.Refuse(made, $"its input is of type {input.ItemType}");
        }

        Origin origin = context.Origin(made.Name);
        PlanBuilder plan = context.Plan.Plan;
        if (norm == "Infinity" && slots.Length >= ShortestByVectors && slots.Any(MayBeMissing))
        {
            return context.Refuse(made, $"the norm L∞ of {ShortestByVectors} or more numbers that may be missing depends on the processor");
        }

        if (norm is "L1" or "L2" && TextSteps.NormOfCounts(context, made, slots, norm == "L1", scale) is { } counts)
        {
            return counts;
        }

        context.Plan.Count(slots, made.Name);
        Expression[] numbers = [.. slots.Select((slot, i) => context.Plan.Number(slot, Name(made.Name, i)))];
        Expression count = Build.Number(numbers.Length);
        Expression mean = norm == "StandardDeviation"
            ? plan.Define(made.Name + "_mean", Build.ToFloat32(Build.Divide(Build.Add(numbers), count)), origin)
            : Build.Number(0);
        Expression[] differences = norm == "StandardDeviation" ? [.. numbers.Select(number => Build.Subtract(number, mean))] : numbers;

        // Squares of small numbers are 0 among floats.
        Expression[] magnitudes = [.. differences.Select(number => Build.Unary(UnaryOperator.Abs, number))];
        Expression sum = norm switch
        {
            // The largest of those that are numbers.
            "Infinity" => Build.Nary(NaryOperator.Max, [Build.Number(0), .. magnitudes.Select(number => Build.Coalesce(number, Build.Number(0)))]),
            "L1" => Build.ToFloat32(Build.Add(magnitudes)),
            _ => Build.ToFloat32(Build.Add([.. differences.Select(number => Build.Multiply(number, number))])),
        };
        Expression divisor = plan.Define(made.Name + "_divisor", Build.ToFloat32(norm switch
        {
            "L1" or "Infinity" => sum,
            "L2" => Build.Unary(UnaryOperator.Sqrt, sum),
            _ => Build.Unary(UnaryOperator.Sqrt, Build.ToFloat32(Build.Divide(sum, count))),
        }), origin);

        Expression factor = Build.Ref(Factor(plan, made.Name, divisor, scale, origin));
        return new Column(
            made,
            [
                .. numbers.Select((number, i) => new ComputedSlot(plan.DefineValue(
                    Name(made.Name, i),
                    Build.ToFloat32(Build.Multiply(
                        factor, centred ? Build.ToFloat32(Build.Subtract(number, mean)) : number)),
                    origin))),
            ]);
    }

    // What counts or indicates is never missing.
    private static bool MayBeMissing(NumberSlot slot) => slot switch
    {
        ConstantSlot constant => double.IsNaN(constant.Value),
        CategorySlot category => double.IsNaN(category.Otherwise) || double.IsNaN(category.WhenMissing) || category.Values.Any(pair => double.IsNaN(pair.Value)),
        CountSlot or ScaledCountSlot => false,
        SumSlot sum => sum.Parts.Any(MayBeMissing),
        _ => true,
    };

    /// <summary>What the numbers of a vector are multiplied by.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="name">The column's name.</param>
    /// <param name="divisor">The norm; where a number is missing, it is missing, and the others are left as they are, but for the scale.</param>
    /// <param name="scale">What the norm becomes.</param>
    /// <param name="origin">Where it comes from.</param>
    public static PlanValue Factor(PlanBuilder plan, string name, Expression divisor, double scale, Origin origin)
    {
        Expression factor = plan.Define(
            name + "_factor",
            Build.If(
                Build.Binary(BinaryOperator.Greater, divisor, Build.Number(0)),
                Build.ToFloat32(Build.Divide(Build.Number(scale), divisor)),
                Build.Number(scale)),
            origin);
        return plan.DefineValue(
            name + "_scale", Build.If(Build.Binary(BinaryOperator.Less, factor, Build.Number(LeastScale)), Build.Number(1), factor), origin);
    }

    /// <summary>A vector projected on axes.</summary>
    /// <param name="context">The step.</param>
    /// <param name="made">The column.</param>
    public static Column? Project(StepContext context, DataViewSchema.Column made)
    {
        if (context.PairedInput(made, out int index) is not { } input)
        {
            return null;
        }

        if (input.Numbers is not { } slots)
        {
            return context.Refuse(made, $"its input is of type {input.ItemType}");
        }

        object info = MlNetMembers.PcaColumns.Of<Array>(context.Step.Transformer).GetValue(index)!;
        float[][] axes = MlNetMembers.Eigenvectors.Of<float[][]>(info);
        float[]? means = MlNetMembers.MeanProjected.OrNull<float[]>(info);
        return new Column(
            made,
            [
                .. axes.Select((axis, i) => new ComputedSlot(LinearModels.Rounded(
                    -(means?[i] ?? 0), new VBuffer<float>(axis.Length, axis), slots, Name(made.Name, i), context.Plan, context.Origin(made.Name)))),
            ]);
    }

    private static string Name(string name, int index) => string.Create(CultureInfo.InvariantCulture, $"{name}_{index}");
}
