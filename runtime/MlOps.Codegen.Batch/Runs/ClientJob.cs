using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using MlOps.Codegen.Artifacts;
using MlOps.Codegen.Batch.Engines;
using MlOps.Codegen.Batch.Scoring;
using MlOps.Codegen.Deployment.Engines;

namespace MlOps.Codegen.Batch.Runs;

/// <summary>
/// Does a job from outside of the database: the steps are those of the servers' procedures. A batch is a transaction; what is scored is
/// read off the table of scores, so that a run goes on where its last transaction ended.
/// </summary>
/// <param name="engine">The engine.</param>
/// <param name="job">The job.</param>
/// <param name="scorer">Scores ranges.</param>
public sealed class ClientJob(JobEngine engine, JobDefinition job, IRangeScorer scorer)
{
    private const int MostAttempts = 5;

    private readonly RunLog log = new(engine, job);
    private readonly SourceSql source = new(job);

    /// <summary>Does a run, or what is left of one.</summary>
    /// <param name="connection">An open connection, without a transaction.</param>
    /// <param name="request">What is asked for.</param>
    /// <param name="progress">Is told of the run when it begins, and after each batch.</param>
    /// <param name="cancellation">Ends the run; the batch at work is rolled back, and the run can go on later.</param>
    /// <returns>The run, done.</returns>
    /// <exception cref="JobFailure">The run was refused, or ended by an error.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public JobRun Run(DbConnection connection, JobRequest request, Action<JobRun>? progress, CancellationToken cancellation)
    {
        JobRun? run = null;
        JobMetrics.Measurement measurement = JobMetrics.Begin(job);
        try
        {
            using IDisposable held = engine.TryLock(connection, job) ?? throw new JobFailure("a run of this model is at work");
            run = Begin(connection, request);
            progress?.Invoke(run);
            JobRun done = Score(connection, run, request, progress, cancellation);
            measurement.End(JobState.Done);
            return done;
        }
        catch (OperationCanceledException)
        {
            End(connection, run, measurement, JobState.Cancelled, "interrupted");
            throw;
        }
        catch (DbException exception)
        {
            string why = engine.IsRepeatedKey(exception)
                ? $"a key is repeated: every row needs one of its own. {engine.Message(exception)}"
                : engine.Message(exception);
            End(connection, run, measurement, JobState.Failed, why);
            throw new JobFailure($"{engine.Name}: {why}", exception);
        }
        catch (Exception exception) when (exception is JobFailure or EngineFailure)
        {
            End(connection, run, measurement, JobState.Failed, exception.Message);
            throw;
        }
    }

    private JobRun Begin(DbConnection connection, JobRequest request)
    {
        for (int attempt = 1; ; attempt++)
        {
            using DbTransaction transaction = connection.BeginTransaction();
            try
            {
                JobRun run = Chosen(connection, transaction, request);
                transaction.Commit();
                return run;
            }
            catch (DbException exception) when (attempt < MostAttempts && engine.IsRepeatedKey(exception))
            {
                // A run of another model took the number.
            }
        }
    }

    private JobRun Chosen(DbConnection connection, DbTransaction transaction, JobRequest request)
    {
        List<JobRun> runs = log.All(connection, transaction);
        JobRun? open = request.Run is { } wanted
            ? Asked(runs.Find(run => run.RunId == wanted), wanted, request)
            : runs.Find(run => run.State == JobState.Running && run.Version == job.Version && run.Mode == request.Mode && run.Predicate == request.Predicate);

        // Whoever was at work on these is not any more: the lock is ours.
        foreach (JobRun dead in runs.Where(run => run.State == JobState.Running && run.RunId != open?.RunId))
        {
            log.End(connection, transaction, dead.RunId, JobState.Cancelled, "interrupted, and another run began");
        }

        if (open is not null)
        {
            log.Reopen(connection, transaction, open.RunId);
            return open with { State = JobState.Running, FinishedAt = null, Error = null };
        }

        string? low = job.Watermark is null || request.Mode == JobMode.Full
            ? null
            : runs.Find(run => run is { State: JobState.Done, WatermarkHigh: not null } && run.Version == job.Version && run.Predicate == request.Predicate)?.WatermarkHigh;
        string? high = job.Watermark is null ? null : Scalar(connection, transaction, source.HighestWatermark(), CancellationToken.None)?.ToString() ?? low;
        return log.Begin(connection, transaction, request, low, high);
    }

    private JobRun Asked(JobRun? run, long id, JobRequest request)
    {
        string number = id.ToString(CultureInfo.InvariantCulture);
        if (run is null || run.State == JobState.Done)
        {
            throw new JobFailure($"there is no run {number} of this model that could go on");
        }

        if (run.Version != job.Version)
        {
            throw new JobFailure($"run {number} is one of version {run.Version}, and this job of version {job.Version}");
        }

        // Conditions come from whoever asks, never from a table that others write to.
        return run.Predicate == request.Predicate ? run : throw new JobFailure($"run {number} goes on with the predicate that it began with only");
    }

    private JobRun Score(DbConnection connection, JobRun run, JobRequest request, Action<JobRun>? progress, CancellationToken cancellation)
    {
        string conditions = source.ConditionsOf(run);
        long keyless = Convert.ToInt64(Scalar(connection, null, source.CountWithoutKey(conditions), cancellation), CultureInfo.InvariantCulture);
        if (keyless > 0)
        {
            throw new JobFailure($"{keyless} rows have no key: every row needs one of its own");
        }

        var size = new BatchSize(request.BatchRows);
        TimeSpan known = Environment.CpuUsage.TotalTime;
        object? after = Scalar(connection, null, source.Position(), cancellation, (RangeSql.Run, run.RunId));
        bool keepsUsage = log.KeepsUsage(connection);
        bool last = false;
        while (!last)
        {
            cancellation.ThrowIfCancellationRequested();
            long begun = Stopwatch.GetTimestamp();
            using DbTransaction transaction = scorer.ReadsAgain ? engine.BeginOfOneMoment(connection) : connection.BeginTransaction();
            object? upTo = Next(source.KeyOf(after is null, conditions, size.Rows));
            if (upTo is null)
            {
                last = true;
                upTo = Next(source.LastKey(after is null, conditions));
            }

            (RangeCount Count, double Seconds)? scored = null;
            if (upTo is not null)
            {
                RangeCount count = scorer.Score(
                    connection, transaction, new KeyRange(after, upTo, conditions), new RunIdentity(run.RunId, run.Version), cancellation);
                double seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
                log.Add(connection, transaction, run.RunId, count, seconds);
                TimeSpan processorTime = Environment.CpuUsage.TotalTime;
                if (keepsUsage)
                {
                    log.AddUsage(connection, transaction, run.RunId, processorTime - known, JobMetrics.PeakMemory());
                }

                known = processorTime;
                size.Learn(seconds);
                scored = (count, seconds);
            }

            if (last)
            {
                log.End(connection, transaction, run.RunId, JobState.Done, null);
            }

            transaction.Commit();
            if (scored is { } batch)
            {
                JobMetrics.Batch(job, batch.Count, batch.Seconds);
            }

            after = upTo;
            if (progress is not null || last)
            {
                run = log.Find(connection, run.RunId)!;
                progress?.Invoke(run);
            }

            object? Next(string query) => after is null
                ? Scalar(connection, transaction, query, cancellation)
                : Scalar(connection, transaction, query, cancellation, (RangeSql.After, after));
        }

        return run;
    }

    private object? Scalar(
        DbConnection connection, DbTransaction? transaction, string query, CancellationToken cancellation, params (string Name, object Value)[] parameters)
    {
        using DbCommand command = engine.Command(connection, transaction, query);
        foreach ((string name, object value) in parameters)
        {
            JobEngine.Add(command, name, value);
        }

        return engine.Read(command, cancellation) is [[var found], ..] ? found : null;
    }

    private void End(DbConnection connection, JobRun? run, JobMetrics.Measurement measurement, JobState state, string error)
    {
        try
        {
            if (run is not null)
            {
                measurement.End(state);
                log.End(connection, null, run.RunId, state, error);
            }
        }
        catch (Exception exception) when (exception is DbException or InvalidOperationException)
        {
            // Where the connection is lost, the run stays open: the next one goes on with it.
        }
    }
}
