using System.Data.Common;

namespace MlOps.Codegen.Batch.Scoring;

/// <summary>Scores the rows of a range of keys and appends them to the table of scores, inside the caller's transaction.</summary>
public interface IRangeScorer : IDisposable
{
    /// <summary>Whether rows are read more than once, and must be the same each time.</summary>
    bool ReadsAgain => false;

    /// <summary>Scores a range.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="transaction">The transaction, which the caller ends.</param>
    /// <param name="range">The range.</param>
    /// <param name="run">The run.</param>
    /// <param name="cancellation">Ends the work; the caller rolls back.</param>
    /// <returns>How many rows were scored.</returns>
    RangeCount Score(DbConnection connection, DbTransaction transaction, KeyRange range, RunIdentity run, CancellationToken cancellation);
}

/// <summary>Rows that a batch scores.</summary>
/// <param name="After">The key that they lie beyond; null for none.</param>
/// <param name="UpTo">The last key.</param>
/// <param name="Conditions">Further conditions on rows called <c>source</c>, each with AND before it; empty for none.</param>
public sealed record KeyRange(object? After, object UpTo, string Conditions);

/// <summary>Which run scores are of.</summary>
/// <param name="RunId">Its number.</param>
/// <param name="Version">The version of the model.</param>
public sealed record RunIdentity(long RunId, int Version);

/// <summary>What became of a range.</summary>
/// <param name="Rows">How many rows were scored.</param>
/// <param name="Rejected">How many of them the model gave no answer: every output is missing.</param>
public sealed record RangeCount(long Rows, long Rejected);
