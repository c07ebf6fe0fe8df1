using System.Collections.Immutable;
using MlOps.Codegen.Plan.Calendar;

namespace MlOps.Codegen.Plan.Relations;

/// <summary>
/// What is to be computed for each row of one table, the root, from it and from rows of other tables that were known at a time: first
/// features, a row per row of the root, then scores by a <see cref="ScoringPlan"/> whose inputs they are.
/// </summary>
/// <remarks>
/// So a target needs a features query only; whatever is done with a plan over a table can be done over that query. Nothing at or after
/// the as-of time is seen of relations with an event time, unless it is the root's own row or one that references lead to: these are
/// taken as they are.
/// </remarks>
/// <param name="Relations">All relations, in the order of their declaration.</param>
/// <param name="Root">The name of the relation whose rows are scored.</param>
/// <param name="Aggregations">The passes over other relations; a relation occurs once per path to the root.</param>
/// <param name="Scoring">What is computed of the features.</param>
/// <param name="Features">Where the inputs of <paramref name="Scoring"/> come from, in order.</param>
public sealed record RelationalPlan(
    ImmutableArray<Relation> Relations,
    string Root,
    ImmutableArray<Aggregation> Aggregations,
    ScoringPlan Scoring,
    ImmutableArray<FeatureSource> Features)
{
    /// <summary>The zone by whose clocks windows of days and months are counted; null for UTC.</summary>
    public ZoneTable? Calendar { get; init; }

    /// <summary>All zones that the plan was made with, for the account of it.</summary>
    public ImmutableArray<ZoneTable> Zones { get; init; } = [];

    /// <summary>A relation by its name.</summary>
    /// <param name="name">The name, in its own letters.</param>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public Relation Relation(string name) =>
        Relations.FirstOrDefault(relation => relation.Name == name) ?? throw new KeyNotFoundException($"there is no relation '{name}'");
}

/// <summary>Where an input of a plan comes from.</summary>
public abstract record FeatureSource;

/// <summary>A column of the row itself, or of the row that references lead to.</summary>
/// <param name="Path">The references to follow, in order; empty for the row itself. Where one leads nowhere the value is missing.</param>
/// <param name="Column">The column of the relation that the path ends at.</param>
public sealed record ColumnSource(ImmutableArray<RelationReference> Path, string Column) : FeatureSource;

/// <summary>The as-of time, a date-time in UTC.</summary>
public sealed record AsOfSource : FeatureSource;

/// <summary>An aggregate over the rows that belong to the row.</summary>
/// <param name="Aggregation">The position among the plan's aggregations.</param>
/// <param name="Aggregate">The position among that aggregation's aggregates.</param>
public sealed record AggregateSource(int Aggregation, int Aggregate) : FeatureSource;
