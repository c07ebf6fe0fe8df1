using System.Data.Common;
using MlOps.Codegen.Artifacts;
using MlOps.Codegen.Batch.Engines;

namespace MlOps.Codegen.Batch.Scoring;

/// <summary>
/// Keeps the inputs of the rows that another scores, in the same transaction: what a score came from stays known when the row changes.
/// </summary>
/// <param name="engine">The engine.</param>
/// <param name="job">The job.</param>
/// <param name="scorer">Scores; disposed with this.</param>
public sealed class KeepingRangeScorer(JobEngine engine, JobDefinition job, IRangeScorer scorer) : IRangeScorer
{
    private readonly RangeSql sql = new(job);
    private bool isMade;

    /// <inheritdoc/>
    public bool ReadsAgain => true;

    /// <inheritdoc/>
    public RangeCount Score(DbConnection connection, DbTransaction transaction, KeyRange range, RunIdentity run, CancellationToken cancellation)
    {
        if (!isMade)
        {
            using DbCommand make = engine.Command(
                connection,
                transaction,
                engine.MakeKeptInputs(
                    job.Inputs,
                    $"SELECT s.{job.RunColumn} AS {job.Inputs.Run}, source.{job.SourceKey} AS {job.Inputs.Key}{Inputs(named: true)} FROM {job.ScoresTable} AS s CROSS JOIN {job.SourceTable} AS source WHERE 1 = 0"));
            engine.Execute(make, cancellation);
            isMade = true;
        }

        // Before the scores: a run for what is new knows it by scores that are not there.
        using (DbCommand keep = engine.Command(connection, transaction, Keep(range)))
        {
            JobEngine.Add(keep, RangeSql.Run, run.RunId);
            JobEngine.Add(keep, RangeSql.UpTo, range.UpTo);
            if (range.After is not null)
            {
                JobEngine.Add(keep, RangeSql.After, range.After);
            }

            engine.Execute(keep, cancellation);
        }

        return scorer.Score(connection, transaction, range, run, cancellation);
    }

    /// <inheritdoc/>
    public void Dispose() => scorer.Dispose();

    private string Keep(KeyRange range) => $"""
        INSERT INTO {job.Inputs.Table} ({job.Inputs.Run}, {job.Inputs.Key}{string.Concat(job.Inputs.Columns.Select(column => $", {column.Kept}"))})
        SELECT {sql.Parameter(RangeSql.Run)}, source.{job.SourceKey}{Inputs(named: false)}
        FROM {job.SourceTable} AS source
        WHERE {sql.Within($"source.{job.SourceKey}", range.After is null)}{range.Conditions}
        """;

    private string Inputs(bool named) =>
        string.Concat(job.Inputs.Columns.Select(column => $", source.{column.Source}{(named ? $" AS {column.Kept}" : "")}"));
}
