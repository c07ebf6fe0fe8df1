using System.Collections.Immutable;

namespace MlOps.Codegen.Plan.Kernels;

/// <summary>Sums over the n-grams that occur in a text: what is asked of a bag of n-grams, without the bag.</summary>
/// <param name="Text">The text, cut into tokens as the bag says; where it is missing, so are the sums.</param>
/// <param name="Bag">Which n-grams are counted, each in a slot.</param>
/// <param name="Sums">The sums, at least one.</param>
public sealed record NgramSums(PlanValue Text, NgramBag Bag, ImmutableArray<NgramSum> Sums) : Kernel
{
    /// <inheritdoc/>
    public override ImmutableArray<DataType> ResultTypes => [.. Sums.Select(_ => DataType.Double)];

    /// <inheritdoc/>
    public override IEnumerable<PlanValue> References => [Text];
}

/// <summary>A sum of counts times weights, added from slot to slot.</summary>
/// <param name="Terms">Slots with their weights, in the order of the slots, none twice.</param>
/// <param name="IsOfSquares">Whether products are squared before they are added.</param>
public sealed record NgramSum(ImmutableArray<NgramWeight> Terms, bool IsOfSquares);

/// <summary>A slot's weight in a sum.</summary>
/// <param name="Slot">The slot.</param>
/// <param name="Weight">The weight.</param>
public readonly record struct NgramWeight(int Slot, double Weight);

/// <summary>How the n-grams of a text are counted: an n-gram is a sequence of up to n tokens, some perhaps left out in between.</summary>
/// <param name="Tokens">What tokens are.</param>
/// <param name="Length">The largest n, 1 to 10.</param>
/// <param name="Skips">How many tokens an n-gram may leave out between its first and its last, 0 to 9.</param>
/// <param name="CountsOnce">Whether an n-gram that occurs several times counts once.</param>
public abstract record NgramBag(NgramTokens Tokens, int Length, int Skips, bool CountsOnce)
{
    /// <summary>How many slots there are.</summary>
    public abstract int Count { get; }
}

/// <summary>A bag with a slot for each of a list of n-grams.</summary>
/// <param name="Tokens">What tokens are.</param>
/// <param name="Length">The largest n.</param>
/// <param name="Skips">How many tokens an n-gram may leave out.</param>
/// <param name="CountsOnce">Whether an n-gram that occurs several times counts once.</param>
/// <param name="Ngrams">The n-grams, no two alike, as numbers of tokens.</param>
public sealed record ListedNgrams(NgramTokens Tokens, int Length, int Skips, bool CountsOnce, ImmutableArray<ImmutableArray<int>> Ngrams)
    : NgramBag(Tokens, Length, Skips, CountsOnce)
{
    /// <inheritdoc/>
    public override int Count => Ngrams.Length;
}

/// <summary>A bag whose slots are hashes of n-grams (MurmurHash3 over the tokens' numbers, as ML.NET applies it).</summary>
/// <param name="Tokens">What tokens are.</param>
/// <param name="Length">The largest n.</param>
/// <param name="Skips">How many tokens an n-gram may leave out.</param>
/// <param name="Bits">2 to this number is how many slots there are; 1 to 30.</param>
/// <param name="Seed">The hash's seed.</param>
/// <param name="HashesSingles">Whether a single token is hashed, too; else its number is cut to the bits.</param>
/// <param name="LongestOnly">Whether n-grams of less than the largest n are left out.</param>
/// <param name="MixesTwice">Whether hashes are mixed once more, as where the number of the column would go in.</param>
public sealed record HashedNgrams(
    NgramTokens Tokens, int Length, int Skips, int Bits, uint Seed, bool HashesSingles, bool LongestOnly, bool MixesTwice)
    : NgramBag(Tokens, Length, Skips, CountsOnce: false)
{
    /// <inheritdoc/>
    public override int Count => 1 << Bits;
}

/// <summary>The tokens of a text, and their numbers.</summary>
/// <param name="Delimiter">
/// The code unit that stands on both sides of each token; no token holds it, and what is empty is none. Null where each code unit is a
/// token, whose number is the unit.
/// </param>
public abstract record NgramTokens(char? Delimiter);

/// <summary>Code units, each of them a token.</summary>
public sealed record CharacterTokens() : NgramTokens((char?)null);

/// <summary>Tokens of a list, numbered from 1 in its order; any other has the number 0.</summary>
/// <param name="Mark">The delimiter.</param>
/// <param name="Terms">The tokens, no two alike.</param>
public sealed record ListedTokens(char Mark, ImmutableArray<string> Terms) : NgramTokens(Mark);

/// <summary>Tokens whose numbers are hashes (<see cref="Text.KeyHash"/>).</summary>
/// <param name="Mark">The delimiter.</param>
/// <param name="Form">The form of the hash.</param>
/// <param name="Seed">The seed.</param>
/// <param name="Bits">How many bits.</param>
/// <param name="MixesPlace">Whether a token's place, from 0, is mixed into the seed.</param>
public sealed record HashedTokens(char Mark, string Form, uint Seed, int Bits, bool MixesPlace) : NgramTokens(Mark);
