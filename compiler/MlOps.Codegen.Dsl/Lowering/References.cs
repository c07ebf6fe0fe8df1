using System.Collections.Immutable;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Dsl.Checking;
using MlOps.Codegen.Dsl.Syntax;

namespace MlOps.Codegen.Dsl.Lowering;

/// <summary>Follows references from source to source.</summary>
internal static class References
{
    /// <summary>The column that names lead to: references, then a column.</summary>
    /// <param name="names">The names.</param>
    /// <param name="from">The source that they start from.</param>
    /// <param name="at">Where they stand.</param>
    /// <param name="declarations">What the pipeline declares.</param>
    /// <param name="diagnostics">Receives what is wrong with them.</param>
    /// <returns>The references and the column; null after a diagnostic.</returns>
    public static (ImmutableArray<ReferenceDeclaration> Path, ColumnSyntax Column)? Follow(
        ReadOnlySpan<string> names, SourceDeclaration from, SourceLocation at, Declarations declarations, DiagnosticBag diagnostics)
    {
        var path = ImmutableArray.CreateBuilder<ReferenceDeclaration>();
        foreach (string name in names[..^1])
        {
            if (!from.References.TryGetValue(name, out ReferenceDeclaration? reference))
            {
                diagnostics.Report(
                    DiagnosticDescriptors.UnknownName, at, "reference", name, $" of '{from.Name}'" + Declarations.Hint(name, from.References.Keys));
                return null;
            }

            path.Add(reference);
            from = declarations.Sources[reference.Target];
        }

        if (from.Column(names[^1]) is not { } column)
        {
            diagnostics.Report(
                DiagnosticDescriptors.UnknownName, at, "column", names[^1], $" of '{from.Name}'" + Declarations.Hint(names[^1], from.Syntax.Columns.Select(candidate => candidate.Name)));
            return null;
        }

        return (path.ToImmutable(), column);
    }

    /// <summary>The shortest ways from a source to another one; none where there is no way.</summary>
    public static ImmutableArray<ImmutableArray<ReferenceDeclaration>> Paths(SourceDeclaration from, string to, Declarations declarations)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal) { from.Name };
        List<(SourceDeclaration At, ImmutableArray<ReferenceDeclaration> Path)> front = [(from, [])];
        while (front.Count > 0)
        {
            var next = new List<(SourceDeclaration At, ImmutableArray<ReferenceDeclaration> Path)>();
            foreach ((SourceDeclaration at, ImmutableArray<ReferenceDeclaration> path) in front)
            {
                next.AddRange(at.References.Values.OrderBy(reference => reference.Name, StringComparer.Ordinal)
                    .Where(reference => !seen.Contains(reference.Target))
                    .Select(reference => (declarations.Sources[reference.Target], path.Add(reference))));
            }

            ImmutableArray<ImmutableArray<ReferenceDeclaration>> found = [.. next.Where(step => step.At.Name == to).Select(step => step.Path)];
            if (!found.IsEmpty)
            {
                return found;
            }

            seen.UnionWith(next.Select(step => step.At.Name));
            front = next;
        }

        return [];
    }
}
