using System.Collections.Frozen;
using MlOps.Runtime.Text;

namespace MlOps.Runtime;

/// <summary>Which n-grams are counted, each in a slot.</summary>
public abstract class NgramBag
{
    private const int NoSlot = -1;

    private readonly int length;
    private readonly int skips;

    private protected NgramBag(int length, int skips)
    {
        this.length = length;
        this.skips = skips;
    }

    /// <summary>A slot for each of a list of n-grams.</summary>
    /// <param name="length">The largest number of tokens.</param>
    /// <param name="skips">How many tokens an n-gram may leave out.</param>
    /// <param name="ngrams">For each n-gram how many tokens it has, then their numbers.</param>
    /// <exception cref="ArgumentException">Two n-grams are alike.</exception>
    public static NgramBag Listed(int length, int skips, ReadOnlySpan<int> ngrams) => new ListedBag(length, skips, ngrams);

    /// <summary>Slots that are hashes of n-grams.</summary>
    /// <param name="length">The largest number of tokens.</param>
    /// <param name="skips">How many tokens an n-gram may leave out.</param>
    /// <param name="bits">2 to this number is how many slots there are.</param>
    /// <param name="seed">The hash's seed.</param>
    /// <param name="hashesSingles">Whether a single token is hashed, too.</param>
    /// <param name="longestOnly">Whether shorter n-grams are left out.</param>
    /// <param name="mixesTwice">Whether hashes are mixed once more.</param>
    public static NgramBag Hashed(int length, int skips, int bits, uint seed, bool hashesSingles, bool longestOnly, bool mixesTwice) =>
        new HashedBag(length, skips, bits, seed, hashesSingles, longestOnly, mixesTwice);

    /// <summary>Calls for the slot of every n-gram of a sequence.</summary>
    /// <param name="numbers">The tokens' numbers.</param>
    /// <param name="found">What is called.</param>
    internal void Count(List<int> numbers, NgramCounter.Scratch found)
    {
        Span<int> ngram = stackalloc int[length];
        for (int start = 0; start < numbers.Count; start++)
        {
            Extend(ngram, 0, 0, start, skips, numbers, found);
        }
    }

    private void Extend(Span<int> ngram, int count, int state, int at, int left, List<int> numbers, NgramCounter.Scratch found)
    {
        ngram[count++] = numbers[at];
        int slot = Step(ref state, ngram[..count]);
        if (slot != NoSlot)
        {
            found.Add(slot);
        }

        for (int skipped = 0; count < length && state >= 0 && skipped <= left && at + 1 + skipped < numbers.Count; skipped++)
        {
            Extend(ngram, count, state, at + 1 + skipped, left - skipped, numbers, found);
        }
    }

    /// <summary>The slot of an n-gram.</summary>
    /// <param name="state">0 before the first token; negative behind a token with which no n-gram goes on.</param>
    /// <param name="ngram">The tokens so far.</param>
    private protected abstract int Step(ref int state, ReadOnlySpan<int> ngram);

    // Each state is the beginning of an n-gram.
    private sealed class ListedBag : NgramBag
    {
        private readonly FrozenDictionary<long, int> next;
        private readonly int[] slots;

        public ListedBag(int length, int skips, ReadOnlySpan<int> ngrams)
            : base(length, skips)
        {
            var states = new Dictionary<long, int>();
            var slotOf = new List<int> { NoSlot };
            int count = 0;
            for (int at = 0; at < ngrams.Length; at += ngrams[at] + 1)
            {
                int state = 0;
                foreach (int number in ngrams.Slice(at + 1, ngrams[at]))
                {
                    if (!states.TryGetValue(Pair(state, number), out int after))
                    {
                        after = slotOf.Count;
                        slotOf.Add(NoSlot);
                        states.Add(Pair(state, number), after);
                    }

                    state = after;
                }

                slotOf[state] = slotOf[state] == NoSlot ? count++ : throw new ArgumentException("two n-grams are alike", nameof(ngrams));
            }

            next = states.ToFrozenDictionary();
            slots = [.. slotOf];
        }

        private protected override int Step(ref int state, ReadOnlySpan<int> ngram)
        {
            state = next.TryGetValue(Pair(state, ngram[^1]), out int after) ? after : -1;
            return state < 0 ? NoSlot : slots[state];
        }

        private static long Pair(int state, int number) => ((long)state << 32) | (uint)number;
    }

    private sealed class HashedBag(int length, int skips, int bits, uint seed, bool hashesSingles, bool longestOnly, bool mixesTwice)
        : NgramBag(length, skips)
    {
        private protected override int Step(ref int state, ReadOnlySpan<int> ngram)
        {
            if (longestOnly && ngram.Length < length)
            {
                return NoSlot;
            }

            uint hash = ngram.Length > 1 || hashesSingles ? MurmurHash.Sequence(seed, ngram) : (uint)ngram[0];
            return (int)((mixesTwice ? MurmurHash.Mix(hash) : hash) & ((1U << bits) - 1));
        }
    }
}
