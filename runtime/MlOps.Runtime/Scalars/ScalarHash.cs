using MlOps.Runtime.Text;

namespace MlOps.Runtime;

/// <summary>Hashes of values as keys from 1 to 2 to the number of bits: MurmurHash3 for 32 bits, as ML.NET applies it.</summary>
/// <remarks>The older of two versions, which ML.NET had up to 1.5, is chosen by the last argument.</remarks>
public static class ScalarHash
{
    /// <summary>The key of a text without the blanks at its ends; missing where the text is empty or missing.</summary>
    /// <param name="text">The text.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="bits">How many bits, 1 to 31.</param>
    /// <param name="old">Whether by the older version.</param>
    public static long? Text(string? text, uint seed, int bits, bool old = false) => KeyHashes.Text(text, seed, bits, old);

    /// <summary>The key of a number in single precision.</summary>
    /// <param name="value">The number; NaN is missing.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="bits">How many bits, 1 to 31.</param>
    /// <param name="old">Whether by the older version.</param>
    public static long? Single(double value, uint seed, int bits, bool old = false) => KeyHashes.Single(value, seed, bits, old);

    /// <summary>The key of a double.</summary>
    /// <param name="value">The number; NaN is missing.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="bits">How many bits, 1 to 31.</param>
    /// <param name="old">Whether by the older version.</param>
    public static long? Double(double value, uint seed, int bits, bool old = false) => KeyHashes.Double(value, seed, bits, old);

    /// <summary>The key of an integer of up to 32 bits, signed or not; missing where it has more.</summary>
    /// <param name="value">The integer.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="bits">How many bits, 1 to 31.</param>
    /// <param name="old">Whether by the older version.</param>
    public static long? Integer(long? value, uint seed, int bits, bool old = false) => KeyHashes.Integer(value, seed, bits, old);

    /// <summary>The key of several texts as one; missing where one is empty or missing.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="bits">How many bits, 1 to 31.</param>
    /// <param name="texts">The texts.</param>
    public static long? Texts(uint seed, int bits, params ReadOnlySpan<string?> texts) => KeyHashes.Texts(seed, bits, texts);

    /// <summary>The key of several numbers in single precision as one; missing where one is NaN.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="bits">How many bits, 1 to 31.</param>
    /// <param name="values">The numbers.</param>
    public static long? Singles(uint seed, int bits, params ReadOnlySpan<double> values) => KeyHashes.Singles(seed, bits, values);

    /// <summary>The key of several doubles as one; missing where one is NaN.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="bits">How many bits, 1 to 31.</param>
    /// <param name="values">The numbers.</param>
    public static long? Doubles(uint seed, int bits, params ReadOnlySpan<double> values) => KeyHashes.Doubles(seed, bits, values);

    /// <summary>The key of several integers of up to 32 bits, signed or not, as one; missing where one is missing or has more.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="bits">How many bits, 1 to 31.</param>
    /// <param name="values">The integers.</param>
    public static long? Integers(uint seed, int bits, params ReadOnlySpan<long?> values) => KeyHashes.Integers(seed, bits, values);
}
