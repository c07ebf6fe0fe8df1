using System.Collections.Immutable;

namespace MlOps.Codegen.Plan.Relations;

/// <summary>All that is aggregated over the rows of one relation that belong to a row of the root: one pass over it.</summary>
/// <param name="Relation">The name of the relation whose rows are aggregated.</param>
/// <param name="Path">
/// The references that lead from a row to its row of the root, at least one, the last one's target being the root. Rows for which one
/// of them has no value belong to nobody.
/// </param>
/// <param name="Rows">What is computed for each row before it is aggregated: time, conditions and arguments are its outputs.</param>
/// <param name="Sources">Where the inputs of <paramref name="Rows"/> come from, in order: columns and the as-of time.</param>
/// <param name="Time">The output of <paramref name="Rows"/> with the row's time, a date-time; null where rows have none.</param>
/// <param name="Aggregates">What is computed of all rows, at least one.</param>
public sealed record Aggregation(
    string Relation,
    ImmutableArray<RelationReference> Path,
    ScoringPlan Rows,
    ImmutableArray<FeatureSource> Sources,
    string? Time,
    ImmutableArray<Aggregate> Aggregates);

/// <summary>A value computed of the rows that belong to a row of the root, lie in a window, and meet a condition.</summary>
/// <param name="Name">Its name, unique among the aggregates of a pipeline without regard to case.</param>
/// <param name="Function">What is computed.</param>
/// <param name="Argument">The output of the aggregation's rows that is aggregated; null for <see cref="AggregateFunction.Count"/> of rows.</param>
/// <param name="Condition">The boolean output that must be true; null where every row counts. A missing condition is not true.</param>
/// <param name="Window">The window; null where rows have no time.</param>
/// <param name="Type">The type of the result.</param>
/// <param name="Origin">Where it is asked for.</param>
public sealed record Aggregate(
    string Name,
    AggregateFunction Function,
    string? Argument,
    string? Condition,
    Window? Window,
    DataType Type,
    Origin Origin);

/// <summary>Functions of the values of several rows. Missing values do not count.</summary>
public enum AggregateFunction
{
    /// <summary>How many rows have a value, or how many rows there are; an integer, never missing.</summary>
    Count,

    /// <summary>How many different values there are; an integer, never missing. Texts differ by code point.</summary>
    CountDistinct,

    /// <summary>
    /// The sum of integers or doubles; 0 where there is no value. Integers are added exactly, and a sum beyond 64 bits is an error;
    /// doubles in any order, so that sums agree within rounding, relative to the sum of magnitudes. Doubles beyond 1e100 are missing, as
    /// they are to all arithmetic.
    /// </summary>
    Sum,

    /// <summary>The smallest number or calendar value; missing where there is none.</summary>
    Min,

    /// <summary>The largest number or calendar value; missing where there is none.</summary>
    Max,

    /// <summary>The value of the row with the earliest time, of several the smallest value (text: by code point); missing where there is none.</summary>
    First,

    /// <summary>The value of the row with the latest time, of several the largest value (text: by code point); missing where there is none.</summary>
    Last,
}

/// <summary>A half-open stretch of time before the as-of time: its beginning belongs to it, its end does not.</summary>
/// <param name="From">How long before the as-of time it begins; null where it has no beginning.</param>
/// <param name="To">How long before the as-of time it ends; <see cref="TimeSpanBefore.None"/> for at that time.</param>
public sealed record Window(TimeSpanBefore? From, TimeSpanBefore To);

/// <summary>A length of time before the as-of time.</summary>
/// <param name="Months">Calendar months, from 0; a day that the month reached does not have is its last day.</param>
/// <param name="Seconds">Seconds further back, from 0.</param>
public readonly record struct TimeSpanBefore(int Months, long Seconds)
{
    /// <summary>No time at all.</summary>
    public static TimeSpanBefore None => default;

    /// <summary>The time that lies so long before another: months are taken off first.</summary>
    /// <param name="asOf">The as-of time.</param>
    /// <exception cref="ArgumentOutOfRangeException">It would lie before the year 1.</exception>
    public DateTime From(DateTime asOf) => asOf.AddMonths(-Months).AddSeconds(-Seconds);
}
