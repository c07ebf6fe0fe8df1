using System.Collections.Immutable;
using System.Globalization;

namespace MlOps.Codegen.Diagnostics;

/// <summary>Something the compiler has to say about one place in a source file.</summary>
public sealed record Diagnostic
{
    /// <summary>Creates a diagnostic of the given kind.</summary>
    /// <param name="descriptor">Its kind.</param>
    /// <param name="location">The place it speaks of.</param>
    /// <param name="arguments">What fills the holes of the message; long texts are cut and control characters replaced.</param>
    public Diagnostic(DiagnosticDescriptor descriptor, SourceLocation location, params ReadOnlySpan<object?> arguments)
    {
        Descriptor = descriptor;
        Location = location;
        var texts = ImmutableArray.CreateBuilder<string>(arguments.Length);
        foreach (object? argument in arguments)
        {
            texts.Add(Printable(Convert.ToString(argument, CultureInfo.InvariantCulture) ?? ""));
        }

        Arguments = texts.ToImmutable();
    }

    /// <summary>Its kind.</summary>
    public DiagnosticDescriptor Descriptor { get; }

    /// <summary>The place it speaks of.</summary>
    public SourceLocation Location { get; }

    /// <summary>What fills the holes of the message.</summary>
    public ImmutableArray<string> Arguments { get; }

    /// <summary>The stable id.</summary>
    public string Id => Descriptor.Id;

    /// <summary>How grave it is.</summary>
    public DiagnosticSeverity Severity => Descriptor.Severity;

    /// <summary>The message with its holes filled.</summary>
    public string Message =>
        string.Format(CultureInfo.InvariantCulture, Descriptor.MessageFormat, [.. Arguments]);

    /// <summary><c>file(line,column): error MLC1001: message [path]</c>: the form that editors and MSBuild recognise.</summary>
    public override string ToString()
    {
        string path = Location.Path.Length > 0 ? $" [{Printable(Location.Path)}]" : "";
        string severity = Severity switch
        {
            DiagnosticSeverity.Error => "error",
            DiagnosticSeverity.Warning => "warning",
            _ => "info",
        };
        return $"{Location}: {severity} {Id}: {Message}{path}";
    }

    // Names come from hostile files: a newline or an escape sequence in one must not forge a second line on a terminal.
    private static string Printable(string text)
    {
        const int Longest = 200;
        ReadOnlySpan<char> kept = text.Length > Longest ? text.AsSpan(0, Longest) : text;
        var result = new char[kept.Length];
        for (int i = 0; i < kept.Length; i++)
        {
            result[i] = char.IsControl(kept[i]) || kept[i] is '\u2028' or '\u2029' ? '\uFFFD' : kept[i];
        }

        return text.Length > Longest ? new string(result) + "…" : new string(result);
    }
}
