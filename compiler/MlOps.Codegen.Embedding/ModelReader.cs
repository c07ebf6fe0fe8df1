using MlOps.Codegen.Compiler.Lowering;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Compiler.Pmml;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Plan;

namespace MlOps.Codegen.Embedding;

/// <summary>From a model file of any known type to a plan: the one way that the command, builds and applications take.</summary>
public static class ModelReader
{
    private delegate PipelineDocument? Reading(Stream stream, string name, DiagnosticBag diagnostics);

    // What has an extension that nobody claims is taken for PMML, which tools write under many names.
    private static readonly Dictionary<string, Reading> ByExtension = new(StringComparer.OrdinalIgnoreCase)
    {
        [".pmml"] = PmmlReader.Read,
    };

    /// <summary>Reads a file and compiles it to a plan.</summary>
    /// <param name="path">The file, whose extension says of which type it is; locations repeat it as it is.</param>
    /// <param name="name">The plan's name; null for the file's name.</param>
    /// <param name="diagnostics">Receives everything that is to be said of it.</param>
    /// <param name="ordinaryInputs">Whether it is promised that numbers are ordinary: 0 or of a magnitude from 1e-100 to 1e100, none NaN.</param>
    /// <returns>The model; null where an error was reported.</returns>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file must not be read.</exception>
    public static ReadModel? Read(string path, string? name, DiagnosticBag diagnostics, bool ordinaryInputs = false)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
        return Read(stream, path, name, diagnostics, ordinaryInputs);
    }

    /// <summary>Reads a file's bytes and compiles them to a plan.</summary>
    /// <param name="stream">The bytes. It is left open.</param>
    /// <param name="path">The file's name, whose extension says of which type it is; nothing is read there.</param>
    /// <param name="name">The plan's name; null for the file's name.</param>
    /// <param name="diagnostics">Receives everything that is to be said of it.</param>
    /// <param name="ordinaryInputs">As for a file.</param>
    /// <returns>The model; null where an error was reported.</returns>
    public static ReadModel? Read(Stream stream, string path, string? name, DiagnosticBag diagnostics, bool ordinaryInputs = false)
    {
        Reading read = ByExtension.GetValueOrDefault(Path.GetExtension(path), PmmlReader.Read);
        if (read(stream, path, diagnostics) is not { } document)
        {
            return null;
        }

        ScoringPlan? plan = PipelineCompiler.Compile(
            document, name ?? Path.GetFileNameWithoutExtension(path), diagnostics, ordinaryInputs: ordinaryInputs);
        return plan is null || diagnostics.HasErrors ? null : new ReadModel(document, plan);
    }
}
