using System.Data.Common;
using System.Globalization;
using MlOps.Codegen.Artifacts;
using MlOps.Codegen.Batch.Engines;
using MlOps.Codegen.Batch.Scoring;

namespace MlOps.Codegen.Batch.Runs;

/// <summary>The lines of a model in the table of runs.</summary>
/// <param name="engine">The engine.</param>
/// <param name="job">The job.</param>
public sealed class RunLog(JobEngine engine, JobDefinition job)
{
    private const string Columns =
        "run_id, version, mode, predicate, watermark_low, watermark_high, started_at, finished_at, state, rows, rejected, batches, seconds, rows_per_second, error, run_by";

    private string Mark => job.ParameterMark;

    /// <summary>The runs of the model, the newest first.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="transaction">The transaction; null for none.</param>
    public List<JobRun> All(DbConnection connection, DbTransaction? transaction = null)
    {
        using DbCommand command = engine.Command(
            connection, transaction, $"SELECT {Columns} FROM {job.RunTable} WHERE model = {Mark}model ORDER BY run_id DESC");
        JobEngine.Add(command, "model", job.Model);
        return [.. engine.Read(command, CancellationToken.None).Select(Read)];
    }

    /// <summary>A run of the model.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="id">Its number.</param>
    /// <param name="transaction">The transaction; null for none.</param>
    /// <returns>The run; null where there is none.</returns>
    public JobRun? Find(DbConnection connection, long id, DbTransaction? transaction = null)
    {
        using DbCommand command = engine.Command(
            connection, transaction, $"SELECT {Columns} FROM {job.RunTable} WHERE model = {Mark}model AND run_id = {Mark}{RangeSql.Run}");
        JobEngine.Add(command, "model", job.Model);
        JobEngine.Add(command, RangeSql.Run, id);
        return engine.Read(command, CancellationToken.None) is [var row] ? Read(row) : null;
    }

    /// <summary>Begins a run.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="transaction">The transaction.</param>
    /// <param name="request">What is asked for.</param>
    /// <param name="low">Where its watermark begins; null for none.</param>
    /// <param name="high">Where its watermark ends; null for none.</param>
    public JobRun Begin(DbConnection connection, DbTransaction transaction, JobRequest request, string? low, string? high)
    {
        string[] values = ["model", "version", "mode", "predicate", "watermark_low", "watermark_high", "started_at", "state", "run_by"];
        using DbCommand command = engine.Command(
            connection,
            transaction,
            $"""
            INSERT INTO {job.RunTable} (run_id, rows, rejected, batches, seconds, {string.Join(", ", values)})
            SELECT coalesce(max(run_id), 0) + 1, 0, 0, 0, 0, {string.Join(", ", values.Select(name => Mark + name))} FROM {job.RunTable}
            """);
        JobEngine.Add(command, "model", job.Model);
        JobEngine.Add(command, "version", job.Version);
        JobEngine.Add(command, "mode", JobNames.Of(request.Mode));
        JobEngine.Add(command, "predicate", request.Predicate);
        JobEngine.Add(command, "watermark_low", low);
        JobEngine.Add(command, "watermark_high", high);
        JobEngine.Add(command, "started_at", DateTime.UtcNow);
        JobEngine.Add(command, "state", JobNames.Of(JobState.Running));
        JobEngine.Add(command, "run_by", engine.UserOf(connection, transaction));
        command.ExecuteNonQuery();
        return All(connection, transaction)[0];
    }

    /// <summary>Adds a batch to a run.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="transaction">The batch's transaction.</param>
    /// <param name="id">The run.</param>
    /// <param name="count">What the batch scored.</param>
    /// <param name="seconds">How long it took.</param>
    public void Add(DbConnection connection, DbTransaction transaction, long id, RangeCount count, double seconds)
    {
        using DbCommand command = engine.Command(
            connection,
            transaction,
            $"""
            UPDATE {job.RunTable}
            SET rows = rows + {Mark}scored, rejected = rejected + {Mark}without, batches = batches + 1, seconds = seconds + {Mark}elapsed,
              rows_per_second = (rows + {Mark}scored) / (seconds + {Mark}elapsed)
            WHERE run_id = {Mark}{RangeSql.Run}
            """);
        JobEngine.Add(command, "scored", count.Rows);
        JobEngine.Add(command, "without", count.Rejected);
        JobEngine.Add(command, "elapsed", Math.Max(seconds, 1e-6));
        JobEngine.Add(command, RangeSql.Run, id);
        command.ExecuteNonQuery();
    }

    /// <summary>Whether what runs take can be kept: the scripts of earlier releases made no table for it, or whoever runs has no rights on it.</summary>
    /// <param name="connection">The connection, without a transaction.</param>
    public bool KeepsUsage(DbConnection connection)
    {
        try
        {
            using DbCommand command = engine.Command(connection, null, $"SELECT run_id FROM {job.RunUsageTable} WHERE run_id < 0");
            engine.Read(command, CancellationToken.None);
            return true;
        }
        catch (DbException)
        {
            return false;
        }
    }

    /// <summary>Adds what a batch took; a run that went on in another process has the time of both, and the memory of the larger one.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="transaction">The batch's transaction.</param>
    /// <param name="id">The run.</param>
    /// <param name="processor">The processor time of all threads.</param>
    /// <param name="memory">The largest working set of the process, in bytes.</param>
    public void AddUsage(DbConnection connection, DbTransaction transaction, long id, TimeSpan processor, long memory)
    {
        string run = Mark + RangeSql.Run;
        using (DbCommand begin = engine.Command(
            connection,
            transaction,
            $"INSERT INTO {job.RunUsageTable} (run_id, processor_seconds, peak_memory_bytes) SELECT r.run_id, 0, 0 FROM {job.RunTable} AS r WHERE r.run_id = {run} AND NOT EXISTS (SELECT 1 FROM {job.RunUsageTable} AS u WHERE u.run_id = {run})"))
        {
            JobEngine.Add(begin, RangeSql.Run, id);
            begin.ExecuteNonQuery();
        }

        using DbCommand command = engine.Command(
            connection,
            transaction,
            $"""
            UPDATE {job.RunUsageTable}
            SET processor_seconds = processor_seconds + {Mark}processor, peak_memory_bytes = CASE WHEN peak_memory_bytes < {Mark}memory THEN {Mark}memory ELSE peak_memory_bytes END
            WHERE run_id = {run}
            """);
        JobEngine.Add(command, "processor", processor.TotalSeconds);
        JobEngine.Add(command, "memory", memory);
        JobEngine.Add(command, RangeSql.Run, id);
        command.ExecuteNonQuery();
    }

    /// <summary>Lets a run go on.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="transaction">The transaction; null for none.</param>
    /// <param name="id">The run.</param>
    public void Reopen(DbConnection connection, DbTransaction? transaction, long id)
    {
        using DbCommand command = engine.Command(
            connection, transaction, $"UPDATE {job.RunTable} SET state = 'running', finished_at = NULL, error = NULL WHERE run_id = {Mark}{RangeSql.Run}");
        JobEngine.Add(command, RangeSql.Run, id);
        command.ExecuteNonQuery();
    }

    /// <summary>Ends a run.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="transaction">The transaction; null for none.</param>
    /// <param name="id">The run.</param>
    /// <param name="state">How it ended.</param>
    /// <param name="error">Why; null where it is done.</param>
    public void End(DbConnection connection, DbTransaction? transaction, long id, JobState state, string? error)
    {
        string why = error is null ? "NULL" : $"{Mark}why";
        using DbCommand command = engine.Command(
            connection,
            transaction,
            $"UPDATE {job.RunTable} SET state = {Mark}ended, finished_at = {Mark}at, error = {why} WHERE run_id = {Mark}{RangeSql.Run} AND state = 'running'");
        JobEngine.Add(command, "ended", JobNames.Of(state));
        JobEngine.Add(command, "at", DateTime.UtcNow);
        JobEngine.Add(command, RangeSql.Run, id);
        if (error is not null)
        {
            JobEngine.Add(command, "why", error);
        }

        command.ExecuteNonQuery();
    }

    private static JobRun Read(object?[] row) => new(
        Long(row[0]),
        (int)Long(row[1]),
        JobNames.Mode((string)row[2]!),
        (string?)row[3],
        (string?)row[4],
        (string?)row[5],
        Time(row[6])!.Value,
        Time(row[7]),
        JobNames.State((string)row[8]!),
        Long(row[9]),
        Long(row[10]),
        Long(row[11]),
        Convert.ToDouble(row[12], CultureInfo.InvariantCulture),
        row[13] is null ? null : Convert.ToDouble(row[13], CultureInfo.InvariantCulture),
        (string?)row[14],
        (string)row[15]!);

    private static long Long(object? value) => Convert.ToInt64(value, CultureInfo.InvariantCulture);

    private static DateTime? Time(object? value) => value switch
    {
        null => null,
        DateTime moment => DateTime.SpecifyKind(moment, DateTimeKind.Utc),
        string text => DateTime.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal),
        _ => throw new InvalidOperationException($"unexpected time {value.GetType().Name}"),
    };
}
