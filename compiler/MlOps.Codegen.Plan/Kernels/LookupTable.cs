using System.Collections.Immutable;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Plan.Kernels;

/// <summary>A table from keys to rows of constants.</summary>
/// <param name="Keys">The values looked up, at least one: integers, text, booleans or doubles.</param>
/// <param name="Rows">The rows; no two have the same key.</param>
/// <param name="Default">The results where no row matches, typed; their types are the result types.</param>
/// <param name="WhenMissing">The results where any key is missing.</param>
public sealed record LookupTable(
    ImmutableArray<PlanValue> Keys,
    ImmutableArray<LookupRow> Rows,
    ImmutableArray<Literal> Default,
    ImmutableArray<Literal> WhenMissing) : Kernel
{
    /// <summary>
    /// Of a table of what a tree's leaves say: per result its means at the tree's nodes, as <see cref="DecisionTree.NodeMeans"/>, empty where a result
    /// has none. Empty for all other tables.
    /// </summary>
    public ImmutableArray<ImmutableArray<double>> NodeMeans { get; init; } = [];

    /// <inheritdoc/>
    public override ImmutableArray<DataType> ResultTypes => [.. Default.Select(literal => literal.Type)];

    /// <inheritdoc/>
    public override IEnumerable<PlanValue> References => Keys;

    /// <inheritdoc/>
    public override IEnumerable<ComparedConstant> ComparedConstants =>
        Rows.SelectMany(row => row.Key.Select((part, i) => new ComparedConstant(Keys[i], part)));
}

/// <summary>One row of a <see cref="LookupTable"/>.</summary>
/// <param name="Key">One value per key, none missing, of the key's type.</param>
/// <param name="Values">One value per result, missing or of the result's type.</param>
public sealed record LookupRow(ImmutableArray<Scalar> Key, ImmutableArray<Scalar> Values);
