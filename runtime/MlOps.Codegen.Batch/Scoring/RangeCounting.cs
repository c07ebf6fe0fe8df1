using System.Data.Common;
using System.Globalization;
using MlOps.Codegen.Artifacts;
using MlOps.Codegen.Batch.Engines;

namespace MlOps.Codegen.Batch.Scoring;

/// <summary>Counts what was written, by reading it: the same for every way of scoring.</summary>
public static class RangeCounting
{
    /// <summary>Counts the scores of a range.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="job">The job.</param>
    /// <param name="connection">The connection.</param>
    /// <param name="transaction">The transaction that wrote them.</param>
    /// <param name="range">The range.</param>
    /// <param name="run">The run.</param>
    /// <param name="cancellation">Ends the work.</param>
    public static RangeCount Count(
        JobEngine engine,
        JobDefinition job,
        DbConnection connection,
        DbTransaction transaction,
        KeyRange range,
        RunIdentity run,
        CancellationToken cancellation)
    {
        using DbCommand count = engine.Command(connection, transaction, new RangeSql(job).Count(range.After is null));
        JobEngine.Add(count, RangeSql.Run, run.RunId);
        JobEngine.Add(count, RangeSql.UpTo, range.UpTo);
        if (range.After is not null)
        {
            JobEngine.Add(count, RangeSql.After, range.After);
        }

        object?[] row = engine.Read(count, cancellation)[0];
        return new RangeCount(Convert.ToInt64(row[0], CultureInfo.InvariantCulture), Convert.ToInt64(row[1], CultureInfo.InvariantCulture));
    }
}
