using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Compiler.Pmml;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Passes;

namespace MlOps.Codegen.Embedding;

/// <summary>
/// A model as its format's reader yields it, ready to be compiled to a plan: the one way that the command, builds and applications take.
/// </summary>
public abstract record ModelSource
{
    private delegate ModelSource? Reading(Stream stream, string path, DiagnosticBag diagnostics);

    // What has an extension that nobody claims is taken for PMML, which tools write under many names.
    private static readonly Dictionary<string, Reading> ByExtension = new(StringComparer.OrdinalIgnoreCase)
    {
        [".pmml"] = ReadPmml,
    };

    /// <summary>The pipeline; null where the format has none.</summary>
    public virtual PipelineDocument? Pipeline => null;

    /// <summary>Reads a file by the reader that its extension asks for.</summary>
    /// <param name="path">The file; locations repeat its name as it is.</param>
    /// <param name="diagnostics">Receives everything that is wrong with it.</param>
    /// <returns>The model; null where an error was reported.</returns>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file must not be read.</exception>
    public static ModelSource? Read(string path, DiagnosticBag diagnostics)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
        return Read(stream, path, diagnostics);
    }

    /// <summary>Reads a file's bytes by the reader that its extension asks for.</summary>
    /// <param name="stream">The bytes. It is left open.</param>
    /// <param name="path">The file's name, for the extension and for locations; nothing is read there.</param>
    /// <param name="diagnostics">Receives everything that is wrong with it.</param>
    /// <returns>The model; null where an error was reported.</returns>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public static ModelSource? Read(Stream stream, string path, DiagnosticBag diagnostics) =>
        ByExtension.GetValueOrDefault(Path.GetExtension(path), ReadPmml)(stream, path, diagnostics);

    /// <summary>Compiles the model.</summary>
    /// <param name="name">The plan's name.</param>
    /// <param name="diagnostics">Where diagnostics go, all causes at once.</param>
    /// <param name="options">Which passes run; null for all.</param>
    /// <param name="ordinaryInputs">Whether it is promised that numbers are 0 or of a magnitude from 1e-100 to 1e100, none NaN.</param>
    /// <returns>The plan; null where there is an error.</returns>
    public abstract ScoringPlan? Compile(string name, DiagnosticBag diagnostics, PassOptions? options = null, bool ordinaryInputs = false);

    private static PmmlSource? ReadPmml(Stream stream, string path, DiagnosticBag diagnostics) =>
        PmmlReader.Read(stream, path, diagnostics) is { } document ? new PmmlSource(document) : null;
}
