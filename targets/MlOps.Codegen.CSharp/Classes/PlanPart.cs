using System.Collections.Immutable;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Kernels;

namespace MlOps.Codegen.CSharp.Classes;

/// <summary>Definitions that one generated method computes.</summary>
/// <param name="Definitions">The definitions in order, each with the number of its stage from 1.</param>
internal sealed record PlanPart(ImmutableArray<(int Stage, Definition Definition)> Definitions)
{
    // A method of this size is compiled in some tens of milliseconds; far larger ones the run-time compiler does not optimise.
    private const int LargestMethod = 2_500;
    private const int MostDefinitions = 250;

    /// <summary>Divides a plan, in the order of its definitions.</summary>
    /// <param name="plan">The plan.</param>
    /// <returns>The parts; a single one, perhaps empty, where one method can hold the plan.</returns>
    public static ImmutableArray<PlanPart> Divide(ScoringPlan plan)
    {
        var parts = ImmutableArray.CreateBuilder<PlanPart>();
        var part = ImmutableArray.CreateBuilder<(int Stage, Definition Definition)>();
        int size = 0;
        for (int stage = 0; stage < plan.Stages.Length; stage++)
        {
            foreach (Definition definition in plan.Stages[stage].Definitions)
            {
                int weight = Weight(definition);
                if (part.Count > 0 && (size + weight > LargestMethod || part.Count == MostDefinitions))
                {
                    parts.Add(new PlanPart(part.ToImmutable()));
                    part.Clear();
                    size = 0;
                }

                part.Add((stage + 1, definition));
                size += weight;
            }
        }

        if (part.Count > 0 || parts.Count == 0)
        {
            parts.Add(new PlanPart(part.ToImmutable()));
        }

        return parts.ToImmutable();
    }

    private static int Weight(Definition definition) => definition switch
    {
        ScalarDefinition scalar => ExpressionSize.Of(scalar.Expression),
        KernelDefinition { Kernel: LinearCombination linear } => linear.Terms.Sum(term => ExpressionSize.Of(term.Value)),
        KernelDefinition kernel => kernel.Kernel.References.Count() + kernel.Results.Length,
        _ => throw new InvalidOperationException($"unknown definition {definition.GetType().Name}"),
    };
}
