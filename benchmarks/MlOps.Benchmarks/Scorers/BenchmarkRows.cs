namespace MlOps.Benchmarks.Scorers;

/// <summary>Rows of random numbers in the forms that contenders take. Numbers are binary32; NaN is missing.</summary>
public sealed class BenchmarkRows
{
    /// <summary>How many categories a coded column has.</summary>
    public const int CodeCount = 40;

    /// <summary>Makes rows.</summary>
    /// <param name="seed">Where random numbers start.</param>
    /// <param name="count">How many rows.</param>
    /// <param name="columns">How many columns.</param>
    /// <param name="coded">How many of the first columns hold codes of categories.</param>
    /// <param name="missing">Which part of the numbers is missing.</param>
    public BenchmarkRows(int seed, int count, int columns, int coded, double missing)
    {
        var random = new Random(seed);
        Count = count;
        CodedColumns = coded;
        Columns = [.. Enumerable.Range(0, columns).Select(column => (float[])[.. Enumerable.Range(0, count).Select(_ =>
            random.NextDouble() < missing ? float.NaN : column < coded ? random.Next(CodeCount) : random.NextSingle())])];
        WideColumns = [.. Columns.Select(column => (double[])[.. column.Select(value => (double)value)])];
        Flat = new float[count * columns];
        Rows = new double[count][];
        for (int row = 0; row < count; row++)
        {
            Rows[row] = [.. Columns.Select(column => (double)column[row])];
            for (int column = 0; column < columns; column++)
            {
                Flat[(row * columns) + column] = Columns[column][row];
            }
        }
    }

    /// <summary>How many rows.</summary>
    public int Count { get; }

    /// <summary>How many of the first columns hold codes.</summary>
    public int CodedColumns { get; }

    /// <summary>Column after column.</summary>
    public float[][] Columns { get; }

    /// <summary>The same in double.</summary>
    public double[][] WideColumns { get; }

    /// <summary>Row after row, in one array.</summary>
    public float[] Flat { get; }

    /// <summary>An array per row.</summary>
    public double[][] Rows { get; }
}
