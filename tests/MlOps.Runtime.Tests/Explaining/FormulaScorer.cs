namespace MlOps.Runtime.Tests.Explaining;

/// <summary>Scores by a formula of doubles.</summary>
internal sealed class FormulaScorer(int inputs, Func<double[], double> formula) : IScorer
{
    public string Name => "formula";

    public IReadOnlyList<ScorerColumn> Inputs { get; } =
        [.. Enumerable.Range(0, inputs).Select(i => new ScorerColumn($"x{i}", ColumnType.Double, $"x{i}"))];

    public IReadOnlyList<ScorerColumn> Outputs { get; } =
        [new ScorerColumn("y", ColumnType.Double, "y"), new ScorerColumn("name", ColumnType.String, "name")];

    public IReadOnlyList<BatchPath> BatchPaths => [];

    public void Score(ReadOnlySpan<object?> row, Span<object?> outputs) => throw new NotSupportedException();

    public void ScoreBatch(ReadOnlySpan<object?[]> rows, ReadOnlySpan<object?[]> outputs) => throw new NotSupportedException();

    public void ScoreColumns(ColumnChunk inputs, ColumnChunk outputs, int rows)
    {
        for (int row = 0; row < rows; row++)
        {
            outputs.Doubles(0)[row] = formula([.. Enumerable.Range(0, Inputs.Count).Select(column => inputs.Doubles(column)[row])]);
            outputs.Texts(1)[row] = "formula";
        }
    }
}
