namespace MlOps.Runtime;

/// <summary>Scores rows that have some inputs of one row and the others of a baseline.</summary>
internal sealed class SwitchingGame
{
    private const int ChunkRows = 512;

    private readonly IScorer scorer;
    private readonly int output;
    private readonly object?[] row;
    private readonly object?[] baseline;
    private readonly ColumnChunk inputs;
    private readonly ColumnChunk outputs;

    public SwitchingGame(IScorer scorer, ReadOnlySpan<object?> row, ReadOnlySpan<object?> baseline, int output)
    {
        this.scorer = scorer;
        this.output = output;
        inputs = new ColumnChunk(scorer.Inputs, ChunkRows);
        outputs = new ColumnChunk(scorer.Outputs, ChunkRows);
        this.row = Typed(row);
        this.baseline = Typed(baseline);
        Differing = [.. Enumerable.Range(0, row.Length).Where(i => !Equals(this.row[i], this.baseline[i]))];
        for (int column = 0; column < row.Length; column++)
        {
            for (int i = 0; i < ChunkRows; i++)
            {
                inputs.Set(column, i, this.baseline[column]);
            }
        }
    }

    /// <summary>The positions of the inputs in which the rows differ.</summary>
    public int[] Differing { get; }

    /// <summary>Scores combinations.</summary>
    /// <param name="count">How many.</param>
    /// <param name="isSwitched">Whether a combination, from 0, has the row's value of an input, a position in <see cref="Differing"/>.</param>
    /// <param name="results">Receives a result each; NaN is missing.</param>
    public void Score(int count, Func<int, int, bool> isSwitched, double[] results)
    {
        for (int begin = 0; begin < count; begin += ChunkRows)
        {
            int rows = Math.Min(ChunkRows, count - begin);
            for (int position = 0; position < Differing.Length; position++)
            {
                int column = Differing[position];
                for (int i = 0; i < rows; i++)
                {
                    inputs.Set(column, i, isSwitched(begin + i, position) ? row[column] : baseline[column]);
                }
            }

            scorer.ScoreColumns(inputs, outputs, rows);
            for (int i = 0; i < rows; i++)
            {
                results[begin + i] = Number(outputs.Get(output, i));
            }
        }
    }

    // As the scorer sees the values, so that 1 and 1.0 are no difference.
    private object?[] Typed(ReadOnlySpan<object?> values)
    {
        object?[] typed = new object?[values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            inputs.Set(i, 0, values[i]);
            typed[i] = inputs.Get(i, 0);
        }

        return typed;
    }

    private static double Number(object? value) => value switch
    {
        double number => number,
        long number => number,
        bool flag => flag ? 1 : 0,
        _ => double.NaN,
    };
}
