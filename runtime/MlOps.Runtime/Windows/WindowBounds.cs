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

    /// <summary>The first second that belongs to it, as seconds since 1970.</summary>
    /// <param name="asOf">The as-of time.</param>
    public long Start(DateTime asOf) => HasStart ? Seconds(asOf.AddMonths(-StartMonths)) - StartSeconds : long.MinValue;

    /// <summary>The first second after it, as seconds since 1970.</summary>
    /// <param name="asOf">The as-of time.</param>
    public long End(DateTime asOf) => Seconds(asOf.AddMonths(-EndMonths)) - EndSeconds;

    /// <summary>A time as whole seconds since 1970; fractions are dropped.</summary>
    /// <param name="time">The time.</param>
    public static long Seconds(DateTime time) =>
        (time.Ticks / TimeSpan.TicksPerSecond) - (DateTime.UnixEpoch.Ticks / TimeSpan.TicksPerSecond);
}
