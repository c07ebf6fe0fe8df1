using System.Text;
using MlOps.Codegen.Diagnostics;

namespace MlOps.Codegen.Architecture.Tests.Diagnostics;

/// <summary>Writes docs/diagnostics.md from the descriptor table.</summary>
internal static class DiagnosticDocumentation
{
    private static readonly (char Thousand, string Heading)[] Parts =
    [
        ('1', "1xxx: reading a model file"),
        ('2', "2xxx: passes over the pipeline and the plan"),
        ('3', "3xxx: from the pipeline to the scoring plan"),
        ('4', "4xxx: from the plan to a target's code"),
        ('5', "5xxx: deployment and run time"),
    ];

    /// <summary>Writes the page.</summary>
    /// <param name="descriptors">The table, by id.</param>
    /// <returns>Markdown with line feeds.</returns>
    public static string Write(IEnumerable<DiagnosticDescriptor> descriptors)
    {
        var text = new StringBuilder();
        text.Append("""
            # Diagnostics

            What `mlops` can complain about, by id. A message reads `file(line,column): error MLC1001: message [element path]`;
            `{0}`, `{1}` and so on stand for what is named in it. A model with an error is refused: no artifact is made. An id
            keeps its meaning for ever.

            This page is generated from the table in `compiler/MlOps.Codegen.Abstractions/Diagnostics`; do not edit it.

            """);
        foreach (IGrouping<char, DiagnosticDescriptor> part in descriptors.GroupBy(descriptor => descriptor.Id[3]))
        {
            text.Append($"\n## {Parts.Single(candidate => candidate.Thousand == part.Key).Heading}\n");
            foreach (DiagnosticDescriptor descriptor in part)
            {
                text.Append($"\n### {descriptor.Id}\n\n**{descriptor.Title}** ({SeverityName(descriptor.Severity)})\n\n");
                text.Append($"Message: {CodeSpan(descriptor.MessageFormat)}\n\n{descriptor.Help}\n");
            }
        }

        return text.ToString();
    }

    private static string SeverityName(DiagnosticSeverity severity) => severity switch
    {
        DiagnosticSeverity.Error => "error",
        DiagnosticSeverity.Warning => "warning",
        DiagnosticSeverity.Information => "information",
        _ => throw new ArgumentOutOfRangeException(nameof(severity), severity, null),
    };

    private static string CodeSpan(string text) =>
        text.Contains('`', StringComparison.Ordinal) ? $"`` {text} ``" : $"`{text}`";
}
