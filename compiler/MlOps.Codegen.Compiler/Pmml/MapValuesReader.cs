using System.Collections.Immutable;
using MlOps.Codegen.Compiler.Pipeline.Expressions;
using MlOps.Codegen.Diagnostics;

namespace MlOps.Codegen.Compiler.Pmml;

/// <summary>Reads MapValues and inline tables (PMML 4.4, Transformations: MapValues; Taxonomy: InlineTable).</summary>
internal static class MapValuesReader
{
    public static MapValues Read(PmmlElement element, ReadContext context)
    {
        var keys = ImmutableArray.CreateBuilder<string>();
        var columns = new List<string>();
        foreach (PmmlElement pair in element.ChildrenNamed("FieldColumnPair"))
        {
            keys.Add(context.Required(pair, "field"));
            columns.Add(Column(context.Required(pair, "column")));
        }

        if (keys.Count == 0)
        {
            context.Report(DiagnosticDescriptors.MissingElement, element, element.Name, "FieldColumnPair");
        }

        string output = Column(context.Required(element, "outputColumn"));
        var rows = Rows(element, context).Select(row => new MapValuesRow(
            [.. columns.Select(row.GetValueOrDefault)], row.GetValueOrDefault(output)));
        return new MapValues(
            keys.ToImmutable(),
            [.. rows],
            element["mapMissingTo"],
            element["defaultValue"],
            context.TypeOf(element),
            element.Location);
    }

    /// <summary>A column's name as cells bear it: some producers put their cells, and these names, in a namespace.</summary>
    public static string Column(string name) => name[(name.IndexOf(':', StringComparison.Ordinal) + 1)..];

    /// <summary>The rows of an element's InlineTable: cell texts by column; a cell that is left out is missing.</summary>
    public static IEnumerable<Dictionary<string, string>> Rows(PmmlElement element, ReadContext context)
    {
        if (element.Child("InlineTable") is not { } table)
        {
            string wanted = element.Child("TableLocator") is null ? "InlineTable" : "InlineTable (a TableLocator points outside the file)";
            context.Report(DiagnosticDescriptors.MissingElement, element, element.Name, wanted);
            yield break;
        }

        foreach (PmmlElement row in table.ChildrenNamed("row"))
        {
            var cells = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (PmmlElement cell in row.Children)
            {
                cells[cell.Name] = cell.Text;
            }

            yield return cells;
        }
    }
}
