using System.Data.Common;
using MlOps.Codegen.Batch.Runs;
using MlOps.Codegen.Cli.Jobs;
using MlOps.Codegen.Registry;
using MlOps.Codegen.Registry.Versions;

namespace MlOps.Codegen.Cli.Registry;

/// <summary>Runs of jobs, as the registry keeps them.</summary>
internal static class RunAccount
{
    /// <summary>What the registry keeps of a run.</summary>
    /// <param name="job">The job.</param>
    /// <param name="run">The run.</param>
    public static ScoringRun Of(JobTarget job, JobRun run) => new(
        job.Artifact.Target.Name,
        job.Source.Namespace,
        job.Source.Name(job.Artifact.Options.SourceSchema, job.Artifact.Options.SourceTable!),
        job.Source.Name(job.Artifact.Database.Sql.Dialect.HasSchemas ? job.Artifact.Options.Schema : null, $"{job.Artifact.Names.Stem}_scores"),
        run.RunId,
        JobNames.Of(run.Mode),
        run.Predicate,
        RegistryTime.Format(run.StartedAt),
        run.FinishedAt is { } finished ? RegistryTime.Format(finished) : null,
        JobNames.Of(run.State),
        run.Rows,
        run.Rejected,
        run.RunBy);

    /// <summary>The runs of a version that a database has, in order.</summary>
    /// <param name="job">The version's job.</param>
    public static IEnumerable<ScoringRun> Read(JobTarget job)
    {
        using DbConnection connection = job.Open();
        return [.. job.Runs(connection).Where(run => run.Version == job.Definition.Version).OrderBy(run => run.RunId).Select(run => Of(job, run))];
    }

    /// <summary>Does a run, and tells the registry of it however it ended.</summary>
    /// <param name="registry">The registry; null for none.</param>
    /// <param name="version">The version that scores; null where it is not registered.</param>
    /// <param name="job">The job.</param>
    /// <param name="change">Who and why.</param>
    /// <param name="work">Does the run.</param>
    public static JobRun Kept(ModelRegistry? registry, VersionReference? version, JobTarget job, Change change, Func<JobRun> work)
    {
        if (registry is null || version is null)
        {
            return work();
        }

        try
        {
            JobRun run = work();
            Keep(run);
            return run;
        }
        catch (Exception exception) when (exception is CommandFailure or OperationCanceledException)
        {
            using DbConnection connection = job.Open();
            if (job.Runs(connection).Find(run => run.Version == job.Definition.Version) is { State: JobState.Failed or JobState.Cancelled } ended)
            {
                Keep(ended);
            }

            throw;
        }

        void Keep(JobRun run) => RegistryOptions.Guarded(() =>
        {
            registry.RecordRun(version, Of(job, run), change);
            return ExitCodes.Done;
        });
    }
}
