using MlOps.Codegen.Diagnostics;

namespace MlOps.Codegen.Compiler.Pmml;

/// <summary>Reads the rows of an InlineTable.</summary>
internal static class InlineTableReader
{
    /// <summary>A column's name without the prefix that JPMML gives to cells.</summary>
    public static string ColumnName(string name) => name[(name.IndexOf(':', StringComparison.Ordinal) + 1)..];

    /// <summary>The table among an element's children; null and reported where it has none.</summary>
    public static PmmlElement? Find(PmmlElement parent, ReadContext context)
    {
        PmmlElement? table = parent.Child("InlineTable");
        if (parent.Child("TableLocator") is { } locator)
        {
            context.Unsupported(locator, "TableLocator", "tables outside the file are not read");
        }
        else if (table is null)
        {
            context.Report(DiagnosticDescriptors.MissingElement, parent.Location, parent.Name, "an InlineTable");
        }

        return table;
    }

    /// <summary>The rows: a text per column, null where a row has no cell for it.</summary>
    /// <param name="table">The InlineTable.</param>
    /// <param name="columns">The columns wanted, without prefixes; cells of others are passed over.</param>
    /// <param name="context">The reading.</param>
    public static IEnumerable<string?[]> Rows(PmmlElement table, string[] columns, ReadContext context)
    {
        context.Takes(table);
        var positions = new Dictionary<string, List<int>>();
        for (int i = 0; i < columns.Length; i++)
        {
            if (!positions.TryGetValue(columns[i], out List<int>? found))
            {
                positions[columns[i]] = found = [];
            }

            found.Add(i);
        }

        for (PmmlElement? row = table.FirstChild; row is not null; row = row.NextSibling)
        {
            if (row.Name != "row")
            {
                context.Unexpected(row);
                continue;
            }

            var cells = new string?[columns.Length];
            foreach (PmmlElement cell in row.Children)
            {
                if (positions.TryGetValue(cell.Name, out List<int>? wanted))
                {
                    Fill(cells, wanted, cell, context);
                }
            }

            yield return cells;
        }
    }

    private static void Fill(string?[] cells, List<int> wanted, PmmlElement cell, ReadContext context)
    {
        string? problem =
            cell.FirstChild is not null ? $"the cell '{cell.Name}' holds elements"
            : cells[wanted[0]] is not null ? $"the row has two cells '{cell.Name}'"
            : null;
        if (problem is not null)
        {
            context.Report(DiagnosticDescriptors.InvalidTable, cell.Location, problem);
        }

        foreach (int position in wanted)
        {
            cells[position] = cell.Text;
        }
    }
}
