using System.Collections.Immutable;
using MlOps.Codegen.Plan;

namespace MlOps.Codegen.Sql.Generation;

/// <summary>A plan laid out as a chain of queries, each over the one before, with the names that columns have in SQL.</summary>
/// <param name="Plan">The plan as prepared: kernels expanded, operands of guards named.</param>
/// <param name="Columns">What each value's column is called, before quoting.</param>
/// <param name="InputColumns">What the source's columns are called, per input, before quoting.</param>
/// <param name="OutputColumns">What the result's columns are called, per output, before quoting.</param>
/// <param name="FenceInputs">Whether the reading of inputs must not be written into later stages.</param>
/// <param name="Stages">The stages.</param>
internal sealed record ScoringQuery(
    ScoringPlan Plan,
    IReadOnlyDictionary<PlanValue, string> Columns,
    ImmutableArray<string> InputColumns,
    ImmutableArray<string> OutputColumns,
    bool FenceInputs,
    ImmutableArray<QueryStage> Stages)
{
    /// <summary>The inputs that any definition or output refers to.</summary>
    public required ImmutableArray<PlanInput> UsedInputs { get; init; }
}

/// <summary>One query of the chain.</summary>
/// <param name="Carried">What it takes over from the one before, because later ones need it.</param>
/// <param name="Definitions">What it computes.</param>
/// <param name="Fenced">Whether its expressions must not be written into later stages.</param>
internal sealed record QueryStage(
    ImmutableArray<PlanValue> Carried, ImmutableArray<ScalarDefinition> Definitions, bool Fenced);
