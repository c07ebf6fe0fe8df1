using System.Collections.Immutable;
using MlOps.Codegen.Plan.Calendar;

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
    ImmutableArray<Aggregate> Aggregates)
{
    /// <summary>The column that <see cref="Time"/> is computed of, where it holds local times; null where it does not.</summary>
    public LocalTimeColumn? LocalTime { get; init; }
}

/// <summary>A column of the relation with local times: bounds of instants bound it, too, but for the offsets of its zone.</summary>
/// <param name="Column">The column.</param>
/// <param name="Least">How many seconds it is ahead of the instant at least; below 0 where it is behind.</param>
/// <param name="Greatest">How many seconds at most.</param>
public sealed record LocalTimeColumn(string Column, int Least, int Greatest);

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
/// <param name="Seconds">Seconds further back; below 0 for later.</param>
public readonly record struct TimeSpanBefore(int Months, long Seconds)
{
    private const long SecondsPerDay = 86_400;

    /// <summary>No time at all.</summary>
    public static TimeSpanBefore None => default;

    /// <summary>Days of the calendar beside the months, from 0: by a zone's clocks, some are an hour longer or shorter.</summary>
    public int Days { get; init; }

    /// <summary>Whether the calendar has a say in it, and not only the clock.</summary>
    public bool HasCalendar => Months > 0 || Days > 0;

    /// <summary>The part that is counted by the calendar, with days as so many seconds: what is taken off a local time.</summary>
    public TimeSpanBefore ByCalendar() => new(Months, Days * SecondsPerDay);

    /// <summary>The time that lies so long before another: months and days are taken off first, by the local clock.</summary>
    /// <param name="asOf">The as-of time, in UTC.</param>
    /// <param name="calendar">The zone whose clock counts days and months; null for UTC.</param>
    /// <exception cref="ArgumentOutOfRangeException">It would lie before the year 1.</exception>
    public DateTime From(DateTime asOf, ZoneTable? calendar = null)
    {
        if (calendar is null || !HasCalendar)
        {
            return asOf.AddMonths(-Months).AddSeconds(-(Days * SecondsPerDay) - Seconds);
        }

        DateTime local = DateTime.UnixEpoch.AddSeconds(calendar.Local(Count(asOf))).AddMonths(-Months).AddDays(-Days);
        return DateTime.UnixEpoch.AddSeconds(calendar.Edge(Count(local)) - Seconds);
    }

    private static long Count(DateTime time) => (time.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerSecond;
}
