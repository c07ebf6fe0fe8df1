using System.Collections.Immutable;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Kernels;

namespace MlOps.Codegen.CSharp.Classes;

/// <summary>Definitions that one generated method computes.</summary>
/// <param name="definitions">The definitions in order, each with the number of its stage from 1.</param>
internal sealed class PlanPart(ImmutableArray<(int Stage, Definition Definition)> definitions)
{
    // A method of this size is compiled in some tens of milliseconds; far larger ones the run-time compiler does not optimise.
    private const int LargestMethod = 2_500;
    private const int MostDefinitions = 250;

    /// <summary>The definitions in order, each with the number of its stage from 1.</summary>
    public ImmutableArray<(int Stage, Definition Definition)> Definitions { get; } = definitions;

    /// <summary>Divides definitions, in their order.</summary>
    /// <param name="definitions">The definitions, each with the number of its stage.</param>
    /// <returns>The parts; none where there are no definitions.</returns>
    public static ImmutableArray<PlanPart> Divide(IEnumerable<(int Stage, Definition Definition)> definitions)
    {
        var parts = ImmutableArray.CreateBuilder<PlanPart>();
        var part = ImmutableArray.CreateBuilder<(int Stage, Definition Definition)>();
        int size = 0;
        foreach ((int Stage, Definition Definition) item in definitions)
        {
            int weight = Weight(item.Definition);
            if (part.Count > 0 && (size + weight > LargestMethod || part.Count == MostDefinitions))
            {
                parts.Add(new PlanPart(part.ToImmutable()));
                part.Clear();
                size = 0;
            }

            part.Add(item);
            size += weight;
        }

        if (part.Count > 0)
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
