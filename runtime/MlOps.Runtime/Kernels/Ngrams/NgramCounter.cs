using System.Collections.Frozen;
using System.Runtime.InteropServices;

namespace MlOps.Runtime;

/// <summary>Sums over the n-grams that occur in a text. May be used by several threads at once.</summary>
public sealed class NgramCounter
{
    [ThreadStatic]
    private static Scratch? scratch;

    private readonly NgramTokens tokens;
    private readonly NgramBag bag;
    private readonly bool countsOnce;
    private readonly FrozenDictionary<int, int> rows;
    private readonly int[] starts;
    private readonly int[] targets;
    private readonly double[] weights;
    private readonly bool[] areSquares;

    /// <summary>Prepares sums.</summary>
    /// <param name="tokens">What tokens are.</param>
    /// <param name="bag">Which n-grams are counted.</param>
    /// <param name="countsOnce">Whether an n-gram that occurs several times counts once.</param>
    /// <param name="slots">The slots that are part of a sum, rising.</param>
    /// <param name="starts">Per slot where its part of the next two lists begins, and where the last ends.</param>
    /// <param name="targets">Per slot the numbers of the sums that it is part of.</param>
    /// <param name="weights">The weights in these sums.</param>
    /// <param name="areSquares">Per sum whether products are squared before they are added.</param>
    public NgramCounter(
        NgramTokens tokens,
        NgramBag bag,
        bool countsOnce,
        ReadOnlySpan<int> slots,
        ReadOnlySpan<int> starts,
        ReadOnlySpan<int> targets,
        ReadOnlySpan<double> weights,
        params ReadOnlySpan<bool> areSquares)
    {
        this.tokens = tokens;
        this.bag = bag;
        this.countsOnce = countsOnce;
        this.starts = starts.ToArray();
        this.targets = targets.ToArray();
        this.weights = weights.ToArray();
        this.areSquares = areSquares.ToArray();
        var numbered = new Dictionary<int, int>(slots.Length);
        foreach (int slot in slots)
        {
            numbered.Add(slot, numbered.Count);
        }

        rows = numbered.ToFrozenDictionary();
    }

    /// <summary>Computes the sums, each added from slot to slot.</summary>
    /// <param name="text">The text; null is missing.</param>
    /// <param name="sums">Receives them; NaN where the text is missing.</param>
    public void Sum(string? text, Span<double> sums)
    {
        if (text is null)
        {
            sums.Fill(double.NaN);
            return;
        }

        sums.Clear();
        Scratch used = scratch ??= new Scratch();
        used.Begin(rows);
        tokens.Read(text, used.Numbers);
        bag.Count(used.Numbers, used);
        foreach (int row in used.Rows())
        {
            int times = used.Take(row);
            double count = countsOnce ? 1 : times;
            for (int i = starts[row]; i < starts[row + 1]; i++)
            {
                double product = weights[i] * count;
                sums[targets[i]] += areSquares[targets[i]] ? product * product : product;
            }
        }
    }

    /// <summary>Counts of one text, in memory that is used again.</summary>
    internal sealed class Scratch
    {
        private readonly List<int> touched = [];
        private FrozenDictionary<int, int> rows = FrozenDictionary<int, int>.Empty;
        private int[] counts = [];

        public List<int> Numbers { get; } = [];

        public void Begin(FrozenDictionary<int, int> wanted)
        {
            rows = wanted;
            touched.Clear();
            Numbers.Clear();
            if (counts.Length < wanted.Count)
            {
                counts = new int[wanted.Count];
            }
        }

        public void Add(int slot)
        {
            if (rows.TryGetValue(slot, out int row) && counts[row]++ == 0)
            {
                touched.Add(row);
            }
        }

        public ReadOnlySpan<int> Rows()
        {
            touched.Sort();
            return CollectionsMarshal.AsSpan(touched);
        }

        // Counts are 0 again when they have been taken.
        public int Take(int row)
        {
            int times = counts[row];
            counts[row] = 0;
            return times;
        }
    }
}
