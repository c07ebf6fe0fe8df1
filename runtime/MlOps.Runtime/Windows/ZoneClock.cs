namespace MlOps.Runtime;

/// <summary>
/// The clocks of a time zone by a table that was frozen when the code was generated. Times are seconds since 1970-01-01T00:00:00, in UTC or by the
/// local clock.
/// </summary>
/// <param name="initial">How many seconds local time is ahead of UTC before the first change.</param>
/// <param name="moments">The moments of the changes, in UTC, in order.</param>
/// <param name="offsets">How many seconds local time is ahead from each of them on.</param>
public sealed class ZoneClock(int initial, long[] moments, int[] offsets)
{
    private readonly long[] localEnds = [.. moments.Select((moment, i) => moment + Math.Max(i == 0 ? initial : offsets[i - 1], offsets[i]))];

    /// <summary>The local time of an instant.</summary>
    /// <param name="instant">The instant, in UTC.</param>
    public long Local(long instant) => instant + Offset(Passed(moments, instant));

    /// <summary>
    /// The instant of a local time, of two the first; a time that was skipped, when clocks were set forward, is the moment of the change.
    /// </summary>
    /// <param name="local">The local time.</param>
    public long Edge(long local)
    {
        int passed = Passed(localEnds, local);
        long instant = local - Offset(passed);
        return passed < moments.Length ? Math.Min(instant, moments[passed]) : instant;
    }

    private int Offset(int passed) => passed == 0 ? initial : offsets[passed - 1];

    private static int Passed(long[] times, long time)
    {
        int found = Array.BinarySearch(times, time);
        return found >= 0 ? found + 1 : ~found;
    }
}
