using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MlOps.Runtime.Kernels;

/// <summary>Replaces a feature's values by their ranks among the thresholds that the trees compare it with.</summary>
/// <remarks>
/// The rank of a value is how many thresholds are below it, so that "at most the threshold number i" is "a rank of at most i".
/// A monotone function takes values to buckets, whatever its rounding does: thresholds in lower buckets are below the value,
/// those in higher buckets are not, and the few in its own bucket are compared, all at once.
/// </remarks>
/// <typeparam name="T">A rank.</typeparam>
internal sealed class RankMap<T>
    where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
{
    // As many doubles as 256 bits hold.
    private const int MostInBucket = 4;
    private const int SmallestTable = 64;
    private const int TableEntriesPerThreshold = 16;

    // Adding it leaves a small number, rounded to an integer, in a double's last bits.
    private const double IntegerBits = 1L << 52;

    private readonly double[] thresholds;
    private readonly T[] starts;
    private readonly double lowest;
    private readonly double scale;

    /// <summary>Prepares the ranking.</summary>
    /// <param name="sorted">The thresholds, ascending, no two equal, none NaN; at most <c>T.MaxValue</c>.</param>
    public RankMap(double[] sorted)
    {
        // No value is above infinity: what is compared beyond the last threshold does not count.
        thresholds = [.. sorted, .. Enumerable.Repeat(double.PositiveInfinity, MostInBucket)];
        starts = [];
        double[] finite = [.. sorted.Where(double.IsFinite)];
        lowest = finite.Length == 0 ? 0 : finite[0];
        double range = finite.Length == 0 ? 0 : finite[^1] - lowest;
        int largest = Math.Max(SmallestTable, (int)BitOperations.RoundUpToPowerOf2((uint)(sorted.Length * TableEntriesPerThreshold)));
        for (int size = SmallestTable; size <= largest && starts.Length == 0; size *= 2)
        {
            scale = range > 0 ? (size - 1) / range : 1;
            if (double.IsFinite(scale) && double.IsFinite(range))
            {
                int[] counts = Distribute(sorted, size);
                starts = counts.Max() <= MostInBucket ? Starts(counts) : [];
            }
        }
    }

    /// <summary>Ranks values.</summary>
    /// <param name="values">The values; NaN is missing and gets the rank 0.</param>
    /// <param name="ranks">Receives a rank per value.</param>
    /// <param name="buckets">Room for a number per value.</param>
    /// <returns>Whether a value is missing.</returns>
    public bool Rank(ReadOnlySpan<double> values, Span<T> ranks, Span<long> buckets) =>
        starts.Length == 0 ? Search(values, ranks) : LookUp(values, ranks[..values.Length], buckets[..values.Length]);

    /// <summary>Ranks one value.</summary>
    /// <param name="value">The value, not NaN.</param>
    public T Rank(double value)
    {
        if (starts.Length == 0)
        {
            return Search(value);
        }

        T start = starts[Bucket(value, starts.Length)];
        Vector256<double> own = Vector256.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(thresholds), nuint.CreateTruncating(start));
        return start + T.CreateTruncating(BitOperations.PopCount(Vector256.LessThan(own, Vector256.Create(value)).ExtractMostSignificantBits()));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool LookUp(ReadOnlySpan<double> values, Span<T> ranks, Span<long> buckets)
    {
        bool missing = FindBuckets(values, buckets);

        // A bucket is a place in the table, and a place in the table one in the thresholds, with room for a vector behind it.
        ref T table = ref MemoryMarshal.GetArrayDataReference(starts);
        ref double cuts = ref MemoryMarshal.GetArrayDataReference(thresholds);
        for (int i = 0; i < values.Length; i++)
        {
            T start = Unsafe.Add(ref table, (nint)buckets[i]);
            Vector256<double> own = Vector256.LoadUnsafe(ref cuts, nuint.CreateTruncating(start));
            uint below = Vector256.LessThan(own, Vector256.Create(values[i])).ExtractMostSignificantBits();
            ranks[i] = start + T.CreateTruncating(BitOperations.PopCount(below));
        }

        return missing;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool FindBuckets(ReadOnlySpan<double> values, Span<long> buckets)
    {
        ref double first = ref MemoryMarshal.GetReference(values);
        ref long bucket = ref MemoryMarshal.GetReference(buckets);
        Vector256<double> low = Vector256.Create(lowest);
        Vector256<double> factor = Vector256.Create(scale);
        Vector256<double> last = Vector256.Create(starts.Length - 1.0);
        Vector256<double> present = Vector256<double>.AllBitsSet;
        int i = 0;
        for (; i <= values.Length - Vector256<double>.Count; i += Vector256<double>.Count)
        {
            Vector256<double> value = Vector256.LoadUnsafe(ref first, (nuint)i);
            Vector256<double> isPresent = Vector256.Equals(value, value);
            present &= isPresent;
            Vector256<double> place = Vector256.ConditionalSelect(isPresent, (value - low) * factor, Vector256<double>.Zero);
            Vector256<double> bounded = Vector256.MinNative(Vector256.MaxNative(place, Vector256<double>.Zero), last);
            Vector256<long> bits = (bounded + Vector256.Create(IntegerBits)).AsInt64() & Vector256.Create((long)int.MaxValue);
            bits.StoreUnsafe(ref bucket, (nuint)i);
        }

        bool missing = present.AsInt64() != Vector256<long>.AllBitsSet;
        for (; i < values.Length; i++)
        {
            missing |= double.IsNaN(values[i]);
            buckets[i] = Bucket(values[i], starts.Length);
        }

        return missing;
    }

    // For thresholds that lie too unevenly for buckets.
    private bool Search(ReadOnlySpan<double> values, Span<T> ranks)
    {
        bool missing = false;
        for (int i = 0; i < values.Length; i++)
        {
            ranks[i] = Search(values[i]);
            missing |= double.IsNaN(values[i]);
        }

        return missing;
    }

    private T Search(double value)
    {
        int below = 0;
        for (int length = thresholds.Length - MostInBucket; length > 0;)
        {
            int half = (length + 1) / 2;
            below += value > thresholds[below + half - 1] ? half : 0;
            length -= half;
        }

        return T.CreateTruncating(below);
    }

    // The same as for vectors, or a value and a threshold would go to different places.
    private long Bucket(double value, int size)
    {
        double place = double.IsNaN(value) ? 0 : (value - lowest) * scale;
        double bounded = Math.Min(Math.Max(place, 0), size - 1);
        return BitConverter.DoubleToInt64Bits(bounded + IntegerBits) & int.MaxValue;
    }

    private int[] Distribute(double[] sorted, int size)
    {
        int[] counts = new int[size];
        foreach (double threshold in sorted)
        {
            counts[Bucket(threshold, size)]++;
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
