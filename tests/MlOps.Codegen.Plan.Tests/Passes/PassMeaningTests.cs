using MlOps.Codegen.Plan.Evaluation;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Kernels;
using MlOps.Codegen.Plan.Passes;
using MlOps.Codegen.Testing;

namespace MlOps.Codegen.Plan.Tests.Passes;

/// <summary>A plan means the same before and after a pass, to the last bit.</summary>
public class PassMeaningTests
{
    [FsCheck.Xunit.Property(MaxTest = 12)]
    public void Passes_keep_what_expressions_mean(int seed) => AssertKept(RandomPlans.OfExpressions(seed, count: 60), seed);

    [FsCheck.Xunit.Property(MaxTest = 6)]
    public void Passes_keep_what_kernels_mean(int seed) => AssertKept(RandomPlans.OfKernels(seed), seed);

    // Around the places where a double rounds to another float, a tree that no longer rounds goes the same way.
    [FsCheck.Xunit.Property(MaxTest = 200)]
    public void Trees_over_rounded_features_compare_at_the_boundary_of_rounding(double threshold, bool orEqual)
    {
        if (double.IsNaN(threshold))
        {
            return;
        }

        double[] thresholds = [threshold, (float)threshold, threshold * 1e38, threshold * 1e-44];
        Assert.All(thresholds.Where(each => !double.IsNaN(each)), each =>
        {
            ScoringPlan plan = RoundedTree(orEqual ? TreeTest.LessOrEqual : TreeTest.LessThan, each);
            ScoringPlan after = Pass("float32-thresholds").Run(plan);
            Assert.Equal("x", Assert.Single(Ensemble(after).Features).Name);
            AssertSame(plan, after, Around(each).Select(x => (Scalar[])[Scalar.FromDouble(x)]));
        });
    }

    private static void AssertKept(ScoringPlan all, int seed)
    {
        // Where every definition is an output, nothing is written into another or left out.
        ScoringPlan plan = all with { Outputs = [.. all.Outputs.Where((_, i) => i % 3 == 0)] };
        Scalar[][] rows = [.. RandomPlans.Rows(plan, seed, 60)];
        foreach (PlanPass pass in PlanPasses.InOrder)
        {
            ScoringPlan after = pass.Run(plan);
            PlanValidator.Validate(after, pass.Name);
            AssertSame(plan, after, rows);
        }

        AssertSame(plan, PlanPasses.Run(plan, PassOptions.All), rows);
    }

    private static void AssertSame(ScoringPlan before, ScoringPlan after, IEnumerable<Scalar[]> rows)
    {
        int[] position = [.. after.Inputs.Select(input => before.Inputs.IndexOf(input))];
        var first = new PlanEvaluator(before);
        var second = new PlanEvaluator(after);
        foreach (Scalar[] row in rows)
        {
            Assert.Equal(first.Evaluate(row).Select(Bits), second.Evaluate([.. position.Select(i => row[i])]).Select(Bits));
        }
    }

    private static string Bits(Scalar value) => value.IsDouble ? $"{value} {BitConverter.DoubleToInt64Bits(value.Double):X}" : value.ToString();

    private static ScoringPlan RoundedTree(TreeTest test, double threshold)
    {
        var builder = new PlanBuilder();
        Expression x = new ValueReference(builder.AddInput(new FieldSchema("x", DataType.Double), Origin.None));
        PlanValue rounded = builder.DefineValue("x_float", Build.Unary(UnaryOperator.ToFloat32, x), Origin.None);
        var tree = new TreeEnsemble(
            [rounded],
            [],
            [new DecisionTree([new TreeNode(0, test, threshold, -1, ~0, ~1, DecisionTree.NoLeaf)], 2, [1, 2])],
            TreeResult.Sum,
            [0]);
        builder.AddOutput(new FieldSchema("y", DataType.Double), new ValueReference(builder.DefineKernel(["y"], tree, Origin.None)[0]), Origin.None);
        return builder.Build("rounded");
    }

    private static TreeEnsemble Ensemble(ScoringPlan plan) => (TreeEnsemble)plan.Definitions.OfType<KernelDefinition>().Single().Kernel;

    // The threshold, the floats and the boundaries of rounding next to it, and the doubles next to all of these.
    private static IEnumerable<double> Around(double threshold)
    {
        float near = (float)threshold;
        float[] floats = [MathF.BitDecrement(MathF.BitDecrement(near)), MathF.BitDecrement(near), near, MathF.BitIncrement(near), MathF.BitIncrement(MathF.BitIncrement(near))];
        IEnumerable<double> middles = floats.Zip(floats.Skip(1), (low, high) => ((double)low / 2) + ((double)high / 2));
        double[] largest = [float.MaxValue, float.MinValue, 3.4028235677973366e38, -3.4028235677973366e38];
        return floats.Select(each => (double)each).Concat(middles).Concat(largest).Append(threshold)
            .SelectMany(each => new[] { Math.BitDecrement(each), each, Math.BitIncrement(each) })
            .Where(each => !double.IsNaN(each));
    }

    private static PlanPass Pass(string name) => PlanPasses.InOrder.Single(pass => pass.Name == name);
}
