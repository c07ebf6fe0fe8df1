namespace MlOps.Codegen.Plan.Passes;

/// <summary>Removes definitions and inputs that no output depends on.</summary>
internal static class UnusedPruning
{
    public static ScoringPlan Run(ScoringPlan plan)
    {
        var needed = plan.Outputs.Select(output => output.Value).ToHashSet();
        var kept = new List<Definition>();
        foreach (Definition definition in plan.Definitions.Reverse())
        {
            if (definition.Values.Any(needed.Contains))
            {
                kept.Add(definition);
                needed.UnionWith(References.Of(definition));
            }
        }

        kept.Reverse();
        return PlanPasses.WithDefinitions(
            plan with { Inputs = [.. plan.Inputs.Where(input => needed.Contains(input.Value))] }, kept);
    }
}
