using MlOps.Codegen.Plan.Evaluation;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Kernels;
using MlOps.Codegen.Plan.Passes;
using MlOps.Codegen.Testing;

namespace MlOps.Codegen.Plan.Tests.Kernels;

public class ExpansionTests
{
    private static readonly ExpansionLimits Narrow = new(CaseDepth: 2, SumTerms: 2, ExpressionNodes: 100);

    [FsCheck.Xunit.Property(MaxTest = 8)]
    public void Expanded_kernels_mean_what_the_kernels_mean(int seed)
    {
        ScoringPlan plan = RandomPlans.OfKernels(seed);
        ScoringPlan expanded = KernelExpansion.ExpandAll(plan, Narrow);
        PlanValidator.Validate(expanded, "expansion");
        var whole = new PlanEvaluator(plan);
        var parts = new PlanEvaluator(expanded);
        foreach (Scalar[] row in RandomPlans.Rows(plan, seed, 200).Where(StaysFinite))
        {
            Scalar[] expected = whole.Evaluate(row);
            Scalar[] actual = parts.Evaluate(row);
            for (int i = 0; i < expected.Length; i++)
            {
                Assert.True(
                    Same(expected[i], actual[i]),
                    $"{plan.Outputs[i].Schema.Name}: expected {expected[i]}, but was {actual[i]}, for {string.Join(", ", row)}");
            }
        }
    }

    [Fact]
    public void A_sum_over_many_vectors_has_no_stage_with_a_column_for_each()
    {
        const int Vectors = 1_000;
        var builder = new PlanBuilder();
        PlanValue x = builder.AddInput(new FieldSchema("x", DataType.Double), Origin.None);
        var kernel = new KernelSum(
            [x],
            [.. Enumerable.Range(0, Vectors).Select(i => i / 8.0)],
            new ExponentialFunction(1, 2, []),
            [0, 1],
            [.. Enumerable.Repeat(1.0, 2 * Vectors)]);
        foreach (PlanValue sum in builder.DefineKernel(["a", "b"], kernel, Origin.None))
        {
            builder.AddOutput(new FieldSchema(sum.Name, DataType.Double), Build.Ref(sum), Origin.None);
        }

        ScoringPlan expanded = KernelExpansion.ExpandAll(builder.Build("wide"), new ExpansionLimits(40, SumTerms: 50, 20_000));
        Assert.Equal(1_000, expanded.Definitions.Count(definition => definition.Values[0].Name.Contains("kernel", StringComparison.Ordinal)));
        Assert.All(expanded.Stages, stage => Assert.InRange(stage.Definitions.Length, 1, 100));
    }

    // What overflows on the way is beyond what expansions promise.
    private static bool StaysFinite(Scalar[] row) => Array.TrueForAll(row, value => !value.IsDouble || Math.Abs(value.Double) < 1e90);

    private static bool Same(Scalar expected, Scalar actual) =>
        expected == actual
        || (expected.IsDouble && actual.IsDouble
            && Math.Abs(expected.Double - actual.Double) <= 1e-12 * Math.Max(1, Math.Abs(expected.Double)));
}
