using System.IO.Compression;

namespace MlOps.Codegen.Registry.Storage;

/// <summary>How files are kept: compressed where that is shorter.</summary>
internal static class BlobEncoding
{
    private const string Identity = "identity";
    private const string Brotli = "br";

    // Beyond this a compressed file is not one that the registry wrote.
    private const long MostBytes = 2L << 30;

    /// <summary>Encodes bytes.</summary>
    /// <param name="content">The bytes.</param>
    /// <returns>The encoding's name, and the encoded bytes.</returns>
    public static (string Encoding, byte[] Stored) Encode(ReadOnlyMemory<byte> content)
    {
        using var compressed = new MemoryStream();
        using (var stream = new BrotliStream(compressed, CompressionLevel.Optimal, leaveOpen: true))
        {
            stream.Write(content.Span);
        }

        return compressed.Length < content.Length ? (Brotli, compressed.ToArray()) : (Identity, content.ToArray());
    }

    /// <summary>Decodes bytes.</summary>
    /// <param name="encoding">The encoding's name.</param>
    /// <param name="stored">The encoded bytes.</param>
    /// <param name="size">How many bytes there were.</param>
    /// <exception cref="InvalidDataException">The bytes are not of that encoding, or more than were kept.</exception>
    public static byte[] Decode(string encoding, byte[] stored, long size)
    {
        if (encoding == Identity)
        {
            return stored;
        }

        if (encoding != Brotli || size is < 0 or > MostBytes)
        {
            throw new InvalidDataException($"no such encoding, or no such size: {encoding}, {size}");
        }

        using var stream = new BrotliStream(new MemoryStream(stored), CompressionMode.Decompress);
        byte[] content = new byte[size];
        int read = stream.ReadAtLeast(content, content.Length, throwOnEndOfStream: false);
        return read == size && stream.ReadByte() < 0 ? content : throw new InvalidDataException("the content has another size");
    }
}
