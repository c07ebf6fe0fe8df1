namespace MlOps.Runtime.Arrow.Tests;

/// <summary>A scorer whose outputs are its inputs.</summary>
internal sealed class Echo(params (string Name, ColumnType Type)[] columns) : IScorer
{
    public string Name => "echo";

    public IReadOnlyList<ScorerColumn> Inputs { get; } = [.. columns.Select(column => new ScorerColumn(column.Name, column.Type, column.Name))];

    public IReadOnlyList<ScorerColumn> Outputs => Inputs;

    public IReadOnlyList<BatchPath> BatchPaths => [];

    public void Score(ReadOnlySpan<object?> row, Span<object?> outputs) => row.CopyTo(outputs);

    public void ScoreBatch(ReadOnlySpan<object?[]> rows, ReadOnlySpan<object?[]> outputs)
    {
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i].CopyTo(outputs[i], 0);
        }
    }

    public void ScoreColumns(ColumnChunk inputs, ColumnChunk outputs, int rows)
    {
        for (int column = 0; column < Inputs.Count; column++)
        {
            for (int row = 0; row < rows; row++)
            {
                outputs.Set(column, row, inputs.Get(column, row));
            }
        }
    }
}
