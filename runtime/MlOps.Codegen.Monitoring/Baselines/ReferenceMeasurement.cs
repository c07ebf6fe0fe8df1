using System.Collections.Immutable;
using System.Data.Common;
using System.Globalization;
using MlOps.Codegen.Artifacts.Monitoring;
using MlOps.Codegen.Deployment.Databases;

namespace MlOps.Codegen.Monitoring.Baselines;

/// <summary>
/// Measures the reference as windows are measured, by the same statements: in a transaction that is rolled back, so that nothing of it
/// stays in the tables of windows.
/// </summary>
/// <param name="database">The database.</param>
/// <param name="sql">The statements in its SQL.</param>
internal sealed class ReferenceMeasurement(Database database, IMonitorSql sql)
{
    // Sums of doubles differ in their last digits with the order of rows, and a baseline of the same rows shall have the same bytes.
    private const string Digits = "G10";

    // Windows are numbered from 1.
    private const int Reference = 0;

    // With fewer parts nothing can be said of how they vary.
    private const int FewestChunks = 3;

    private const double SmallestDeviation = 1e-9;

    /// <summary>Adds figures and bands to a baseline.</summary>
    /// <param name="baseline">The baseline without them.</param>
    /// <param name="begin">Where the reference begins.</param>
    /// <param name="end">Before which time it ends.</param>
    /// <param name="cancellation">Ends it.</param>
    public MonitoringBaseline Measured(MonitoringBaseline baseline, DateTime begin, DateTime end, CancellationToken cancellation)
    {
        using DbTransaction transaction = database.Begin("mlops monitor");
        database.Run(sql.CreateTables(), transaction, cancellation);
        foreach (string statement in sql.Outcomes(baseline, Number(Reference), sql.Moment(begin), sql.Moment(end)))
        {
            database.Run(statement, transaction, cancellation);
        }

        ImmutableArray<ReferenceMetric> figures =
        [
            .. Read($"m.window_id = {Number(Reference)}", transaction, cancellation)
                .OrderBy(row => row.Slice, StringComparer.Ordinal).ThenBy(row => row.SliceValue, StringComparer.Ordinal).ThenBy(row => row.Metric, StringComparer.Ordinal)
                .Select(row => new ReferenceMetric(row.Metric, row.Slice, row.SliceValue, Rounded(row.Value), row.Rows)),
        ];
        ImmutableArray<PerformanceBand> bands = Bands(baseline.Specification.Policy, begin, end, transaction, cancellation);
        transaction.Rollback();
        return baseline with { Reference = figures, Bands = bands };
    }

    private ImmutableArray<PerformanceBand> Bands(DriftPolicy policy, DateTime begin, DateTime end, DbTransaction transaction, CancellationToken cancellation)
    {
        // Times are written by whole seconds.
        long seconds = (long)(end - begin).TotalSeconds;
        DateTime[] ends = [.. Enumerable.Range(0, policy.ReferenceChunks + 1).Select(i => begin.AddSeconds(seconds * i / policy.ReferenceChunks))];
        for (int i = 1; i < ends.Length; i++)
        {
            if (ends[i - 1] < ends[i] && sql.Estimate(Number(-i), sql.Moment(ends[i - 1]), sql.Moment(ends[i])) is { } statement)
            {
                database.Run(statement, transaction, cancellation);
            }
        }

        return
        [
            .. Read("m.window_id < 0", transaction, cancellation)
                .Where(row => row.Rows >= policy.MinimumRows)
                .GroupBy(row => row.Metric)
                .Where(chunks => chunks.Count() >= FewestChunks)
                .OrderBy(chunks => chunks.Key, StringComparer.Ordinal)
                .Select(chunks =>
                {
                    int n = chunks.Count();
                    double mean = chunks.Average(chunk => chunk.Value);
                    double deviation = Math.Sqrt(chunks.Sum(chunk => (chunk.Value - mean) * (chunk.Value - mean)) / (n - 1));
                    return new PerformanceBand(chunks.Key, Rounded(mean), Math.Max(SmallestDeviation, Rounded(deviation)), n, Rounded(chunks.Average(chunk => (double)chunk.Rows)));
                }),
        ];
    }

    private IEnumerable<(string Metric, string Slice, string SliceValue, double Value, long Rows)> Read(string which, DbTransaction transaction, CancellationToken cancellation) => database
        .Read($"SELECT m.metric, m.slice, m.slice_value, m.metric_value, m.row_count FROM {sql.Tables.Metric} AS m WHERE {which} AND m.metric_value IS NOT NULL", [], transaction, cancellation)
        .Select(row => (
            Metric: (string)row[0]!,
            Slice: (string)row[1]!,
            SliceValue: (string)row[2]!,
            Value: Convert.ToDouble(row[3], CultureInfo.InvariantCulture),
            Rows: Convert.ToInt64(row[4], CultureInfo.InvariantCulture)))
        .Where(row => double.IsFinite(row.Value));

    private static double Rounded(double value) => double.Parse(value.ToString(Digits, CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
