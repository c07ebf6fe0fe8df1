using System.Globalization;
using MlOps.Codegen.Artifacts;
using MlOps.Codegen.Batch.Scoring;

namespace MlOps.Codegen.Batch.Runs;

/// <summary>What a job asks of the table to score.</summary>
/// <param name="job">The job.</param>
internal sealed class SourceSql(JobDefinition job)
{
    private readonly RangeSql ranges = new(job);

    private string Key => $"source.{job.SourceKey}";

    private string From => $"FROM {job.SourceTable} AS source";

    /// <summary>What a run's rows must meet, each condition with AND before it.</summary>
    /// <param name="run">The run.</param>
    public string ConditionsOf(JobRun run)
    {
        // A comment at the end of a condition ends with its line.
        string conditions = run.Predicate is null ? "" : $" AND (\n{run.Predicate}\n)";
        if (run.Mode == JobMode.Full)
        {
            return conditions;
        }

        if (job.Watermark is null)
        {
            // The columns that say where a row lies keep its scores beside it.
            string sameNode = string.Concat(job.CarriedToo.Select(column => $" AND former.{column} = source.{column}"));
            return conditions
                + $" AND NOT EXISTS (SELECT 1 FROM {job.ScoresTable} AS former WHERE former.{job.ScoresKey} = {Key}{sameNode} AND former.{job.VersionColumn} = {job.Version})";
        }

        string high = run.WatermarkHigh is null ? " AND 1 = 0" : $" AND source.{job.Watermark} <= {Text(run.WatermarkHigh)}";
        string low = run.WatermarkLow is null ? "" : $" AND source.{job.Watermark} > {Text(run.WatermarkLow)}";
        return conditions + high + low;
    }

    /// <summary>The highest watermark that there is, as text.</summary>
    public string HighestWatermark() =>
        $"SELECT {string.Format(CultureInfo.InvariantCulture, job.AsText, $"max(source.{job.Watermark})")} {From}";

    /// <summary>How many rows have no key.</summary>
    /// <param name="conditions">The run's conditions.</param>
    public string CountWithoutKey(string conditions) => $"SELECT count(*) {From} WHERE {Key} IS NULL{conditions}";

    /// <summary>How many rows there are to score.</summary>
    /// <param name="first">Whether none is scored yet.</param>
    /// <param name="conditions">The run's conditions.</param>
    public string Count(bool first, string conditions) => $"SELECT count(*) {From} WHERE {Open(first)}{conditions}";

    /// <summary>The last key of the next batch; no row where fewer rows are left.</summary>
    /// <param name="first">Whether none is scored yet.</param>
    /// <param name="conditions">The run's conditions.</param>
    /// <param name="rows">How many rows the batch has.</param>
    public string KeyOf(bool first, string conditions, int rows) =>
        $"SELECT {Key} {From} WHERE {Open(first)}{conditions} ORDER BY {ranges.Ordered(Key)} {OneAfter(rows - 1)}";

    /// <summary>The last key of all; no row where none is left.</summary>
    /// <param name="first">Whether none is scored yet.</param>
    /// <param name="conditions">The run's conditions.</param>
    public string LastKey(bool first, string conditions) =>
        $"SELECT {Key} {From} WHERE {Open(first)}{conditions} ORDER BY {ranges.Ordered(Key)} DESC {OneAfter(0)}";

    /// <summary>The last key that a run has scored; no row where it has none.</summary>
    public string Position() =>
        $"SELECT s.{job.ScoresKey} FROM {job.ScoresTable} AS s WHERE s.{job.RunColumn} = {ranges.Parameter(RangeSql.Run)} ORDER BY {ranges.Ordered($"s.{job.ScoresKey}")} DESC {OneAfter(0)}";

    private string Open(bool first) => first ? $"{Key} IS NOT NULL" : ranges.Beyond(Key);

    private string OneAfter(int rows) => string.Format(CultureInfo.InvariantCulture, job.OneRowAfter, rows);

    private string Text(string value) => $"{job.TextMark}'{value.Replace("'", "''", StringComparison.Ordinal)}'";
}
