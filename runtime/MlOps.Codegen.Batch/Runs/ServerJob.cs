using System.Data.Common;
using MlOps.Codegen.Artifacts;
using MlOps.Codegen.Batch.Engines;
using MlOps.Codegen.Deployment.Engines;

namespace MlOps.Codegen.Batch.Runs;

/// <summary>Has a server do a job by its procedure, and watches the table of runs meanwhile.</summary>
/// <param name="engine">The engine.</param>
/// <param name="job">The job.</param>
/// <param name="connectionString">What leads to the database.</param>
/// <param name="pause">How long it waits between looks at the table of runs; null for half a second.</param>
public sealed class ServerJob(JobEngine engine, JobDefinition job, string connectionString, TimeSpan? pause = null)
{
    private static readonly TimeSpan UsualPause = TimeSpan.FromMilliseconds(500);

    // A server takes a moment to notice that somebody has gone.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly RunLog log = new(engine, job);

    /// <summary>Does a run, or what is left of one.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="progress">Is told of the run now and then, on another thread; null where nobody watches.</param>
    /// <param name="cancellation">Ends the run; the batch at work is rolled back, and the run can go on later.</param>
    /// <returns>The run, done.</returns>
    /// <exception cref="JobFailure">The run was refused, or ended by an error.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    /// <exception cref="EngineFailure">The server cannot be reached.</exception>
    public JobRun Run(JobRequest request, Action<JobRun>? progress, CancellationToken cancellation)
    {
        using DbConnection connection = engine.Open(connectionString);
        using var done = new CancellationTokenSource();
        Task watching = progress is null ? Task.CompletedTask : Task.Run(() => Watch(progress, done.Token), CancellationToken.None);
        try
        {
            return log.Find(connection, engine.Call(connection, job, request, cancellation))
                ?? throw new JobFailure("the run's line is gone");
        }
        catch (OperationCanceledException)
        {
            connection.Dispose();
            MarkCancelled();
            throw;
        }
        catch (DbException exception)
        {
            throw new JobFailure($"{engine.Name}: {engine.Message(exception)}", exception);
        }
        finally
        {
            done.Cancel();
            watching.GetAwaiter().GetResult();
        }
    }

    private async Task Watch(Action<JobRun> progress, CancellationToken done)
    {
        try
        {
            using DbConnection connection = engine.Open(connectionString);
            while (true)
            {
                await Task.Delay(pause ?? UsualPause, done).ConfigureAwait(false);
                if (log.All(connection) is [{ State: JobState.Running } run, ..])
                {
                    progress(run);
                }
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or DbException or EngineFailure)
        {
            // The run goes on unwatched.
        }
    }

    // Some servers end a procedure without letting it say so.
    private void MarkCancelled()
    {
        try
        {
            using DbConnection connection = engine.Open(connectionString);
            long begun = Environment.TickCount64;
            while (Environment.TickCount64 - begun < Patience.TotalMilliseconds)
            {
                using IDisposable? held = engine.TryLock(connection, job);
                if (held is not null)
                {
                    foreach (JobRun run in log.All(connection).Where(run => run.State == JobState.Running))
                    {
                        log.End(connection, null, run.RunId, JobState.Cancelled, "interrupted");
                    }

                    return;
                }

                Thread.Sleep(50);
            }
        }
        catch (Exception exception) when (exception is DbException or EngineFailure)
        {
            // The run stays open: the next one goes on with it.
        }
    }
}
