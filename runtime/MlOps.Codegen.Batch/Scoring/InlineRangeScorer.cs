using System.Data.Common;
using MlOps.Codegen.Artifacts;
using MlOps.Codegen.Batch.Engines;

namespace MlOps.Codegen.Batch.Scoring;

/// <summary>Scores by the SQL that was generated: rows do not leave the engine.</summary>
/// <param name="engine">The engine.</param>
/// <param name="job">The job.</param>
public sealed class InlineRangeScorer(JobEngine engine, JobDefinition job) : IRangeScorer
{
    private readonly RangeSql sql = new(job);

    // A large model's query takes an engine long to read: a command that stays keeps what was made of it.
    private readonly Dictionary<(bool First, string Conditions), DbCommand> commands = [];

    /// <inheritdoc/>
    public RangeCount Score(DbConnection connection, DbTransaction transaction, KeyRange range, RunIdentity run, CancellationToken cancellation)
    {
        DbCommand insert = Insert(connection, range.After is null, range.Conditions);
        insert.Transaction = transaction;
        insert.Parameters[RangeSql.Run].Value = run.RunId;
        insert.Parameters[RangeSql.UpTo].Value = range.UpTo;
        if (range.After is not null)
        {
            insert.Parameters[RangeSql.After].Value = range.After;
        }

        engine.Execute(insert, cancellation);
        return RangeCounting.Count(engine, job, connection, transaction, range, run, cancellation);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (DbCommand command in commands.Values)
        {
            command.Dispose();
        }

        commands.Clear();
    }

    private DbCommand Insert(DbConnection connection, bool first, string conditions)
    {
        if (commands.TryGetValue((first, conditions), out DbCommand? known) && known.Connection == connection)
        {
            return known;
        }

        DbCommand command = engine.Command(connection, null, sql.Insert(job.ScoresOfRange(key => sql.Within(key, first), conditions)));
        foreach (string name in first ? (string[])[RangeSql.Run, RangeSql.UpTo] : [RangeSql.Run, RangeSql.UpTo, RangeSql.After])
        {
            JobEngine.Add(command, name, null);
        }

        return commands[(first, conditions)] = command;
    }
}
