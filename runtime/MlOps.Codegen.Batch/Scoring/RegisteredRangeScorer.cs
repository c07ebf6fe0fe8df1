using System.Data.Common;

namespace MlOps.Codegen.Batch.Scoring;

/// <summary>Scores by something that was registered on a connection and is taken back at the end.</summary>
/// <param name="scorer">Scores.</param>
/// <param name="unregister">Takes it back.</param>
internal sealed class RegisteredRangeScorer(IRangeScorer scorer, Action unregister) : IRangeScorer
{
    /// <inheritdoc/>
    public RangeCount Score(
        DbConnection connection, DbTransaction transaction, KeyRange range, RunIdentity run, CancellationToken cancellation) =>
        scorer.Score(connection, transaction, range, run, cancellation);

    /// <inheritdoc/>
    public void Dispose()
    {
        scorer.Dispose();
        unregister();
    }
}
