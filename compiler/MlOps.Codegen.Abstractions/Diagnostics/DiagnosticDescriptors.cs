using System.Collections.Immutable;
using System.Reflection;

namespace MlOps.Codegen.Diagnostics;

/// <summary>The one table of everything the product can complain about; a part per thousand, in files of their own.</summary>
/// <remarks>An id that was released keeps its meaning for ever; a retired id is not used again.</remarks>
public static partial class DiagnosticDescriptors
{
    /// <summary>All descriptors, by id.</summary>
    public static ImmutableArray<DiagnosticDescriptor> All => Table.All;

    private static DiagnosticDescriptor Error(string id, string title, string messageFormat, string help) =>
        new(id, DiagnosticSeverity.Error, title, messageFormat, help);

    private static DiagnosticDescriptor Warning(string id, string title, string messageFormat, string help) =>
        new(id, DiagnosticSeverity.Warning, title, messageFormat, help);

    // A class of its own: initialisers of one partial class run file by file in an order that nobody chooses, so the table
    // could be made before the descriptors are.
    private static class Table
    {
        internal static readonly ImmutableArray<DiagnosticDescriptor> All =
        [
            .. typeof(DiagnosticDescriptors)
                .GetFields(BindingFlags.Public | BindingFlags.Static)
                .Select(field => field.GetValue(null))
                .OfType<DiagnosticDescriptor>()
                .OrderBy(descriptor => descriptor.Id, StringComparer.Ordinal),
        ];
    }
}
