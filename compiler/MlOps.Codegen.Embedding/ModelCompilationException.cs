using System.Collections.Immutable;
using System.Text;
using MlOps.Codegen.Diagnostics;

namespace MlOps.Codegen.Embedding;

/// <summary>A model was refused: it is not valid, not supported, or cannot be computed exactly.</summary>
public sealed class ModelCompilationException : Exception
{
    private const int MostInMessage = 5;

    /// <summary>Creates the exception.</summary>
    /// <param name="path">The model's file.</param>
    /// <param name="diagnostics">Everything that the compiler had to say, at least one error.</param>
    public ModelCompilationException(string path, ImmutableArray<Diagnostic> diagnostics)
        : base(MessageOf(path, diagnostics))
    {
        Path = path;
        Diagnostics = diagnostics;
    }

    /// <summary>The model's file, as it was named.</summary>
    public string Path { get; }

    /// <summary>Everything that the compiler had to say, warnings too, each with its id, file, line and column.</summary>
    public ImmutableArray<Diagnostic> Diagnostics { get; }

    private static string MessageOf(string path, ImmutableArray<Diagnostic> diagnostics)
    {
        Diagnostic[] errors = [.. diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)];
        var text = new StringBuilder($"the model '{path}' was refused:");
        foreach (Diagnostic error in errors.Take(MostInMessage))
        {
            text.Append('\n').Append(error);
        }

        return errors.Length > MostInMessage ? text.Append($"\n… and {errors.Length - MostInMessage} more").ToString() : text.ToString();
    }
}
