using MlOps.Codegen.Artifacts.Monitoring;
using MlOps.Codegen.Sql.Dialects;

namespace MlOps.Codegen.Sql.Monitoring;

/// <summary>
/// Whether scores are the probabilities that they are taken for, of all rows and by part: only where all of them lie from 0 to 1.
/// </summary>
/// <param name="dialect">The engine.</param>
/// <param name="names">How the table is read.</param>
/// <param name="scripts">The engine's words.</param>
/// <param name="specification">What is monitored.</param>
internal sealed class CalibrationStatements(SqlDialect dialect, MonitorNames names, MonitorScripts scripts, MonitorSpecification specification)
    : MetricStatements(dialect, names, scripts, specification)
{
    private const string Bias = "calibration_bias";

    /// <summary>
    /// The statement for the expected calibration error over the frozen intervals of the score, the share of positive rows less the mean
    /// score, the slope of the least-squares line of outcomes on scores, and the statistic of Spiegelhalter's test (1986), which is standard
    /// normal where scores are calibrated.
    /// </summary>
    /// <param name="baseline">The baseline, for the intervals.</param>
    /// <param name="window">The window's number, as written.</param>
    /// <param name="rows">FROM and WHERE of the window.</param>
    /// <param name="slice">By which column the rows are divided; null for all of them.</param>
    public string Of(MonitoringBaseline baseline, string window, string rows, MonitoredColumn? slice)
    {
        // Scores beyond the reference's range belong to the outer intervals.
        BaselineFeature score = baseline.Features.First(feature => feature.Column.Role == ColumnRole.Score) with { Low = null, High = null };
        string inside = $"{Names.Number(Score!)} BETWEEN {Literal(0)} AND {Literal(1)}";
        return $"""
            WITH rows_of AS (
              SELECT {SliceValue(slice)} AS slice_value, {new BinExpressions(Dialect, Names).Of(score)} AS bin, CASE WHEN {inside} THEN 0 ELSE 1 END AS is_outside,
                CASE WHEN {inside} THEN {Names.Number(Score!)} END AS p, CASE WHEN {Names.IsPositive(Outcome!)} THEN {Literal(1)} ELSE {Literal(0)} END AS y
              {rows} AND {Names.Column(Outcome!)} IS NOT NULL AND {Names.Column(Score!)} IS NOT NULL{Present(slice)}
            ),
            centred AS (
              SELECT r.slice_value, {Scripts.GroupKey("r.slice_value")} AS slice_key, r.bin, r.is_outside, r.p, r.y, r.p - AVG(r.p) OVER (PARTITION BY {Scripts.GroupKey("r.slice_value")}) AS above
              FROM rows_of AS r
            ),
            bins AS (
              SELECT MIN(slice_value) AS slice_value, slice_key, COUNT(*) AS n, MAX(is_outside) AS is_outside, MIN(p) AS low, MAX(p) AS high, SUM(y) AS positives, SUM(p) AS expected,
                SUM(above * above) AS variation, SUM(above * y) AS together, SUM((y - p) * (1 - 2 * p)) AS excess, SUM((1 - 2 * p) * (1 - 2 * p) * p * (1 - p)) AS spread
              FROM centred GROUP BY slice_key, bin
            ),
            measured AS (
              SELECT MIN(slice_value) AS slice_value, CAST(SUM(n) AS {Dialect.TypeName(DataType.Integer)}) AS row_count, SUM(ABS(expected - positives)) / SUM(n) AS calibration_error,
                (SUM(positives) - SUM(expected)) / SUM(n) AS {Bias}, CASE WHEN MAX(high) > MIN(low) THEN SUM(together) / NULLIF(SUM(variation), 0) END AS calibration_slope,
                SUM(excess) / NULLIF(SQRT(SUM(spread)), 0) AS calibration_z
              FROM bins GROUP BY slice_key HAVING MAX(is_outside) = 0
            )
            {InsertMetrics(window, slice, "measured", ["calibration_error", Bias, "calibration_slope", "calibration_z"], [])}
            """;
    }

    /// <summary>The statement for how far the groups of a protected attribute lie apart in the bias: it reads the rows of <see cref="Of"/>.</summary>
    /// <param name="window">The window's number, as written.</param>
    /// <param name="group">The protected attribute.</param>
    public string Gap(string window, MonitoredColumn group) => $"""
        WITH measured AS (
          SELECT {Dialect.TextLiteral("")} AS slice_value, COALESCE(SUM(b.row_count), 0) AS row_count, CASE WHEN COUNT(b.metric_value) > 1 THEN MAX(b.metric_value) - MIN(b.metric_value) END AS calibration_gap
          FROM {Names.Metric} AS b
          WHERE b.window_id = {window} AND b.metric = {Dialect.TextLiteral(Bias)} AND b.slice = {Dialect.TextLiteral(group.Name)}
        )
        {InsertMetrics(window, group, "measured", ["calibration_gap"], [], smallest: 0)}
        """;
}
