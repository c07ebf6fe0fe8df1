using System.Data.Common;
using System.Globalization;
using MlOps.Codegen.Artifacts;
using MlOps.Codegen.Batch.Engines;
using MlOps.Codegen.Deployment.EngineFunctions;
using MlOps.Codegen.Deployment.Engines;
using MlOps.Codegen.Deployment.Streams;
using Npgsql;

namespace MlOps.Codegen.Batch.Scoring;

/// <summary>Streams the rows of a range out of PostgreSQL, through a compiled scorer, and back, inside the batch's transaction.</summary>
/// <param name="engine">The engine.</param>
/// <param name="job">The job.</param>
/// <param name="compiled">The scorer.</param>
internal sealed class StreamedRangeScorer(JobEngine engine, JobDefinition job, CompiledScoring compiled) : IRangeScorer
{
    // The run, the key and the version.
    private const int Carried = 3;

    private readonly RangeSql sql = new(job);

    /// <inheritdoc/>
    public RangeCount Score(
        DbConnection connection, DbTransaction transaction, KeyRange range, RunIdentity run, CancellationToken cancellation)
    {
        // COPY takes no parameters.
        string upTo = Constant(connection, transaction, range.UpTo, cancellation);
        string after = range.After is null ? "" : Constant(connection, transaction, range.After, cancellation);
        string carried = string.Create(
            CultureInfo.InvariantCulture, $"CAST({run.RunId} AS bigint), {CompiledScoring.Key(job)}, CAST({job.Version} AS integer)");
        ScorerSource source = compiled.Source(
            job,
            carried,
            key => (range.After is null ? "" : $"{sql.Ordered(key)} > {after} AND ") + $"{sql.Ordered(key)} <= {upTo}",
            range.Conditions);
        string table = $"{job.ScoresTable} ({job.RunColumn}, {job.ScoresKey}, {job.VersionColumn}{string.Concat(job.Outputs.Select(output => $", {output}"))})";
        try
        {
            PostgreSqlStream.RunWithin((NpgsqlConnection)connection, source.Query, table, compiled.Scorer, cancellation, Carried);
        }
        catch (EngineFailure failure) when (failure.InnerException is DbException refused)
        {
            // The job knows the server's errors.
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(refused);
        }

        return RangeCounting.Count(engine, job, connection, transaction, range, run, cancellation);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Nothing is held.
    }

    // A constant without a type takes that of the column that it is compared with.
    private string Constant(DbConnection connection, DbTransaction transaction, object key, CancellationToken cancellation)
    {
        using DbCommand command = engine.Command(connection, transaction, "SELECT quote_literal(CAST(@key AS text))");
        JobEngine.Add(command, "key", key);
        return (string)engine.Read(command, cancellation)[0][0]!;
    }
}
