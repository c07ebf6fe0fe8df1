namespace MlOps.Runtime;

/// <summary>A half-open stretch of time before an as-of time: its beginning belongs to it, its end does not.</summary>
/// <param name="HasStart">Whether it has a beginning.</param>
/// <param name="StartMonths">Calendar months from the beginning to the as-of time; a day that the month reached does not have is its last day.</param>
/// <param name="StartSeconds">Seconds further back.</param>
/// <param name="EndMonths">Calendar months from the end to the as-of time.</param>
/// <param name="EndSeconds">Seconds further back.</param>
public readonly record struct WindowBounds(bool HasStart, int StartMonths, long StartSeconds, int EndMonths, long EndSeconds)
{
    /// <summary>All of time, for rows that have none.</summary>
    public static WindowBounds Always => default;

    /// <summary>Days of the calendar from the beginning to the as-of time, beside the months.</summary>
    public int StartDays { get; init; }

    /// <summary>Days of the calendar from the end to the as-of time, beside the months.</summary>
    public int EndDays { get; init; }

    /// <summary>The zone by whose clock days and months are counted; null for UTC.</summary>
    public ZoneClock? Zone { get; init; }

    /// <summary>The first second that belongs to it, as seconds since 1970.</summary>
    /// <param name="asOf">The as-of time, in UTC.</param>
    public long Start(DateTime asOf) => HasStart ? Before(asOf, StartMonths, StartDays, StartSeconds) : long.MinValue;

    /// <summary>The first second after it, as seconds since 1970.</summary>
    /// <param name="asOf">The as-of time, in UTC.</param>
    public long End(DateTime asOf) => Before(asOf, EndMonths, EndDays, EndSeconds);

    /// <summary>A time as whole seconds since 1970; fractions are dropped.</summary>
    /// <param name="time">The time.</param>
    public static long Seconds(DateTime time) =>
        (time.Ticks / TimeSpan.TicksPerSecond) - (DateTime.UnixEpoch.Ticks / TimeSpan.TicksPerSecond);

    private long Before(DateTime asOf, int months, int days, long seconds)
    {
        if (Zone is null || (months == 0 && days == 0))
        {
            return Seconds(asOf.AddMonths(-months).AddDays(-days)) - seconds;
        }

        DateTime local = DateTime.UnixEpoch.AddSeconds(Zone.Local(Seconds(asOf))).AddMonths(-months).AddDays(-days);
        return Zone.Edge(Seconds(local)) - seconds;
    }
}
