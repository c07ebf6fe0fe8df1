using System.Collections.Frozen;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Dsl.Syntax;

namespace MlOps.Codegen.Dsl.Checking;

/// <summary>What must hold of sources and their columns.</summary>
internal static class SourceChecks
{
    // A double holds so many decimal digits exactly.
    private const int MostDigits = 15;

    public static void Column(ColumnSyntax column, DiagnosticBag diagnostics)
    {
        if (column.Type == "decimal" && column.Digits is not { Precision: >= 1 and <= MostDigits, Scale: >= 0 and <= FormulaType.MostScale })
        {
            diagnostics.Report(DiagnosticDescriptors.InvalidDeclaration, column.TypeLocation, "a decimal says its digits: decimal(1 to 15, 0 to 9)");
        }
        else if (column.Digits is { } digits && (column.Type != "decimal" || digits.Scale > digits.Precision))
        {
            diagnostics.Report(
                DiagnosticDescriptors.InvalidDeclaration, column.TypeLocation,
                column.Type == "decimal" ? "a decimal has more digits than stand after its point" : $"'{column.Type}' takes no digits");
        }

        if (column.IsEventTime && column.Type is not "timestamp")
        {
            diagnostics.Report(DiagnosticDescriptors.InvalidDeclaration, column.Location, $"an event time is a timestamp, and '{column.Name}' is of type {column.Type}");
        }

        if (column.Zone is not null && column.Type is not "timestamp")
        {
            diagnostics.Report(DiagnosticDescriptors.InvalidDeclaration, column.Location, $"only timestamps are of a zone, and '{column.Name}' is of type {column.Type}");
        }

        if (column.Zone is not null && column.IsKey)
        {
            diagnostics.Report(DiagnosticDescriptors.InvalidDeclaration, column.Location, $"the key '{column.Name}' is compared as it stands: it is of no zone");
        }

        if (column.IsKey && column.IsNullable)
        {
            diagnostics.Report(DiagnosticDescriptors.InvalidDeclaration, column.Location, $"the key '{column.Name}' cannot be missing: take the '?' away");
        }

        if (column.IsKey && column.Type is "double" or "float" or "decimal")
        {
            diagnostics.Report(DiagnosticDescriptors.InvalidDeclaration, column.Location, $"a key is compared, and '{column.Name}' is a fraction: take an integer or a text");
        }

        if (!column.Values.IsEmpty && column.Type is not ("text" or "integer"))
        {
            diagnostics.Report(DiagnosticDescriptors.InvalidDeclaration, column.Location, $"only texts and integers list their values, and '{column.Name}' is of type {column.Type}");
        }

        foreach (Formula value in column.Values.Where(value => column.Type == "text" ? value is not TextFormula : column.Type == "integer" && Constants.Whole(value) is null))
        {
            diagnostics.Report(DiagnosticDescriptors.InvalidLiteral, value.Location, $"a value of '{column.Name}' is of type {column.Type}");
        }
    }

    /// <summary>The key that a column refers to, or refers to a part of; null after a diagnostic.</summary>
    public static ColumnSyntax[]? Target(
        ColumnSyntax column, NameFormula target, FrozenDictionary<string, SourceStatement> sources, DiagnosticBag diagnostics)
    {
        if (!sources.TryGetValue(target.Names[0], out SourceStatement? source))
        {
            diagnostics.Report(
                DiagnosticDescriptors.UnknownName, target.Location, "source", target.Names[0], Declarations.Hint(target.Names[0], sources.Keys));
            return null;
        }

        ColumnSyntax[] key = [.. source.Columns.Where(candidate => candidate.IsKey)];
        string keys = string.Join(" and ", key.Select(own => $"'{own.Name}'"));
        string? wrong = key.Length == 0 ? $"'{source.Name}' has no key that could be referred to"
            : target.Names.Length > 2 || (target.Names.Length == 2 && !Array.Exists(key, own => own.Name == target.Names[1]))
                ? $"a reference leads to the key of '{source.Name}', which is {keys}"
            : key.Length > 1 && target.Names.Length == 1
                ? $"the key of '{source.Name}' is {keys}: a column says which of them it holds, as in 'references {source.Name}.{key[0].Name}'"
            : null;
        if (wrong is not null)
        {
            diagnostics.Report(DiagnosticDescriptors.InvalidDeclaration, target.Location, wrong);
            return null;
        }

        ColumnSyntax part = target.Names.Length == 2 ? Array.Find(key, own => own.Name == target.Names[1])! : key[0];
        if (part.Type != column.Type)
        {
            diagnostics.Report(
                DiagnosticDescriptors.InvalidDeclaration, column.Location,
                $"'{column.Name}' is of type {column.Type}, and the key of '{source.Name}' of type {part.Type}");
            return null;
        }

        return key;
    }

    public static void Source(SourceStatement source, DiagnosticBag diagnostics)
    {
        if (source.Columns.IsEmpty)
        {
            diagnostics.Report(DiagnosticDescriptors.InvalidDeclaration, source.Location, $"the source '{source.Name}' has no columns");
        }

        if (source.Table.Length > 2)
        {
            diagnostics.Report(DiagnosticDescriptors.InvalidDeclaration, source.Location, "a table's name has at most two parts, a schema and a table");
        }

        foreach (ColumnSyntax other in source.Columns.Where(column => column.IsEventTime).Skip(1))
        {
            diagnostics.Report(DiagnosticDescriptors.InvalidDeclaration, other.Location, $"the source '{source.Name}' has an event time already");
        }
    }
}
