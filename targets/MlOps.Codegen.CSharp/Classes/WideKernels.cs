using MlOps.Codegen.CSharp.Writing;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Kernels;

namespace MlOps.Codegen.CSharp.Classes;

/// <summary>Kernels of so many operands that several methods have to bring them together.</summary>
internal static class WideKernels
{
    /// <summary>Whether a definition is such a kernel: its writer asks for its operands as a vector.</summary>
    /// <param name="definition">The definition.</param>
    public static bool IsWide(Definition definition) => definition is KernelDefinition kernel
        && kernel.Kernel switch
        {
            LinearCombination linear => linear.Terms.Length,
            TreeEnsemble ensemble => ensemble.Features.Length,
            Distances distances => distances.Inputs.Length,
            NearestPoints nearest => nearest.Distances.Inputs.Length,
            _ => 0,
        } > VectorMethods.LongestList;

    /// <summary>Gives every term of a wide linear combination a definition of its own, so that methods can be divided between them.</summary>
    /// <param name="plan">The plan.</param>
    public static ScoringPlan NameTerms(ScoringPlan plan)
    {
        if (!plan.Definitions.Any(definition => IsWide(definition) && definition is KernelDefinition { Kernel: LinearCombination }))
        {
            return plan;
        }

        var names = new PlanNames(plan);
        var definitions = new List<Definition>();
        foreach (Definition definition in plan.Definitions)
        {
            definitions.Add(definition is KernelDefinition { Kernel: LinearCombination linear } kernel && IsWide(kernel)
                ? kernel with { Kernel = linear with { Terms = [.. linear.Terms.Select(term => Name(term, kernel.Origin, names, definitions))] } }
                : definition);
        }

        return plan with { Stages = StageLayout.Arrange(plan.Inputs.Select(input => input.Value), definitions) };
    }

    private static LinearTerm Name(LinearTerm term, Origin origin, PlanNames names, List<Definition> definitions)
    {
        if (term.Value is Literal or ValueReference)
        {
            return term;
        }

        PlanValue value = names.NewValue("term", DataType.Double);
        definitions.Add(new ScalarDefinition(value, term.Value, origin));
        return term with { Value = new ValueReference(value) };
    }
}
