using System.Collections.Immutable;
using System.Globalization;
using MlOps.Codegen.Compiler.Lowering;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Kernels;

namespace MlOps.Codegen.Compiler.Models.NearestNeighborModels;

/// <summary>The nearest training instances as entities.</summary>
internal sealed class NeighborEntities : IRankedEntities
{
    private readonly NearestPoints nearest;
    private readonly ImmutableArray<PlanValue> results;
    private readonly bool areNumbered;
    private readonly ModelScope scope;
    private readonly Origin origin;

    /// <summary>Defines the nearest instances of a row.</summary>
    /// <param name="nearest">The kernel that finds them.</param>
    /// <param name="ids">The instances' ids; null for their positions from 1.</param>
    /// <param name="scope">The model's scope.</param>
    /// <param name="origin">Where it comes from.</param>
    public NeighborEntities(NearestPoints nearest, IReadOnlyList<string>? ids, ModelScope scope, Origin origin)
    {
        this.nearest = nearest;
        this.scope = scope;
        this.origin = origin;
        areNumbered = ids is null;
        Ids = ids ?? [.. Enumerable.Range(1, nearest.Distances.Count).Select(i => i.ToString(CultureInfo.InvariantCulture))];
        string[] names =
        [
            .. Enumerable.Range(1, nearest.Neighbors).Select(i => string.Create(CultureInfo.InvariantCulture, $"neighbor_{i}")),
            .. Enumerable.Range(1, nearest.Neighbors).Select(i => string.Create(CultureInfo.InvariantCulture, $"distance_{i}")),
        ];
        results = scope.Context.Plan.DefineKernel(names, nearest, origin);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Ids { get; }

    /// <summary>The index of the instance at a place, from 0.</summary>
    /// <param name="rank">The place, from 1, no more than there are.</param>
    public PlanValue Instance(int rank) => results[rank - 1];

    /// <summary>The distance of the instance at a place.</summary>
    /// <param name="rank">The place, from 1, no more than there are.</param>
    public Expression Distance(int rank) => Build.Ref(results[nearest.Neighbors + rank - 1]);

    /// <inheritdoc/>
    public Expression Id(int rank)
    {
        if (rank > nearest.Neighbors)
        {
            return Literal.Missing(DataType.String);
        }

        return areNumbered
            ? Build.Unary(UnaryOperator.ToText, Build.Add(Build.Ref(Instance(rank)), Literal.Integer(1)))
            : Look(rank, "neighbor_id", DataType.String, i => Scalar.FromText(Ids[i]));
    }

    /// <inheritdoc/>
    public Expression Affinity(int rank) => rank > nearest.Neighbors ? Literal.Missing(DataType.Double) : Distance(rank);

    /// <inheritdoc/>
    public Expression? Affinity(string id)
    {
        int index = 0;
        while (index < Ids.Count && Ids[index] != id)
        {
            index++;
        }

        if (index == Ids.Count)
        {
            return null;
        }

        Distances all = nearest.Distances;
        Distances one = all with { Points = all.Points.Slice(index * all.Inputs.Length, all.Inputs.Length) };
        return Build.Ref(scope.Context.Plan.DefineKernel([$"affinity_{id}"], one, origin)[0]);
    }

    /// <summary>A constant of the instance at a place.</summary>
    /// <param name="rank">The place, from 1, no more than there are.</param>
    /// <param name="name">The wished name.</param>
    /// <param name="type">The constants' type.</param>
    /// <param name="constant">The constant of an instance by index.</param>
    public Expression Look(int rank, string name, DataType type, Func<int, Scalar> constant)
    {
        ImmutableArray<Literal> none = [Literal.Missing(type)];
        var table = new LookupTable(
            [Instance(rank)],
            [.. Enumerable.Range(0, Ids.Count).Select(i => new LookupRow([Scalar.FromInteger(i)], [constant(i)]))],
            none,
            none);
        string numbered = string.Create(CultureInfo.InvariantCulture, $"{name}_{rank}");
        return Build.Ref(scope.Context.Plan.DefineKernel([numbered], table, origin)[0]);
    }
}
