using System.Numerics;

namespace MlOps.Runtime.Kernels;

/// <summary>Replaces a feature's values by their ranks among the thresholds that the trees compare it with.</summary>
/// <remarks>
/// The rank of a value is how many thresholds are below it, so that "at most the threshold number i" is "a rank of at most i".
/// A monotone function takes values to buckets, whatever its rounding does: thresholds in lower buckets are below the value,
/// those in higher buckets are not, and the few in its own bucket are compared.
/// </remarks>
/// <typeparam name="T">A rank.</typeparam>
internal sealed class RankMap<T>
    where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
{
    private const int MostComparisons = 4;
    private const int SmallestTable = 64;
    private const int TableEntriesPerThreshold = 8;

    private readonly double[] thresholds;
    private readonly T[] starts;
    private readonly int comparisons;
    private readonly double lowest;
    private readonly double scale;

    /// <summary>Prepares the ranking.</summary>
    /// <param name="sorted">The thresholds, ascending, no two equal, none NaN; at most <c>T.MaxValue</c>.</param>
    public RankMap(double[] sorted)
    {
        // Infinity is above no value: rows beyond the last threshold compare with it.
        thresholds = [.. sorted, .. Enumerable.Repeat(double.PositiveInfinity, MostComparisons)];
        starts = [];
        lowest = 0;
        double[] finite = [.. sorted.Where(double.IsFinite)];
        double range = finite.Length == 0 ? 0 : finite[^1] - finite[0];
        int largest = Math.Max(SmallestTable, (int)BitOperations.RoundUpToPowerOf2((uint)(sorted.Length * TableEntriesPerThreshold)));
        for (int size = SmallestTable; size <= largest && (comparisons is 0 or > 1); size *= 2)
        {
            double candidate = range > 0 ? (size - 1) / range : 1;
            if (!double.IsFinite(candidate) || !double.IsFinite(range))
            {
                break;
            }

            int[] counts = Distribute(sorted, finite.Length == 0 ? 0 : finite[0], candidate, size);
            int most = Math.Max(1, counts.Max());
            if (most <= MostComparisons && (comparisons == 0 || most < comparisons))
            {
                lowest = finite.Length == 0 ? 0 : finite[0];
                scale = candidate;
                comparisons = most;
                starts = Starts(counts);
            }
        }
    }

    /// <summary>How many thresholds there are.</summary>
    public int Count => thresholds.Length - MostComparisons;

    /// <summary>Ranks values.</summary>
    /// <param name="values">The values; NaN is missing and gets the rank 0.</param>
    /// <param name="ranks">Receives a rank per value.</param>
    /// <returns>Whether a value is missing.</returns>
    public bool Rank(ReadOnlySpan<double> values, Span<T> ranks) => comparisons switch
    {
        0 => Search(values, ranks),
        1 => LookUpOne(values, ranks),
        2 => LookUpTwo(values, ranks),
        _ => LookUpFour(values, ranks),
    };

    private bool LookUpOne(ReadOnlySpan<double> values, Span<T> ranks)
    {
        T[] table = starts;
        double[] cuts = thresholds;
        double last = table.Length - 1;
        double low = lowest;
        double factor = scale;
        bool missing = false;
        ranks = ranks[..values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            double value = values[i];
            T start = table[Bucket(value, low, factor, last)];
            ranks[i] = start + Below(cuts[int.CreateTruncating(start)], value);
            missing |= double.IsNaN(value);
        }

        return missing;
    }

    private bool LookUpTwo(ReadOnlySpan<double> values, Span<T> ranks)
    {
        T[] table = starts;
        double[] cuts = thresholds;
        double last = table.Length - 1;
        double low = lowest;
        double factor = scale;
        bool missing = false;
        ranks = ranks[..values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            double value = values[i];
            T start = table[Bucket(value, low, factor, last)];
            int cut = int.CreateTruncating(start);
            ranks[i] = start + Below(cuts[cut], value) + Below(cuts[cut + 1], value);
            missing |= double.IsNaN(value);
        }

        return missing;
    }

    private bool LookUpFour(ReadOnlySpan<double> values, Span<T> ranks)
    {
        T[] table = starts;
        double[] cuts = thresholds;
        double last = table.Length - 1;
        double low = lowest;
        double factor = scale;
        bool missing = false;
        ranks = ranks[..values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            double value = values[i];
            T start = table[Bucket(value, low, factor, last)];
            int cut = int.CreateTruncating(start);
            ranks[i] = start + Below(cuts[cut], value) + Below(cuts[cut + 1], value) + Below(cuts[cut + 2], value) + Below(cuts[cut + 3], value);
            missing |= double.IsNaN(value);
        }

        return missing;
    }

    private static T Below(double cut, double value) => cut < value ? T.One : T.Zero;

    // For thresholds that lie too unevenly for buckets.
    private bool Search(ReadOnlySpan<double> values, Span<T> ranks)
    {
        int count = Count;
        bool missing = false;
        for (int i = 0; i < values.Length; i++)
        {
            double value = values[i];
            int below = 0;
            for (int length = count; length > 0;)
            {
                int half = (length + 1) / 2;
                below += value > thresholds[below + half - 1] ? half : 0;
                length -= half;
            }

            ranks[i] = T.CreateTruncating(below);
            missing |= double.IsNaN(value);
        }

        return missing;
    }

    // NaN goes to the first bucket, below which there is nothing.
    private static int Bucket(double value, double lowest, double scale, double last) =>
        double.ConvertToIntegerNative<int>(double.MinNative(double.MaxNative((value - lowest) * scale, 0), last));

    private static int[] Distribute(double[] sorted, double lowest, double scale, int size)
    {
        int[] counts = new int[size];
        foreach (double threshold in sorted)
        {
            counts[Bucket(threshold, lowest, scale, size - 1)]++;
        }

        return counts;
    }

    private static T[] Starts(int[] counts)
    {
        var starts = new T[counts.Length];
        int below = 0;
        for (int bucket = 0; bucket < counts.Length; bucket++)
        {
            starts[bucket] = T.CreateTruncating(below);
            below += counts[bucket];
        }

        return starts;
    }
}
