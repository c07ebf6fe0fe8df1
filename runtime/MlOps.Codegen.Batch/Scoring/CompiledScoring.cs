using System.Data.Common;
using DuckDB.NET.Data;
using Microsoft.Data.Sqlite;
using MlOps.Codegen.Artifacts;
using MlOps.Codegen.Batch.Engines;
using MlOps.Codegen.Deployment.EngineFunctions;
using MlOps.Runtime;
using Npgsql;

namespace MlOps.Codegen.Batch.Scoring;

/// <summary>A compiled scorer, and how its inputs are read.</summary>
/// <param name="Scorer">The scorer, which lives longer than the job.</param>
/// <param name="Inputs">The scorer's inputs as SQL over rows of the table to score, which are called <c>source</c>.</param>
public sealed record CompiledScoring(IScorer Scorer, IReadOnlyList<string> Inputs)
{
    // Stand for parameters where a query is put between quotes; no name or text of SQL has them.
    private const string AfterMark = "\uE000";
    private const string UpToMark = "\uE001";

    /// <summary>Brings the scorer to a connection.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="job">The job.</param>
    /// <param name="connection">The open connection that the job will use.</param>
    /// <returns>What scores ranges there.</returns>
    /// <exception cref="NotSupportedException">The engine has no compiled scorers.</exception>
    public IRangeScorer On(JobEngine engine, JobDefinition job, DbConnection connection)
    {
        // A function of DuckDB cannot be replaced, and another job may have registered one on the same database.
        string function = $"mlops_job_{Guid.NewGuid():N}";
        switch (connection)
        {
            case DuckDBConnection duckDb:
                DuckDbScoringFunction.Register(duckDb, function, Scorer);
                return new InlineRangeScorer(engine, job with { ScoresOfRange = (range, conditions) => DuckDb(function, job, range, conditions) });
            case SqliteConnection sqlite:
                SqliteScoringTable.Register(sqlite, function, Scorer);
                return new RegisteredRangeScorer(
                    new InlineRangeScorer(engine, job with { ScoresOfRange = (range, conditions) => Sqlite(function, job, range, conditions) }),
                    () => SqliteScoringTable.Unregister(sqlite, function));
            case NpgsqlConnection:
                return new StreamedRangeScorer(engine, job, this);
            default:
                throw new NotSupportedException($"{engine.Name} has no compiled scorers in jobs");
        }
    }

    /// <summary>The rows of a range.</summary>
    /// <param name="job">The job.</param>
    /// <param name="carried">What goes through beside the scores, as SQL.</param>
    /// <param name="range">The condition on the key.</param>
    /// <param name="conditions">Further conditions, each with AND before it.</param>
    internal ScorerSource Source(JobDefinition job, string carried, Func<string, string> range, string conditions) =>
        new(carried, Inputs, $"{job.SourceTable} AS source WHERE {range(Key(job))}{conditions}");

    /// <summary>The key of a row of the table to score.</summary>
    /// <param name="job">The job.</param>
    internal static string Key(JobDefinition job) => $"source.{job.SourceKey}";

    private string[] Fields => [.. Scorer.Outputs.Select((_, i) => ScorerQuery.Field(i))];

    private string DuckDb(string function, JobDefinition job, Func<string, string> range, string conditions) =>
        ScorerQuery.DuckDb(function, Source(job, Key(job), range, conditions), "row_key", Fields);

    // Parameters are not seen inside of a text: there they become the constants that SQLite writes for their values.
    private string Sqlite(string function, JobDefinition job, Func<string, string> range, string conditions)
    {
        var sql = new RangeSql(job);
        string Marked(string key) => range(key)
            .Replace(sql.Parameter(RangeSql.After), AfterMark, StringComparison.Ordinal)
            .Replace(sql.Parameter(RangeSql.UpTo), UpToMark, StringComparison.Ordinal);
        return ScorerQuery.Sqlite(function, Source(job, Key(job), Marked, conditions), "row_key", Fields)
            .Replace(AfterMark, $"' || quote({sql.Parameter(RangeSql.After)}) || '", StringComparison.Ordinal)
            .Replace(UpToMark, $"' || quote({sql.Parameter(RangeSql.UpTo)}) || '", StringComparison.Ordinal);
    }
}
