using System.Runtime.InteropServices;

namespace MlOps.Runtime;

/// <summary>How many values lie in a window.</summary>
public sealed class SlidingCount : SlidingWindow<bool>
{
    /// <summary>The count.</summary>
    public long Value { get; private set; }

    /// <inheritdoc/>
    protected override void Clear() => Value = 0;

    /// <inheritdoc/>
    protected override void Enter(long time, bool value) => Value++;

    /// <inheritdoc/>
    protected override void Leave(long time, bool value) => Value--;
}

/// <summary>The exact sum of the integers in a window.</summary>
public sealed class SlidingIntegerSum : SlidingWindow<long>
{
    private Int128 sum;

    /// <summary>The sum; 0 of nothing.</summary>
    /// <exception cref="OverflowException">It needs more than 64 bits.</exception>
    public long Value => checked((long)sum);

    /// <inheritdoc/>
    protected override void Clear() => sum = 0;

    /// <inheritdoc/>
    protected override void Enter(long time, long value) => sum += value;

    /// <inheritdoc/>
    protected override void Leave(long time, long value) => sum -= value;
}

/// <summary>The sum of the doubles in a window. Nothing is subtracted, so that what a large value took with it comes back when it leaves.</summary>
/// <remarks>Numbers beyond 1e100 are missing, as they are to all arithmetic.</remarks>
public sealed class SlidingDoubleSum : SlidingWindow<double>
{
    private const double Largest = 1e100;

    // The sums of the older values from each of them on, the earliest last; and the sum of the younger values.
    private readonly List<double> older = [];
    private double younger;

    /// <summary>The sum; 0 of nothing.</summary>
    public double Value => younger + (older.Count > 0 ? older[^1] : 0);

    /// <inheritdoc/>
    protected override void Clear()
    {
        older.Clear();
        younger = 0;
    }

    /// <inheritdoc/>
    protected override void Enter(long time, double value) => younger += Added(value);

    /// <inheritdoc/>
    protected override void Leave(long time, double value)
    {
        if (older.Count > 0)
        {
            older.RemoveAt(older.Count - 1);
            return;
        }

        ReadOnlySpan<(long Time, double Value)> inside = Inside;
        double sum = 0;
        for (int i = inside.Length - 1; i >= 0; i--)
        {
            sum += Added(inside[i].Value);
            older.Add(sum);
        }

        younger = 0;
    }

    private static double Added(double value) => Math.Abs(value) <= Largest ? value : 0;
}

/// <summary>How many different values lie in a window. Texts differ by code unit, and the two zeros are one number.</summary>
/// <typeparam name="T">The values' type.</typeparam>
public sealed class SlidingDistinct<T> : SlidingWindow<T>
    where T : notnull
{
    private readonly Dictionary<T, int> counts = [];

    /// <summary>The number of values.</summary>
    public long Value => counts.Count;

    /// <inheritdoc/>
    protected override void Clear() => counts.Clear();

    /// <inheritdoc/>
    protected override void Enter(long time, T value) => CollectionsMarshal.GetValueRefOrAddDefault(counts, value, out _)++;

    /// <inheritdoc/>
    protected override void Leave(long time, T value)
    {
        if (counts[value] == 1)
        {
            counts.Remove(value);
        }
        else
        {
            counts[value]--;
        }
    }
}

/// <summary>The smallest or largest value in a window.</summary>
/// <typeparam name="T">The values' type.</typeparam>
/// <param name="largest">Which.</param>
public sealed class SlidingExtreme<T>(bool largest) : SlidingWindow<T>
    where T : struct, IComparable<T>
{
    // Each is better than all that came after it: the first is the extreme, and what a better one followed is gone.
    private readonly LinkedList<(long Number, T Value)> candidates = [];
    private long entered;
    private long left;

    /// <summary>The extreme; null of nothing.</summary>
    public T? Value => candidates.First?.Value.Value;

    /// <inheritdoc/>
    protected override void Clear()
    {
        candidates.Clear();
        entered = left = 0;
    }

    /// <inheritdoc/>
    protected override void Enter(long time, T value)
    {
        while (candidates.Last is { } last && (largest ? value.CompareTo(last.Value.Value) >= 0 : value.CompareTo(last.Value.Value) <= 0))
        {
            candidates.RemoveLast();
        }

        candidates.AddLast((entered++, value));
    }

    /// <inheritdoc/>
    protected override void Leave(long time, T value)
    {
        if (candidates.First!.Value.Number == left++)
        {
            candidates.RemoveFirst();
        }
    }
}

/// <summary>
/// The value with the latest time in a window, of several the largest; or with the earliest, of several the smallest. Texts are in the order
/// of code points.
/// </summary>
/// <typeparam name="T">The values' type.</typeparam>
/// <param name="latest">Which.</param>
public sealed class SlidingEdge<T>(bool latest) : SlidingWindow<T>
    where T : IComparable<T>
{
    /// <summary>Whether there is a value.</summary>
    public bool HasValue => !Inside.IsEmpty;

    /// <summary>The value.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public T Value
    {
        get
        {
            ReadOnlySpan<(long Time, T Value)> inside = Inside;
            if (inside.IsEmpty)
            {
                throw new InvalidOperationException("there is no value in the window");
            }

            int step = latest ? -1 : 1;
            int at = latest ? inside.Length - 1 : 0;
            (long time, T best) = inside[at];
            for (at += step; at >= 0 && at < inside.Length && inside[at].Time == time; at += step)
            {
                int order = Compare(inside[at].Value, best);
                best = (latest ? order > 0 : order < 0) ? inside[at].Value : best;
            }

            return best;
        }
    }

    /// <inheritdoc/>
    protected override void Clear()
    {
        // The values themselves are all that is kept.
    }

    /// <inheritdoc/>
    protected override void Enter(long time, T value)
    {
        // As above.
    }

    /// <inheritdoc/>
    protected override void Leave(long time, T value)
    {
        // As above.
    }

    private static int Compare(T left, T right) => left is string one && right is string other ? ByCodePoint(one, other) : left.CompareTo(right);

    // Half of a pair stands for what is above all other units.
    private static int ByCodePoint(string left, string right)
    {
        int shorter = Math.Min(left.Length, right.Length);
        for (int i = 0; i < shorter; i++)
        {
            if (left[i] != right[i])
            {
                bool isHalf = char.IsSurrogate(left[i]);
                return isHalf == char.IsSurrogate(right[i]) ? left[i] - right[i] : isHalf ? 1 : -1;
            }
        }

        return left.Length - right.Length;
    }
}
