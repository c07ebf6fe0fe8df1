namespace MlOps.Runtime.Text;

/// <summary>Hashes of values as keys from 1 to 2 to the number of bits.</summary>
internal static class KeyHashes
{
    public static long? Text(string? text, uint seed, int bits, bool old) =>
        string.IsNullOrEmpty(text) ? null : Token(text, seed, bits, old);

    public static long Token(ReadOnlySpan<char> text, uint seed, int bits, bool old)
    {
        ReadOnlySpan<char> trimmed = text.Trim(' ');
        return Key(old ? MurmurHash.OldText(seed, trimmed) : MurmurHash.Text(seed, trimmed), bits);
    }

    // Both zeros are one number.
    public static long? Single(double value, uint seed, int bits, bool old) =>
        double.IsNaN(value) ? null : Number(BitConverter.SingleToUInt32Bits(value == 0 ? 0 : (float)value), sizeof(float), seed, bits, old);

    public static long? Double(double value, uint seed, int bits, bool old) =>
        double.IsNaN(value) ? null : Number(BitConverter.DoubleToUInt64Bits(value == 0 ? 0 : value), sizeof(double), seed, bits, old);

    public static long? Integer(long? value, uint seed, int bits, bool old) =>
        value is >= int.MinValue and <= uint.MaxValue ? Number((uint)value.Value, sizeof(uint), seed, bits, old) : null;

    /// <summary>The key of several texts, each hashed on from the one before; missing where one is.</summary>
    public static long? Texts(uint seed, int bits, ReadOnlySpan<string?> texts)
    {
        foreach (string? text in texts)
        {
            if (string.IsNullOrEmpty(text))
            {
                return null;
            }

            seed = MurmurHash.Text(seed, text.AsSpan().Trim(' '));
        }

        return Key(seed, bits);
    }

    /// <summary>The key of several numbers in single precision; missing where one is.</summary>
    public static long? Singles(uint seed, int bits, ReadOnlySpan<double> values)
    {
        foreach (double value in values)
        {
            if (double.IsNaN(value))
            {
                return null;
            }

            seed = MurmurHash.Round(seed, BitConverter.SingleToUInt32Bits(value == 0 ? 0 : (float)value));
        }

        return Key(MurmurHash.Mix(seed ^ (uint)(values.Length * sizeof(float))), bits);
    }

    /// <summary>The key of several doubles; missing where one is.</summary>
    public static long? Doubles(uint seed, int bits, ReadOnlySpan<double> values)
    {
        foreach (double value in values)
        {
            if (double.IsNaN(value))
            {
                return null;
            }

            ulong number = BitConverter.DoubleToUInt64Bits(value == 0 ? 0 : value);
            seed = MurmurHash.Round(MurmurHash.Round(seed, (uint)number), (uint)(number >> 32));
        }

        return Key(MurmurHash.Mix(seed ^ (uint)(values.Length * sizeof(double))), bits);
    }

    /// <summary>The key of several integers of up to 32 bits; missing where one is, or has more.</summary>
    public static long? Integers(uint seed, int bits, ReadOnlySpan<long?> values)
    {
        foreach (long? value in values)
        {
            if (value is not (>= int.MinValue and <= uint.MaxValue))
            {
                return null;
            }

            seed = MurmurHash.Round(seed, (uint)value.Value);
        }

        return Key(MurmurHash.Mix(seed ^ (uint)(values.Length * sizeof(uint))), bits);
    }

    private static long Number(ulong value, int bytes, uint seed, int bits, bool old) =>
        Key(old ? MurmurHash.OldNumber(seed, value) : MurmurHash.Number(seed, value, bytes), bits);

    private static long Key(uint hash, int bits) => (hash & ((1U << bits) - 1)) + 1L;
}
