using System.Numerics;

namespace MlOps.Runtime.Text;

/// <summary>MurmurHash3 for 32 bits (Appleby, SMHasher), as ML.NET applies it to values of columns, in both of its versions.</summary>
/// <remarks>
/// Texts go as the bytes of a kind of UTF-8 in which each half of a surrogate pair is a character of its own; the newer version misplaces
/// bytes of characters beyond ASCII that do not begin at a multiple of four. Both are kept as they are: the keys of trained models follow.
/// </remarks>
internal static class MurmurHash
{
    /// <summary>Mixes four bytes in.</summary>
    /// <param name="hash">The hash so far.</param>
    /// <param name="chunk">The bytes.</param>
    public static uint Round(uint hash, uint chunk) => (BitOperations.RotateLeft(hash ^ Scrambled(chunk), 13) * 5) + 0xE6546B64;

    /// <summary>Spreads the bits at the end.</summary>
    /// <param name="hash">The hash so far.</param>
    public static uint Mix(uint hash)
    {
        hash ^= hash >> 16;
        hash *= 0x85EBCA6B;
        hash ^= hash >> 13;
        hash *= 0xC2B2AE35;
        return hash ^ (hash >> 16);
    }

    /// <summary>The hash of four bytes, or of eight.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="bits">The bytes as a number.</param>
    /// <param name="bytes">How many there are: 4 or 8.</param>
    public static uint Number(uint seed, ulong bits, int bytes) => Mix((uint)bytes ^ Rounds(seed, bits, bytes));

    /// <summary>The same without the length, and without upper bytes that are 0: the older version.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="bits">The bytes as a number.</param>
    public static uint OldNumber(uint seed, ulong bits) => Mix(Rounds(seed, bits, bits >> 32 == 0 ? 4 : 8));

    /// <summary>The hash of a sequence of numbers, with its length.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="numbers">The numbers.</param>
    public static uint Sequence(uint seed, ReadOnlySpan<int> numbers)
    {
        foreach (int number in numbers)
        {
            seed = Round(seed, (uint)number);
        }

        return Mix(Round(seed, (uint)numbers.Length));
    }

    /// <summary>The hash of a text.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="text">The text.</param>
    public static uint Text(uint seed, ReadOnlySpan<char> text)
    {
        ulong pending = 0;
        int bits = 0;
        int length = 0;
        foreach (char unit in text)
        {
            pending |= Bytes(unit, out int size) << bits;
            pending = size switch
            {
                1 => pending,
                2 => ((pending & 0xFF) << 8) | (pending >> 8),
                _ => ((pending & 0xFF) << 16) | (((pending >> 8) & 0xFF) << 8) | (pending >> 16),
            };
            bits += 8 * size;
            if (bits >= 32)
            {
                seed = Round(seed, (uint)pending);
                pending >>= 32;
                bits -= 32;
                length += 4;
            }
        }

        length += bits / 8;
        uint rest = (length & 3) switch
        {
            3 => (uint)pending & 0xFFFFFF,
            2 => (uint)pending & 0xFFFF,
            1 => (uint)pending & 0xFF,
            _ => 0,
        };
        return Mix((uint)length ^ ((length & 3) == 0 ? seed : seed ^ Scrambled(rest)));
    }

    /// <summary>The hash of a text by the older version, with the length as a last chunk.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="text">The text.</param>
    public static uint OldText(uint seed, ReadOnlySpan<char> text)
    {
        ulong pending = 0;
        int bits = 0;
        uint length = 0;
        foreach (char unit in text)
        {
            pending |= Bytes(unit, out int size) << bits;
            bits += 8 * size;
            if (bits >= 32)
            {
                seed = Round(seed, (uint)pending);
                pending >>= 32;
                bits -= 32;
                length += 4;
            }
        }

        if (bits > 0)
        {
            seed = Round(seed, (uint)pending);
            length += (uint)bits / 8;
        }

        return Mix(Round(seed, length));
    }

    private static uint Rounds(uint seed, ulong bits, int bytes)
    {
        uint hash = Round(seed, (uint)bits);
        return bytes > 4 ? Round(hash, (uint)(bits >> 32)) : hash;
    }

    private static uint Scrambled(uint chunk) => BitOperations.RotateLeft(chunk * 0xCC9E2D51, 15) * 0x1B873593;

    // Highest byte first within a character.
    private static ulong Bytes(uint unit, out int size)
    {
        size = unit <= 0x7F ? 1 : unit <= 0x7FF ? 2 : 3;
        return size switch
        {
            1 => unit,
            2 => (unit & 0x3F) | ((unit << 2) & 0x1F00) | 0xC080,
            _ => (unit & 0x3F) | ((unit << 2) & 0x3F00) | ((unit << 4) & 0x0F0000) | 0xE08080,
        };
    }
}
