using System.Collections.Immutable;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Sql.Specification.Comparison;
using MlOps.Codegen.Testing;

namespace MlOps.Codegen.Sql.Specification.Plans;

/// <summary>Random expressions and kernels on rows of boundary values.</summary>
public abstract class RandomPlanSpecification<TFixture>(TFixture fixture) : IClassFixture<TFixture>
    where TFixture : SqlFixture
{
    [SkippableTheory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Random_expressions_mean_what_the_reference_says(int seed)
    {
        ScoringPlan plan = WithoutRefused(RandomPlans.OfExpressions(seed, count: 120, depth: 3, forDatabases: true));
        Agreement.AssertSame(fixture, plan, [.. Rows(plan, seed, 300)]);
    }

    [SkippableTheory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Random_kernels_mean_what_the_reference_says(int seed)
    {
        ScoringPlan plan = WithoutRefused(RandomPlans.OfKernels(seed, forDatabases: true));
        Agreement.AssertSame(fixture, plan, [.. Rows(plan, seed, 500)]);
    }

    private IEnumerable<Scalar[]> Rows(ScoringPlan plan, int seed, int count) =>
        RandomPlans.Rows(plan, seed, count).Where(row => row.All(value => Experiment.CanHold(fixture, value)));

    // What depends on something that the engine refuses is left out.
    private ScoringPlan WithoutRefused(ScoringPlan plan)
    {
        var refused = new HashSet<PlanValue>();
        var kept = new List<Definition>();
        foreach (Definition definition in plan.Definitions)
        {
            if (IsRefused(definition) || References.Of(definition).Any(refused.Contains))
            {
                refused.UnionWith(definition.Values);
            }
            else
            {
                kept.Add(definition);
            }
        }

        ImmutableArray<PlanOutput> outputs = [.. plan.Outputs.Where(output => !refused.Contains(output.Value))];
        Assert.True(outputs.Length > plan.Outputs.Length / 3, $"hardly anything is left to compare: {outputs.Length} of {plan.Outputs.Length}");
        return plan with
        {
            Stages = StageLayout.Arrange(plan.Inputs.Select(input => input.Value), kept),
            Outputs = outputs,
        };
    }

    private bool IsRefused(Definition definition) => definition switch
    {
        ScalarDefinition scalar => Refusals.Refuses(fixture, scalar.Expression),
        KernelDefinition kernel => !fixture.Target.Check(new ScoringPlan(
            "kernel",
            [.. kernel.Kernel.References.Distinct().Select(value => new PlanInput(value, new FieldSchema(value.Name, value.Type), Origin.None))],
            [new Stage("kernel", [kernel])],
            [.. kernel.Results.Select(result => new PlanOutput(new FieldSchema(result.Name, result.Type), result, Origin.None))])).IsEmpty,
        _ => throw new InvalidOperationException($"unknown definition {definition.GetType().Name}"),
    };
}
