using System.Collections.Immutable;
using MlOps.Codegen.Diagnostics;

namespace MlOps.Codegen.Compiler.Pmml;

/// <summary>Reads PMML's Matrix: arrays row by row, or single cells with defaults for the others.</summary>
internal static class MatrixReader
{
    private enum Kind
    {
        Any,
        Diagonal,
        Symmetric,
    }

    private static readonly KeywordSet<Kind> Kinds =
        new(("any", Kind.Any), ("diagonal", Kind.Diagonal), ("symmetric", Kind.Symmetric));

    // A file could ask for more cells than there is memory for.
    private const int MostRows = 10_000;

    /// <summary>The rows, all of one length.</summary>
    public static ImmutableArray<ImmutableArray<double>> Read(PmmlElement matrix, ReadContext context)
    {
        context.Takes(matrix, "kind", "nbRows", "nbCols", "diagDefault", "offDiagDefault");
        Kind kind = context.Keyword(matrix, "kind", Kinds) ?? Kind.Any;
        var arrays = new List<double[]>();
        var cells = new List<(int Row, int Column, double Value)>();
        foreach (PmmlElement child in matrix.Children)
        {
            if (child.Name == "Array")
            {
                arrays.Add(ArrayReader.ReadNumbers(child, context));
            }
            else if (child.Name == "MatCell")
            {
                cells.Add(ReadCell(child, context));
            }
            else
            {
                context.Unexpected(child);
            }
        }

        double[][]? rows = arrays.Count > 0 ? FromArrays(arrays, kind) : FromCells(matrix, cells, kind, context);
        if (rows is null || rows.Length == 0 || Array.Exists(rows, row => row.Length != rows[0].Length))
        {
            context.Report(DiagnosticDescriptors.InvalidArray, matrix.Location, "the rows of the matrix are not equally long");
            return [];
        }

        return [.. rows.Select(row => row.ToImmutableArray())];
    }

    private static (int Row, int Column, double Value) ReadCell(PmmlElement element, ReadContext context)
    {
        context.Takes(element, "row", "col");
        context.NoChildren(element);
        if (!double.TryParse(element.Text, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out double value)
            || !double.IsFinite(value))
        {
            context.Report(DiagnosticDescriptors.InvalidArray, element.Location, $"'{element.Text}' is not a finite number");
            value = 0;
        }

        return (context.Integer(element, "row", 1, least: 1), context.Integer(element, "col", 1, least: 1), value);
    }

    // A diagonal matrix is one array; a symmetric one is the lower left triangle with the diagonal.
    private static double[][]? FromArrays(List<double[]> arrays, Kind kind)
    {
        switch (kind)
        {
            case Kind.Any:
                return [.. arrays];
            case Kind.Diagonal when arrays.Count == 1:
                double[] diagonal = arrays[0];
                return [.. diagonal.Select((value, i) => diagonal.Select((_, j) => i == j ? value : 0).ToArray())];
            case Kind.Symmetric when arrays.Index().All(row => row.Item.Length == row.Index + 1):
                return [.. arrays.Select((_, i) => arrays.Select((_, j) => i >= j ? arrays[i][j] : arrays[j][i]).ToArray())];
            case Kind.Symmetric when arrays.TrueForAll(row => row.Length == arrays.Count):
                // Some tools write all of it.
                return [.. arrays];
            default:
                return null;
        }
    }

    private static double[][]? FromCells(
        PmmlElement matrix, List<(int Row, int Column, double Value)> cells, Kind kind, ReadContext context)
    {
        int height = context.Integer(matrix, "nbRows", cells.Select(cell => cell.Row).DefaultIfEmpty(0).Max(), least: 1);
        int width = context.Integer(matrix, "nbCols", cells.Select(cell => cell.Column).DefaultIfEmpty(0).Max(), least: 1);
        if (height > MostRows || width > MostRows || cells.Exists(cell => cell.Row > height || cell.Column > width))
        {
            return null;
        }

        double diagonal = context.Number(matrix, "diagDefault") ?? 0;
        double other = context.Number(matrix, "offDiagDefault") ?? 0;
        double[][] rows = [.. Enumerable.Range(0, height).Select(i => Enumerable.Range(0, width).Select(j => i == j ? diagonal : other).ToArray())];
        foreach ((int row, int column, double value) in cells)
        {
            rows[row - 1][column - 1] = value;
            if (kind == Kind.Symmetric && column <= height && row <= width)
            {
                rows[column - 1][row - 1] = value;
            }
        }

        return rows;
    }
}
