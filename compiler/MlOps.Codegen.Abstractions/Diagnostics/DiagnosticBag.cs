using System.Collections;

namespace MlOps.Codegen.Diagnostics;

/// <summary>Collects diagnostics, so that a user sees all causes at once. Not thread-safe.</summary>
public sealed class DiagnosticBag : IReadOnlyCollection<Diagnostic>
{
    // A hostile file must not be able to make the list of complaints larger than the file.
    private const int Most = 200;

    private readonly List<Diagnostic> diagnostics = [];
    private int errorCount;

    /// <summary>How many were reported and kept.</summary>
    public int Count => diagnostics.Count;

    /// <summary>Whether any is an error.</summary>
    public bool HasErrors { get; private set; }

    /// <summary>How many were dropped because the list was full.</summary>
    public int Dropped { get; private set; }

    /// <summary>Adds a diagnostic; past 200 errors, or 200 others, it is only counted.</summary>
    /// <param name="diagnostic">What to add.</param>
    public void Add(Diagnostic diagnostic)
    {
        // Counted apart: warnings must not crowd out the error that explains a refusal.
        bool isError = diagnostic.Severity == DiagnosticSeverity.Error;
        HasErrors |= isError;
        if ((isError ? errorCount : diagnostics.Count - errorCount) < Most)
        {
            diagnostics.Add(diagnostic);
            errorCount += isError ? 1 : 0;
        }
        else
        {
            Dropped++;
        }
    }

    /// <summary>Adds all that another bag holds.</summary>
    /// <param name="other">The other bag.</param>
    public void Add(DiagnosticBag other)
    {
        foreach (Diagnostic diagnostic in other.diagnostics)
        {
            Add(diagnostic);
        }

        HasErrors |= other.HasErrors;
        Dropped += other.Dropped;
    }

    /// <summary>Reports a diagnostic.</summary>
    /// <param name="descriptor">Its kind.</param>
    /// <param name="location">The place it speaks of.</param>
    /// <param name="arguments">What fills the holes of the message.</param>
    public void Report(DiagnosticDescriptor descriptor, SourceLocation location, params ReadOnlySpan<object?> arguments) =>
        Add(new Diagnostic(descriptor, location, arguments));

    /// <inheritdoc/>
    public IEnumerator<Diagnostic> GetEnumerator() => diagnostics.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
