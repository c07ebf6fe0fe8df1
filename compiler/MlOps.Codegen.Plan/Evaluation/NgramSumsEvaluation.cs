using System.Globalization;
using MlOps.Codegen.Plan.Kernels;
using MlOps.Codegen.Plan.Text;
using MlOps.Runtime.Text;

namespace MlOps.Codegen.Plan.Evaluation;

/// <summary>The meaning of <see cref="NgramSums"/>: every n-gram is looked up, one by one.</summary>
/// <param name="bag">The bag.</param>
internal sealed class NgramSumsEvaluation(NgramBag bag)
{
    private readonly Dictionary<string, int> tokens = bag.Tokens is ListedTokens listed
        ? listed.Terms.Index().ToDictionary(pair => pair.Item, pair => pair.Index + 1, StringComparer.Ordinal)
        : [];

    private readonly Dictionary<string, int> ngrams = bag is ListedNgrams listed
        ? listed.Ngrams.Index().ToDictionary(pair => Key(pair.Item), pair => pair.Index, StringComparer.Ordinal)
        : [];

    /// <summary>The sums for a text.</summary>
    /// <param name="kernel">The kernel, whose bag this is for.</param>
    /// <param name="text">The text.</param>
    /// <param name="results">Where the sums go.</param>
    public void Run(NgramSums kernel, Scalar text, Span<Scalar> results)
    {
        if (text.IsMissing)
        {
            return;
        }

        var counts = new Dictionary<int, int>();
        int[] numbers = [.. Numbers(text.Text)];
        for (int start = 0; start < numbers.Length; start++)
        {
            Extend([numbers[start]], start, bag.Skips, numbers, counts);
        }

        for (int i = 0; i < results.Length; i++)
        {
            double sum = 0;
            foreach (NgramWeight term in kernel.Sums[i].Terms)
            {
                double product = term.Weight * (bag.CountsOnce ? Math.Min(1, counts.GetValueOrDefault(term.Slot)) : counts.GetValueOrDefault(term.Slot));
                sum += kernel.Sums[i].IsOfSquares ? product * product : product;
            }

            results[i] = Scalar.FromDouble(sum);
        }
    }

    // As deep as n-grams are long.
    private void Extend(List<int> ngram, int last, int skips, int[] numbers, Dictionary<int, int> counts)
    {
        if (SlotOf(ngram) is { } slot)
        {
            counts[slot] = counts.GetValueOrDefault(slot) + 1;
        }

        for (int skipped = 0; ngram.Count < bag.Length && skipped <= skips && last + 1 + skipped < numbers.Length; skipped++)
        {
            int next = last + 1 + skipped;
            Extend([.. ngram, numbers[next]], next, skips - skipped, numbers, counts);
        }
    }

    private IEnumerable<int> Numbers(string text)
    {
        if (bag.Tokens.Delimiter is not { } delimiter)
        {
            return text.Select(unit => (int)unit);
        }

        string[] parts = text.Split(delimiter, StringSplitOptions.RemoveEmptyEntries);
        return bag.Tokens switch
        {
            ListedTokens => parts.Select(part => tokens.GetValueOrDefault(part)),
            HashedTokens hashed => parts.Select((part, place) => (int)KeyHash.Of(
                Scalar.FromText(part), hashed.Form, hashed.MixesPlace ? MurmurHash.Round(hashed.Seed, (uint)place) : hashed.Seed, hashed.Bits).Integer),
            _ => throw new InvalidOperationException($"unknown tokens {bag.Tokens.GetType().Name}"),
        };
    }

    private int? SlotOf(List<int> ngram)
    {
        switch (bag)
        {
            case ListedNgrams:
                return ngrams.TryGetValue(Key(ngram), out int slot) ? slot : null;
            case HashedNgrams { LongestOnly: true } when ngram.Count < bag.Length:
                return null;
            case HashedNgrams hashed:
                uint hash = ngram.Count > 1 || hashed.HashesSingles ? MurmurHash.Sequence(hashed.Seed, ngram.ToArray()) : (uint)ngram[0];
                return (int)((hashed.MixesTwice ? MurmurHash.Mix(hash) : hash) & ((1U << hashed.Bits) - 1));
            default:
                throw new InvalidOperationException($"unknown bag {bag.GetType().Name}");
        }
    }

    private static string Key(IEnumerable<int> ngram) => string.Join(',', ngram.Select(number => number.ToString(CultureInfo.InvariantCulture)));
}
