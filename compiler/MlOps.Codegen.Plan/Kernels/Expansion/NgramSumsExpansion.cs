using System.Collections.Immutable;
using System.Globalization;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Plan.Kernels.Expansion;

/// <summary>Each n-gram as a text that is counted in the text.</summary>
/// <remarks>
/// Occurrences that are counted share no character. N-grams that begin as they end might, and skipped tokens, unknown tokens and hashes
/// are no text at all: of these nothing is expanded.
/// </remarks>
internal static class NgramSumsExpansion
{
    /// <summary>Why there is no expansion; null where there is one.</summary>
    /// <param name="kernel">The kernel.</param>
    public static string? Problem(NgramSums kernel)
    {
        if (kernel.Bag is not ListedNgrams bag || bag.Tokens is HashedTokens)
        {
            return "it hashes n-grams";
        }

        IEnumerable<ImmutableArray<int>> used = kernel.Sums.SelectMany(sum => sum.Terms).Select(term => bag.Ngrams[term.Slot]);
        return bag.Skips > 0 && used.Any(ngram => ngram.Length > 1) ? "its n-grams skip tokens"
            : used.Any(ngram => ngram.Contains(0)) ? "its n-grams have unknown tokens"
            : used.Any(CanOverlap) ? "its n-grams can overlap themselves"
            : bag.Tokens is CharacterTokens && used.Any(ngram => ngram.Any(unit => char.IsSurrogate((char)unit))) ? "its n-grams hold parts of characters"
            : null;
    }

    /// <summary>How many nodes the expansion has, about.</summary>
    /// <param name="kernel">The kernel.</param>
    public static long Size(NgramSums kernel) => 6L * kernel.Sums.Sum(sum => (long)sum.Terms.Length);

    /// <summary>Expands a kernel that <see cref="Problem"/> has nothing against.</summary>
    /// <param name="definition">The definition.</param>
    /// <param name="kernel">The kernel.</param>
    /// <param name="context">Where parts go.</param>
    public static void Expand(KernelDefinition definition, NgramSums kernel, ExpansionContext context)
    {
        var bag = (ListedNgrams)kernel.Bag;
        var counts = new Dictionary<int, Expression>();
        HashSet<int> shared = [.. kernel.Sums.SelectMany(sum => sum.Terms.Select(term => term.Slot)).CountBy(slot => slot).Where(pair => pair.Value > 1).Select(pair => pair.Key)];
        for (int i = 0; i < kernel.Sums.Length; i++)
        {
            NgramSum sum = kernel.Sums[i];
            Expression[] terms =
            [
                .. sum.Terms.Select(term =>
                {
                    // A square asks twice.
                    Expression product = Build.Multiply(Build.Number(term.Weight), Count(term.Slot, shared.Contains(term.Slot) || sum.IsOfSquares));
                    return sum.IsOfSquares ? Build.Multiply(product, product) : product;
                }),
            ];
            SumExpansion.Define(definition.Results[i], 0, terms, ExpressionSize.Of, definition.Origin, context);
        }

        Expression Count(int slot, bool named)
        {
            if (!counts.TryGetValue(slot, out Expression? count))
            {
                count = CountOf(kernel.Text, bag, bag.Ngrams[slot]);
                if (named)
                {
                    string name = string.Create(CultureInfo.InvariantCulture, $"{definition.Results[0].Name}_count{slot}");
                    count = new ValueReference(context.AddPart(name, count, definition.Origin));
                }

                counts.Add(slot, count);
            }

            return count;
        }
    }

    private static Expression CountOf(PlanValue text, ListedNgrams bag, ImmutableArray<int> ngram)
    {
        Expression missing = Literal.Missing(DataType.Double);
        string sought = "";
        foreach (int number in ngram)
        {
            switch (bag.Tokens)
            {
                case CharacterTokens:
                    sought += (char)number;
                    break;
                case ListedTokens listed:
                    string term = listed.Terms[number - 1];
                    if (term.Length == 0 || term.Contains(listed.Mark, StringComparison.Ordinal))
                    {
                        // Such a token never occurs.
                        return Build.If(Build.IsMissing(new ValueReference(text)), missing, Build.Number(0));
                    }

                    sought += listed.Mark + term + listed.Mark;
                    break;
                default:
                    throw new InvalidOperationException($"unknown tokens {bag.Tokens.GetType().Name}");
            }
        }

        Expression count = Build.ToDouble(Build.Call(ScalarFunction.Occurrences, new ValueReference(text), Literal.String(sought)));
        return bag.CountsOnce ? Build.Nary(NaryOperator.Min, count, Build.Number(1)) : count;
    }

    // Where an n-gram begins as it ends, occurrences may share tokens.
    private static bool CanOverlap(ImmutableArray<int> ngram) =>
        Enumerable.Range(1, ngram.Length - 1).Any(length => ngram.AsSpan()[..length].SequenceEqual(ngram.AsSpan()[^length..]));
}
