using System.Collections.Immutable;
using MlOps.Codegen.Diagnostics;

namespace MlOps.Codegen.Plan.Sources;

/// <summary>A type of model files.</summary>
/// <param name="Name">Its name, for messages.</param>
/// <param name="Extension">The extension of its files, with the dot; capitals do not matter.</param>
/// <param name="Reader">Reads the file's bytes; the name is for locations. Null where an error was reported.</param>
public sealed record ModelFormat(string Name, string Extension, Func<Stream, string, DiagnosticBag, ModelSource?> Reader)
{
    /// <summary>Reads a file by the format that its extension asks for.</summary>
    /// <param name="path">The file; locations repeat its name as it is.</param>
    /// <param name="formats">What is known. The first is taken for files whose extension nobody claims: tools write PMML under many names.</param>
    /// <param name="diagnostics">Receives everything that is wrong with it.</param>
    /// <returns>The model; null where an error was reported.</returns>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file must not be read.</exception>
    public static ModelSource? Read(string path, ImmutableArray<ModelFormat> formats, DiagnosticBag diagnostics)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
        return Read(stream, path, formats, diagnostics);
    }

    /// <summary>Reads a file's bytes by the format that its extension asks for.</summary>
    /// <param name="stream">The bytes. It is left open.</param>
    /// <param name="path">The file's name, for the extension and for locations; nothing is read there.</param>
    /// <param name="formats">As for a file.</param>
    /// <param name="diagnostics">Receives everything that is wrong with it.</param>
    /// <returns>The model; null where an error was reported.</returns>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public static ModelSource? Read(Stream stream, string path, ImmutableArray<ModelFormat> formats, DiagnosticBag diagnostics)
    {
        string extension = Path.GetExtension(path);
        ModelFormat format = formats.FirstOrDefault(item => item.Extension.Equals(extension, StringComparison.OrdinalIgnoreCase)) ?? formats[0];
        return format.Reader(stream, path, diagnostics);
    }
}
