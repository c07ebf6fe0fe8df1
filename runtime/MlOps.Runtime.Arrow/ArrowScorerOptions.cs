namespace MlOps.Runtime.Arrow;

/// <summary>How an <see cref="ArrowScorer"/> reads batches.</summary>
public sealed record ArrowScorerOptions
{
    /// <summary>
    /// The names of inputs that are missing in every row, whatever a batch has under that name: only what is named here may be absent.
    /// </summary>
    public IReadOnlyCollection<string> MissingColumns { get; init; } = [];
}
