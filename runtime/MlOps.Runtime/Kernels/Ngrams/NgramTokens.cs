using System.Collections.Frozen;
using MlOps.Runtime.Text;

namespace MlOps.Runtime;

/// <summary>Cuts a text into tokens and numbers them.</summary>
public abstract class NgramTokens
{
    /// <summary>Code units, each of them a token whose number it is.</summary>
    public static NgramTokens Characters { get; } = new CharacterTokens();

    /// <summary>Tokens of a list, numbered from 1 in its order; any other has the number 0.</summary>
    /// <param name="delimiter">The code unit around each token.</param>
    /// <param name="terms">The tokens, no two alike.</param>
    public static NgramTokens Listed(char delimiter, params ReadOnlySpan<string> terms) => new ListedTokens(delimiter, terms);

    /// <summary>Tokens whose numbers are hashes.</summary>
    /// <param name="delimiter">The code unit around each token.</param>
    /// <param name="seed">The hash's seed.</param>
    /// <param name="bits">How many bits, 1 to 31.</param>
    /// <param name="mixesPlace">Whether a token's place is mixed into the seed.</param>
    /// <param name="old">Whether by the older version of the hash.</param>
    public static NgramTokens Hashed(char delimiter, uint seed, int bits, bool mixesPlace, bool old) =>
        new HashedTokens(delimiter, seed, bits, mixesPlace, old);

    /// <summary>Appends the numbers of a text's tokens.</summary>
    /// <param name="text">The text.</param>
    /// <param name="numbers">Where they go.</param>
    internal abstract void Read(string text, List<int> numbers);

    private sealed class CharacterTokens : NgramTokens
    {
        internal override void Read(string text, List<int> numbers)
        {
            foreach (char unit in text)
            {
                numbers.Add(unit);
            }
        }
    }

    private abstract class DelimitedTokens(char delimiter) : NgramTokens
    {
        internal sealed override void Read(string text, List<int> numbers)
        {
            foreach (Range range in text.AsSpan().Split(delimiter))
            {
                ReadOnlySpan<char> token = text.AsSpan(range);
                if (!token.IsEmpty)
                {
                    numbers.Add(Number(token, numbers.Count));
                }
            }
        }

        private protected abstract int Number(ReadOnlySpan<char> token, int place);
    }

    private sealed class ListedTokens : DelimitedTokens
    {
        private readonly FrozenDictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> numbers;

        public ListedTokens(char delimiter, ReadOnlySpan<string> terms)
            : base(delimiter)
        {
            var numbered = new Dictionary<string, int>(terms.Length, StringComparer.Ordinal);
            foreach (string term in terms)
            {
                numbered.Add(term, numbered.Count + 1);
            }

            numbers = numbered.ToFrozenDictionary(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
        }

        private protected override int Number(ReadOnlySpan<char> token, int place) => numbers.TryGetValue(token, out int number) ? number : 0;
    }

    private sealed class HashedTokens(char delimiter, uint seed, int bits, bool mixesPlace, bool old) : DelimitedTokens(delimiter)
    {
        private protected override int Number(ReadOnlySpan<char> token, int place) =>
            (int)KeyHashes.Token(token, mixesPlace ? MurmurHash.Round(seed, (uint)place) : seed, bits, old);
    }
}
