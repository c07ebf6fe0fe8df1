using System.Security.Cryptography;
using System.Text;

namespace MlOps.Codegen.Artifacts;

/// <summary>A file of an artifact.</summary>
public sealed record ArtifactFile
{
    /// <summary>Creates a text file.</summary>
    /// <param name="path">Its path inside the artifact: names separated by <c>/</c>, none of them <c>..</c>.</param>
    /// <param name="content">Its text; stored as UTF-8.</param>
    /// <exception cref="ArgumentException">The path is empty, rooted, or leads out of the artifact.</exception>
    public ArtifactFile(string path, string content)
        : this(path, Encoding.UTF8.GetBytes(content))
    {
    }

    /// <summary>Creates a file.</summary>
    /// <param name="path">Its path inside the artifact: names separated by <c>/</c>, none of them <c>..</c>.</param>
    /// <param name="content">Its bytes.</param>
    /// <exception cref="ArgumentException">The path is empty, rooted, or leads out of the artifact.</exception>
    public ArtifactFile(string path, ReadOnlyMemory<byte> content)
    {
        if (!IsInside(path))
        {
            throw new ArgumentException($"'{path}' is no path inside an artifact", nameof(path));
        }

        Path = path;
        Content = content;
    }

    /// <summary>Its path inside the artifact, with <c>/</c>.</summary>
    public string Path { get; }

    /// <summary>Its bytes.</summary>
    public ReadOnlyMemory<byte> Content { get; }

    /// <summary>The SHA-256 of its bytes, as 64 hexadecimal digits.</summary>
    public string Hash => HashOf(Content.Span);

    /// <summary>The SHA-256 of bytes.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <returns>64 lower-case hexadecimal digits.</returns>
    public static string HashOf(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <summary>Whether a path stays inside the folder that it starts from.</summary>
    /// <param name="path">The path.</param>
    internal static bool IsInside(string path) =>
        path.Length > 0
        && !path.AsSpan().ContainsAny("\\:")
        && !path.Any(char.IsControl)
        && path.Split('/').All(name => name is not ("" or "." or ".."));
}
