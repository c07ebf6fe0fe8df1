using System.Collections.Immutable;

namespace MlOps.Codegen.Plan.Calendar;

/// <summary>
/// The offsets of a time zone's clocks as a table, frozen when a pipeline is compiled: targets get the table, so that no engine's own
/// knowledge of zones can make a difference.
/// </summary>
/// <remarks>
/// A local time that occurs twice, when clocks are set back, means the first of the two instants. One that is skipped, when clocks are set
/// forward, is read by the clock before the change (RFC 5545, 3.3.5). Before the first year of the table the offset at its beginning holds,
/// and after the last year the offset at its end.
/// </remarks>
/// <param name="Name">The zone's name in the tz database, such as <c>Europe/Berlin</c>.</param>
/// <param name="Source">What the table was made of, with its version.</param>
/// <param name="FirstYear">The first year that the table covers.</param>
/// <param name="LastYear">The last year that it covers.</param>
/// <param name="Initial">How many seconds local time is ahead of UTC before the first change.</param>
/// <param name="Changes">The changes, in order of time, each to another offset than the one before.</param>
public sealed record ZoneTable(
    string Name, string Source, int FirstYear, int LastYear, int Initial, ImmutableArray<ZoneChange> Changes)
{
    /// <summary>Whether changes are in order, and so far apart that none has begun, by either clock, before the one before it is over.</summary>
    public bool IsOrdered => Enumerable.Range(0, Math.Max(0, Changes.Length - 1)).All(i =>
        LocalEnd(i) <= Changes[i + 1].At + Math.Min(Changes[i].Offset, Changes[i + 1].Offset) && Changes[i].At < Changes[i + 1].At);

    /// <summary>The least offset, in seconds.</summary>
    public int Least => Changes.Select(change => change.Offset).Append(Initial).Min();

    /// <summary>The greatest offset, in seconds.</summary>
    public int Greatest => Changes.Select(change => change.Offset).Append(Initial).Max();

    /// <summary>How many seconds local time is ahead of UTC at an instant.</summary>
    /// <param name="instant">Seconds since 1970-01-01T00:00:00 in UTC.</param>
    public int OffsetAt(long instant) => OffsetAfter(Count(i => Changes[i].At <= instant));

    /// <summary>The local time of an instant, as seconds since 1970-01-01T00:00:00 by the local clock.</summary>
    /// <param name="instant">Seconds since 1970-01-01T00:00:00 in UTC.</param>
    public long Local(long instant) => instant + OffsetAt(instant);

    /// <summary>The instant of a local time, of two the first; a time that was skipped is read by the clock before.</summary>
    /// <param name="local">Seconds since 1970-01-01T00:00:00 by the local clock.</param>
    public long Instant(long local) => local - OffsetAfter(Count(i => LocalEnd(i) <= local));

    /// <summary>
    /// The instant at which a stretch of time begins or ends that is counted back by the local clock, of two the first; a time that was
    /// skipped is the moment of the change. So a later local time is never an earlier instant.
    /// </summary>
    /// <param name="local">Seconds since 1970-01-01T00:00:00 by the local clock.</param>
    public long Edge(long local)
    {
        int passed = Count(i => LocalEnd(i) <= local);
        long instant = local - OffsetAfter(passed);
        return passed < Changes.Length ? Math.Min(instant, Changes[passed].At) : instant;
    }

    /// <summary>The local time from which on a change has certainly happened: the later of the two readings of its moment.</summary>
    /// <param name="change">The change's position.</param>
    public long LocalEnd(int change) => Changes[change].At + Math.Max(OffsetAfter(change), Changes[change].Offset);

    /// <summary>The offset after so many changes.</summary>
    /// <param name="changes">How many.</param>
    public int OffsetAfter(int changes) => changes == 0 ? Initial : Changes[changes - 1].Offset;

    // How many changes have happened: they are in order.
    private int Count(Func<int, bool> hasHappened)
    {
        int low = 0, high = Changes.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = hasHappened(middle) ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}

/// <summary>A change of a zone's clocks.</summary>
/// <param name="At">The first second after it: seconds since 1970-01-01T00:00:00 in UTC.</param>
/// <param name="Offset">How many seconds local time is ahead of UTC from then on.</param>
public readonly record struct ZoneChange(long At, int Offset);
