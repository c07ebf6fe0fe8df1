using MlOps.Codegen.Plan.Kernels.Expansion;

namespace MlOps.Codegen.Plan.Kernels;

/// <summary>The generic expansion of kernels into scalar definitions, within the limits of a target.</summary>
public static class KernelExpansion
{
    /// <summary>Replaces every kernel of a plan, and lays the stages out anew.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="limits">What the target's expressions can bear.</param>
    /// <param name="keep">Which kernels stay because the target runs them natively; none by default.</param>
    /// <returns>A plan with the same inputs and outputs.</returns>
    public static ScoringPlan ExpandAll(ScoringPlan plan, ExpansionLimits limits, Func<Kernel, bool>? keep = null)
    {
        var context = new ExpansionContext(plan, limits);
        foreach (Definition definition in plan.Definitions)
        {
            if (definition is KernelDefinition kernel && !(keep?.Invoke(kernel.Kernel) ?? false))
            {
                Expand(kernel, context);
            }
            else
            {
                context.Add(definition);
            }
        }

        return plan with { Stages = StageLayout.Arrange(plan.Inputs.Select(input => input.Value), context.Definitions) };
    }

    /// <summary>How many nodes the expansion of a kernel has, about, where it could be too many for any engine; 0 for others.</summary>
    /// <param name="kernel">The kernel.</param>
    public static long Size(Kernel kernel) => kernel switch
    {
        Distances distances => DistancesExpansion.Size(distances),
        NearestPoints nearest => NearestPointsExpansion.Size(nearest),
        NgramSums ngrams => NgramSumsExpansion.Size(ngrams),
        _ => 0,
    };

    /// <summary>Why a kernel cannot be expanded; null where it can.</summary>
    /// <param name="kernel">The kernel.</param>
    public static string? Problem(Kernel kernel) => kernel is NgramSums ngrams ? NgramSumsExpansion.Problem(ngrams) : null;

    private static void Expand(KernelDefinition definition, ExpansionContext context)
    {
        switch (definition.Kernel)
        {
            case TreeEnsemble ensemble:
                TreeEnsembleExpansion.Expand(definition, ensemble, context);
                break;
            case LinearCombination linear:
                LinearCombinationExpansion.Expand(definition, linear, context);
                break;
            case DenseLayer layer:
                DenseLayerExpansion.Expand(definition, layer, context);
                break;
            case KernelSum sum:
                KernelSumExpansion.Expand(definition, sum, context);
                break;
            case LookupTable lookup:
                LookupTableExpansion.Expand(definition, lookup, context);
                break;
            case Distances distances:
                DistancesExpansion.Expand(definition, distances, context);
                break;
            case NearestPoints nearest:
                NearestPointsExpansion.Expand(definition, nearest, context);
                break;
            case NgramSums ngrams:
                NgramSumsExpansion.Expand(definition, ngrams, context);
                break;
            default:
                throw new InvalidOperationException($"unknown kernel {definition.Kernel.GetType().Name}");
        }
    }
}

/// <summary>What one expression of a target can bear; larger structures are cut into several definitions.</summary>
/// <param name="CaseDepth">How deep CASE may nest, at least 2.</param>
/// <param name="SumTerms">How many operands one sum may have, at least 2.</param>
/// <param name="ExpressionNodes">About how many nodes one expression may have, at least 100.</param>
public sealed record ExpansionLimits(int CaseDepth, int SumTerms, int ExpressionNodes)
{
    /// <summary>Limits that suit engines without a low limit of their own.</summary>
    public static ExpansionLimits Generous { get; } = new(CaseDepth: 40, SumTerms: 100, ExpressionNodes: 20_000);
}
