using System.Runtime.InteropServices;

namespace MlOps.Runtime;

/// <summary>
/// Values with times, of which those inside a window are aggregated: when the window moves on, values enter at its end and leave at its
/// beginning, and nothing else is looked at.
/// </summary>
/// <remarks>
/// Values may come late: one that lies inside the window makes it count anew. A window may also move back, as far as <see cref="Forget"/>
/// allows. Not thread-safe.
/// </remarks>
/// <typeparam name="T">The values' type.</typeparam>
public abstract class SlidingWindow<T>
{
    // Sorted by time; of one time, in the order in which they came.
    private readonly List<(long Time, T Value)> entries = [];
    private int head;
    private int tail;
    private long from = long.MinValue;
    private long to = long.MinValue;
    private long forgotten = long.MinValue;

    /// <summary>The values inside the window, sorted by time.</summary>
    protected ReadOnlySpan<(long Time, T Value)> Inside => CollectionsMarshal.AsSpan(entries)[head..tail];

    /// <summary>Adds a value.</summary>
    /// <param name="time">Its time.</param>
    /// <param name="value">The value.</param>
    /// <exception cref="InvalidOperationException">The time was forgotten.</exception>
    public void Add(long time, T value)
    {
        if (time < forgotten)
        {
            throw new InvalidOperationException("values of that time are no longer kept");
        }

        // Most come in order; among many that do not, each finds its place by halving.
        int at = entries.Count;
        for (int least = 0; at > least && entries[at - 1].Time > time;)
        {
            int middle = least + ((at - least) / 2);
            (least, at) = entries[middle].Time > time ? (least, middle) : (middle + 1, at);
        }

        entries.Insert(at, (time, value));
        if (at < tail)
        {
            Rebuild();
        }
    }

    /// <summary>Moves the window.</summary>
    /// <param name="start">The first second inside.</param>
    /// <param name="end">The first second after it.</param>
    /// <exception cref="InvalidOperationException">The window would begin in what was forgotten.</exception>
    public void Move(long start, long end)
    {
        if (start < from || end < to)
        {
            if (start < forgotten || end < forgotten)
            {
                throw new InvalidOperationException("values of that time are no longer kept");
            }

            (from, to) = (start, end);
            Rebuild();
            return;
        }

        (from, to) = (start, end);
        while (tail < entries.Count && entries[tail].Time < to)
        {
            Enter(entries[tail].Time, entries[tail].Value);
            tail++;
        }

        while (head < tail && entries[head].Time < from)
        {
            (long time, T value) = entries[head++];
            Leave(time, value);
        }

    }

    /// <summary>Lets go of values that are before a time and outside the window: no window reaches back to them any more.</summary>
    /// <param name="before">The time.</param>
    public void Forget(long before)
    {
        const int Few = 64;
        int count = 0;
        while (count < head && entries[count].Time < before)
        {
            count++;
        }

        if (count >= Few && count >= entries.Count / 2)
        {
            forgotten = Math.Max(forgotten, before);
            entries.RemoveRange(0, count);
            head -= count;
            tail -= count;
        }
    }

    /// <summary>Begins with nothing inside.</summary>
    protected abstract void Clear();

    /// <summary>A value enters at the end of the window.</summary>
    /// <param name="time">Its time.</param>
    /// <param name="value">The value.</param>
    protected abstract void Enter(long time, T value);

    /// <summary>The earliest value leaves; what is left is <see cref="Inside"/>.</summary>
    /// <param name="time">Its time.</param>
    /// <param name="value">The value.</param>
    protected abstract void Leave(long time, T value);

    private void Rebuild()
    {
        Clear();
        head = 0;
        while (head < entries.Count && entries[head].Time < from)
        {
            head++;
        }

        tail = head;
        while (tail < entries.Count && entries[tail].Time < to)
        {
            Enter(entries[tail].Time, entries[tail].Value);
            tail++;
        }
    }
}
