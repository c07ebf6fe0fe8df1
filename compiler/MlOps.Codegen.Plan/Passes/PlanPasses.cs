using System.Collections.Immutable;

namespace MlOps.Codegen.Plan.Passes;

/// <summary>The passes, listed once, in order. The plan is validated after each.</summary>
public static class PlanPasses
{
    /// <summary>All passes in order.</summary>
    public static ImmutableArray<PlanPass> InOrder { get; } =
    [
        new("fold-constants", ConstantFolding.Run),
        new("float32-thresholds", Float32Thresholds.Run),
        new("inline-single-use", SingleUseInlining.Run),
        new("prune-unused", UnusedPruning.Run),
    ];

    /// <summary>Runs the passes.</summary>
    /// <param name="plan">A valid plan.</param>
    /// <param name="options">Which passes run.</param>
    /// <exception cref="InvalidOperationException">A pass broke the plan: a bug of ours, never of the model.</exception>
    public static ScoringPlan Run(ScoringPlan plan, PassOptions options)
    {
        PlanValidator.Validate(plan, "lowering");
        foreach (PlanPass pass in InOrder)
        {
            if (!options.Disabled.Contains(pass.Name))
            {
                plan = pass.Run(plan);
                PlanValidator.Validate(plan, pass.Name);
            }
        }

        return plan;
    }

    /// <summary>The plan with other definitions, laid out anew.</summary>
    internal static ScoringPlan WithDefinitions(ScoringPlan plan, IEnumerable<Definition> definitions) =>
        plan with { Stages = StageLayout.Arrange(plan.Inputs.Select(input => input.Value), definitions) };
}
