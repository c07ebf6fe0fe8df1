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

    public static bool Target(
        ColumnSyntax column, NameFormula target, FrozenDictionary<string, SourceStatement> sources, DiagnosticBag diagnostics)
    {
        if (!sources.TryGetValue(target.Names[0], out SourceStatement? source))
        {
            diagnostics.Report(
                DiagnosticDescriptors.UnknownName, target.Location, "source", target.Names[0], Declarations.Hint(target.Names[0], sources.Keys));
            return false;
        }

        ColumnSyntax[] key = [.. source.Columns.Where(candidate => candidate.IsKey)];
        if (key.Length != 1 || target.Names.Length > 2 || (target.Names.Length == 2 && target.Names[1] != key[0].Name))
        {
            diagnostics.Report(
                DiagnosticDescriptors.InvalidDeclaration, target.Location,
                key.Length == 1 ? $"a reference leads to the key of '{source.Name}', which is '{key[0].Name}'" : $"'{source.Name}' has no key of one column that could be referred to");
            return false;
        }

        if (key[0].Type != column.Type)
        {
            diagnostics.Report(
                DiagnosticDescriptors.InvalidDeclaration, column.Location,
                $"'{column.Name}' is of type {column.Type}, and the key of '{source.Name}' of type {key[0].Type}");
            return false;
        }

        return true;
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
