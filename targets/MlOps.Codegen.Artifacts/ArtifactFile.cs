using System.Security.Cryptography;
using System.Text;

namespace MlOps.Codegen.Artifacts;

/// <summary>A text file of an artifact.</summary>
public sealed record ArtifactFile
{
    /// <summary>Creates a file.</summary>
    /// <param name="path">Its path inside the artifact: relative, with <c>/</c>, without <c>..</c>.</param>
    /// <param name="content">Its text; lines end in a line feed.</param>
    /// <exception cref="ArgumentException">The path would lead out of the artifact.</exception>
    public ArtifactFile(string path, string content)
    {
        bool leadsOut = path.Length == 0 || path[0] == '/' || path.Contains('\\', StringComparison.Ordinal)
            || path.Contains(':', StringComparison.Ordinal) || path.Split('/').Any(part => part is "" or "." or "..");
        if (leadsOut)
        {
            throw new ArgumentException("the path must be relative, with '/', and stay inside the artifact", nameof(path));
        }

        Path = path;
        Content = content;
    }

    /// <summary>Its path inside the artifact.</summary>
    public string Path { get; }

    /// <summary>Its text.</summary>
    public string Content { get; }

    /// <summary>SHA-256 of its bytes in UTF-8, in lower-case hexadecimal digits.</summary>
    public string Sha256 => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Content)));
}
