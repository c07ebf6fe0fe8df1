using MlOps.Codegen.Plan;
using MlOps.Codegen.Testing;

namespace MlOps.Codegen.CSharp.Tests;

public class RandomPlanTests
{
    [FsCheck.Xunit.Property(MaxTest = 8)]
    public void Expressions_mean_what_the_reference_says(int seed)
    {
        ScoringPlan plan = RandomPlans.OfExpressions(seed, count: 50);
        Comparison.AssertSame(plan, RandomPlans.Rows(plan, seed, 60));
    }

    [FsCheck.Xunit.Property(MaxTest = 15)]
    public void Kernels_mean_what_the_reference_says(int seed)
    {
        ScoringPlan plan = RandomPlans.OfKernels(seed);
        Comparison.AssertSame(plan, RandomPlans.Rows(plan, seed, 300));
    }

    [Fact]
    public void A_plan_of_many_definitions_is_divided_into_methods()
    {
        ScoringPlan plan = RandomPlans.OfExpressions(seed: 7, count: 500, depth: 3);
        Assert.Contains("ScorePart3(", CSharpGenerator.Generate(plan, "many").Source, StringComparison.Ordinal);
        Comparison.AssertSame(plan, RandomPlans.Rows(plan, 7, 40));
    }
}
