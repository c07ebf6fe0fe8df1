namespace MlOps.Runtime;

/// <summary>Shows a scorer whose columns are known only at run time as one of rows of objects, for hosts and streams.</summary>
/// <param name="scorer">The scorer; rows are as <see cref="IScorer.Score"/> takes and gives them.</param>
public sealed class RowScorer(IScorer scorer) : IScorer<object?[], object?[]>
{
    /// <inheritdoc/>
    public string Name => scorer.Name;

    /// <summary>The scorer itself, for callers that score columns.</summary>
    public IScorer Scorer => scorer;

    /// <inheritdoc/>
    public object?[] Score(in object?[] input)
    {
        object?[] outputs = new object?[scorer.Outputs.Count];
        scorer.Score(input, outputs);
        return outputs;
    }

    /// <inheritdoc/>
    public void ScoreBatch(ReadOnlySpan<object?[]> rows, Span<object?[]> results)
    {
        BatchRoom.CheckLengths(rows.Length, results.Length);
        for (int i = 0; i < rows.Length; i++)
        {
            results[i] = new object?[scorer.Outputs.Count];
        }

        scorer.ScoreBatch(rows, results[..rows.Length]);
    }
}
