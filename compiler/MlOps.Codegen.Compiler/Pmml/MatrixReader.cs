using System.Collections.Immutable;
using System.Globalization;
using MlOps.Codegen.Diagnostics;

namespace MlOps.Codegen.Compiler.Pmml;

/// <summary>Reads PMML's Matrix (PMML 4.4, Statistics: Matrix), whichever way its cells are written.</summary>
internal static class MatrixReader
{
    // A square of this many cells is far beyond what a model's parameters need.
    private const int MostCells = 25_000_000;

    private static readonly KeywordSet<MatrixKind> Kinds =
        new(("diagonal", MatrixKind.Diagonal), ("symmetric", MatrixKind.Symmetric), ("any", MatrixKind.Any));

    private enum MatrixKind
    {
        Any,
        Diagonal,
        Symmetric,
    }

    /// <summary>The rows, all of one length; none after a diagnostic.</summary>
    public static ImmutableArray<ImmutableArray<double>> Read(PmmlElement element, ReadContext context)
    {
        context.Takes(element, "kind", "nbRows", "nbCols", "diagDefault", "offDiagDefault");
        MatrixKind kind = context.Keyword(element, "kind", Kinds) ?? MatrixKind.Any;
        var arrays = new List<double[]>();
        var cells = new List<(int Row, int Column, double Value)>();
        foreach (PmmlElement child in element.Children)
        {
            if (child.Name == "Array")
            {
                arrays.Add(ArrayReader.ReadNumbers(child, context));
            }
            else if (child.Name == "MatCell")
            {
                context.Takes(child, "row", "col");
                cells.Add((context.Integer(child, "row", 1, least: 1), context.Integer(child, "col", 1, least: 1), Number(child, context)));
            }
            else
            {
                context.Unexpected(child);
            }
        }

        (int rows, int columns) = Size(kind, arrays, cells);
        rows = context.Integer(element, "nbRows", rows, least: 0);
        columns = context.Integer(element, "nbCols", columns, least: 0);
        double[]? filled = (long)rows * columns > MostCells ? null : Fill(kind, rows, columns, arrays, cells, element, context);
        if (filled is null)
        {
            context.Report(DiagnosticDescriptors.InvalidArray, element.Location, string.Create(
                CultureInfo.InvariantCulture, $"the Matrix of {rows} rows and {columns} columns does not fit its cells"));
            return [];
        }

        return [.. Enumerable.Range(0, rows).Select(row => filled.AsSpan(row * columns, columns).ToImmutableArray())];
    }

    private static (int Rows, int Columns) Size(
        MatrixKind kind, List<double[]> arrays, List<(int Row, int Column, double Value)> cells)
    {
        if (kind == MatrixKind.Diagonal && arrays.Count == 1)
        {
            return (arrays[0].Length, arrays[0].Length);
        }

        return cells.Count > 0
            ? (cells.Max(cell => cell.Row), cells.Max(cell => cell.Column))
            : (arrays.Count, arrays.Select(array => array.Length).DefaultIfEmpty(0).Max());
    }

    private static double[]? Fill(
        MatrixKind kind,
        int rows,
        int columns,
        List<double[]> arrays,
        List<(int Row, int Column, double Value)> cells,
        PmmlElement element,
        ReadContext context)
    {
        double[] matrix = new double[rows * columns];
        double diagonal = context.Number(element, "diagDefault") ?? 0;
        double elsewhere = context.Number(element, "offDiagDefault") ?? 0;
        for (int i = 0; i < matrix.Length; i++)
        {
            matrix[i] = i / columns == i % columns ? diagonal : elsewhere;
        }

        bool fits = kind switch
        {
            MatrixKind.Diagonal when arrays.Count == 1 => FillDiagonal(matrix, columns, arrays[0]),
            MatrixKind.Symmetric when arrays.Exists(array => array.Length < columns) =>
                rows == columns && FillTriangle(matrix, columns, arrays),
            _ => arrays.Count == 0 || FillRows(matrix, rows, columns, arrays),
        };
        foreach ((int row, int column, double value) in cells)
        {
            if (row > rows || column > columns)
            {
                return null;
            }

            matrix[((row - 1) * columns) + column - 1] = value;
            if (kind == MatrixKind.Symmetric && row <= columns && column <= rows)
            {
                matrix[((column - 1) * columns) + row - 1] = value;
            }
        }

        return fits ? matrix : null;
    }

    private static bool FillRows(double[] matrix, int rows, int columns, List<double[]> arrays)
    {
        for (int row = 0; row < arrays.Count && row < rows; row++)
        {
            if (arrays[row].Length != columns)
            {
                return false;
            }

            arrays[row].CopyTo(matrix, row * columns);
        }

        return arrays.Count == rows;
    }

    private static bool FillDiagonal(double[] matrix, int columns, double[] diagonal)
    {
        for (int i = 0; i < diagonal.Length && (i * columns) + i < matrix.Length; i++)
        {
            matrix[(i * columns) + i] = diagonal[i];
        }

        return diagonal.Length * diagonal.Length == matrix.Length;
    }

    // Each array holds a row up to the diagonal.
    private static bool FillTriangle(double[] matrix, int columns, List<double[]> arrays)
    {
        for (int row = 0; row < arrays.Count && row < columns; row++)
        {
            if (arrays[row].Length != row + 1)
            {
                return false;
            }

            for (int column = 0; column <= row; column++)
            {
                matrix[(row * columns) + column] = arrays[row][column];
                matrix[(column * columns) + row] = arrays[row][column];
            }
        }

        return arrays.Count == columns;
    }

    private static double Number(PmmlElement cell, ReadContext context)
    {
        context.NoChildren(cell);
        if (double.TryParse(cell.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value))
        {
            return value;
        }

        context.Report(DiagnosticDescriptors.InvalidArray, cell.Location, $"'{cell.Text}' is not a finite number");
        return 0;
    }
}
