using System.Collections.Immutable;
using MlOps.Codegen.Compiler.Pipeline.Expressions;
using MlOps.Codegen.Diagnostics;

namespace MlOps.Codegen.Compiler.Pmml;

/// <summary>Reads MapValues with its table.</summary>
internal static class MapValuesReader
{
    /// <summary>Reads the element.</summary>
    public static MapValues Read(PmmlElement element, ReadContext context)
    {
        context.Takes(element, "mapMissingTo", "defaultValue", "outputColumn", "dataType");
        ImmutableArray<string>.Builder keys = ImmutableArray.CreateBuilder<string>();
        var columns = new List<string>();
        foreach (PmmlElement child in element.Children)
        {
            switch (child.Name)
            {
                case "FieldColumnPair":
                    context.Takes(child, "field", "column");
                    context.NoChildren(child);
                    keys.Add(context.RequiredText(child, "field"));
                    columns.Add(InlineTableReader.ColumnName(context.RequiredText(child, "column")));
                    break;
                case "InlineTable" or "TableLocator":
                    break;
                default:
                    context.Unexpected(child);
                    break;
            }
        }

        if (keys.Count == 0)
        {
            context.Report(DiagnosticDescriptors.MissingElement, element.Location, element.Name, "a FieldColumnPair");
        }

        columns.Add(InlineTableReader.ColumnName(context.RequiredText(element, "outputColumn")));
        return new MapValues(
            keys.ToImmutable(),
            ReadRows(element, [.. columns], context),
            element.Attribute("mapMissingTo"),
            element.Attribute("defaultValue"),
            context.Keyword(element, "dataType", Keywords.DataType),
            element.Location);
    }

    private static ImmutableArray<MapValuesRow> ReadRows(PmmlElement element, string[] columns, ReadContext context)
    {
        if (InlineTableReader.Find(element, context) is not { } table)
        {
            return [];
        }

        ImmutableArray<MapValuesRow>.Builder rows = ImmutableArray.CreateBuilder<MapValuesRow>();
        var seen = new bool[columns.Length];
        foreach (string?[] cells in InlineTableReader.Rows(table, columns, context))
        {
            for (int i = 0; i < cells.Length; i++)
            {
                seen[i] |= cells[i] is not null;
            }

            rows.Add(new MapValuesRow([.. cells.AsSpan(0, cells.Length - 1)], cells[^1]));
        }

        // A cell may be left out of a row; a column that no row has is a slip of the pen.
        for (int i = 0; i < columns.Length && rows.Count > 0; i++)
        {
            if (!seen[i])
            {
                context.Report(
                    DiagnosticDescriptors.InvalidTable, table.Location, $"no row has a cell of the column '{columns[i]}'");
            }
        }

        return rows.ToImmutable();
    }
}
