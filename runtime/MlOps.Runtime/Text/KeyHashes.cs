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

    private static long Number(ulong value, int bytes, uint seed, int bits, bool old) =>
        Key(old ? MurmurHash.OldNumber(seed, value) : MurmurHash.Number(seed, value, bytes), bits);

    private static long Key(uint hash, int bits) => (hash & ((1U << bits) - 1)) + 1L;
}
