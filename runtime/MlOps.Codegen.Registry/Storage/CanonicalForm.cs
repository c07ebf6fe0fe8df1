using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace MlOps.Codegen.Registry.Storage;

/// <summary>
/// Writes values so that no two lists of values have the same bytes: each value has a tag, texts and bytes their length before them, and
/// a missing value a tag of its own. Numbers are big-endian. What is hashed or signed is this form.
/// </summary>
internal sealed class CanonicalForm
{
    private const byte Missing = (byte)'0';
    private const byte IsText = (byte)'T';
    private const byte IsInteger = (byte)'I';
    private const byte IsReal = (byte)'R';
    private const byte IsBytes = (byte)'B';

    private readonly ArrayBufferWriter<byte> bytes = new();

    /// <summary>Writes a text, as UTF-8.</summary>
    /// <param name="value">The text; null for missing.</param>
    public CanonicalForm Text(string? value) => value is null ? Tag(Missing) : Tag(IsText).Counted(Encoding.UTF8.GetBytes(value));

    /// <summary>Writes an integer.</summary>
    /// <param name="value">The integer; null for missing.</param>
    public CanonicalForm Integer(long? value)
    {
        return value is { } given ? Tag(IsInteger).Number(given) : Tag(Missing);
    }

    /// <summary>Writes a double by its bits.</summary>
    /// <param name="value">The double; null for missing.</param>
    public CanonicalForm Real(double? value) => value is { } given ? Tag(IsReal).Number(BitConverter.DoubleToInt64Bits(given)) : Tag(Missing);

    /// <summary>Writes bytes.</summary>
    /// <param name="value">The bytes; null for missing.</param>
    public CanonicalForm Bytes(byte[]? value) => value is null ? Tag(Missing) : Tag(IsBytes).Counted(value);

    /// <summary>Writes a value of a column.</summary>
    /// <param name="value">A string, long, double or byte array; null for missing.</param>
    public CanonicalForm Value(object? value) => value switch
    {
        null => Tag(Missing),
        string text => Text(text),
        long integer => Integer(integer),
        double real => Real(real),
        byte[] content => Bytes(content),
        _ => throw new ArgumentException($"no column holds a {value.GetType().Name}", nameof(value)),
    };

    /// <summary>The bytes written.</summary>
    public byte[] ToArray() => bytes.WrittenSpan.ToArray();

    /// <summary>The SHA-256 of the bytes written, as 64 lower-case hexadecimal digits.</summary>
    public string Hash() => Convert.ToHexStringLower(SHA256.HashData(bytes.WrittenSpan));

    private CanonicalForm Tag(byte tag)
    {
        bytes.Write([tag]);
        return this;
    }

    private CanonicalForm Counted(byte[] content)
    {
        Number(content.Length);
        bytes.Write(content);
        return this;
    }

    private CanonicalForm Number(long value)
    {
        Span<byte> digits = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(digits, value);
        bytes.Write(digits);
        return this;
    }
}
