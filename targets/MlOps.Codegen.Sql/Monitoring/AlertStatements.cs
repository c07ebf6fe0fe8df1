using System.Globalization;
using MlOps.Codegen.Artifacts.Monitoring;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Sql.Dialects;

namespace MlOps.Codegen.Sql.Monitoring;

/// <summary>
/// Raises alerts: on columns whose change lasts, on expected performance that stays outside its band, and on figures beyond their limits.
/// </summary>
/// <param name="dialect">The engine.</param>
/// <param name="names">The tables.</param>
internal sealed class AlertStatements(SqlDialect dialect, MonitorNames names)
{
    /// <summary>The statements, once all figures of the window are there.</summary>
    /// <param name="baseline">The baseline.</param>
    /// <param name="window">The window's number, as written.</param>
    /// <param name="from">Where it begins.</param>
    public IEnumerable<string> All(MonitoringBaseline baseline, string window, string from)
    {
        yield return OnColumns(baseline, window, from);
        if (!baseline.Bands.IsEmpty)
        {
            yield return OnBands(baseline, window, from);
        }

        if (!baseline.Specification.Limits.IsEmpty)
        {
            yield return OnLimits(baseline, window);
        }
    }

    // On columns that were changed in enough of the latest windows.
    private string OnColumns(MonitoringBaseline baseline, string window, string from)
    {
        DriftPolicy policy = baseline.Specification.Policy;
        string id = dialect.TextLiteral(baseline.Hash);
        return $"""
            WITH {Numbered(id, from)},
            lasting AS (
              SELECT d.feature_id, COUNT(*) AS so_many
              FROM {names.Drift} AS d INNER JOIN numbered AS n ON n.window_id = d.window_id
              WHERE n.place <= {Number(policy.WindowsLookedAt)} AND d.severity >= 1
              GROUP BY d.feature_id
            ),
            raised AS (
              SELECT w.model, w.version, f.name AS subject, d.severity
              FROM {names.Drift} AS d
              INNER JOIN lasting AS l ON l.feature_id = d.feature_id AND l.so_many >= {Number(policy.WindowsChanged)}
              INNER JOIN {names.Window} AS w ON w.window_id = d.window_id
              INNER JOIN {names.Feature} AS f ON f.baseline_id = {id} AND f.feature_id = d.feature_id
              WHERE d.window_id = {window} AND d.severity >= 1
            )
            {InsertAlerts(window)}
            """;
    }

    // On expected performance that is outside its band in this window, and in enough of the latest ones.
    private string OnBands(MonitoringBaseline baseline, string window, string from)
    {
        DriftPolicy policy = baseline.Specification.Policy;
        string id = dialect.TextLiteral(baseline.Hash);
        IEnumerable<string> outside = baseline.Bands.Select(band =>
            $"(m.metric = {dialect.TextLiteral(band.Metric)} AND ABS(m.metric_value - {Literal(band.Mean)}) > {Literal(policy.BandDeviations * band.Deviation)} "
            + $"* SQRT(CASE WHEN m.row_count < {Literal(band.Rows)} THEN {Literal(band.Rows)} / m.row_count ELSE {Literal(1)} END))");
        return $"""
            WITH {Numbered(id, from)},
            outside AS (
              SELECT m.window_id, m.metric
              FROM {names.Metric} AS m INNER JOIN numbered AS n ON n.window_id = m.window_id
              WHERE n.place <= {Number(policy.WindowsLookedAt)} AND m.slice = {dialect.TextLiteral("")} AND m.row_count >= {Number(policy.MinimumRows)}
                AND ({string.Join("\n      OR ", outside)})
            ),
            lasting AS (
              SELECT metric FROM outside GROUP BY metric HAVING COUNT(*) >= {Number(policy.WindowsChanged)}
            ),
            raised AS (
              SELECT w.model, w.version, {Figure("o.metric", baseline)} AS subject, 1 AS severity
              FROM outside AS o
              INNER JOIN lasting AS l ON l.metric = o.metric
              INNER JOIN {names.Window} AS w ON w.window_id = o.window_id
              WHERE o.window_id = {window}
            )
            {InsertAlerts(window)}
            """;
    }

    // On values beyond their limits.
    private string OnLimits(MonitoringBaseline baseline, string window)
    {
        string ofAll = $"m.slice = {dialect.TextLiteral("")}";
        IEnumerable<string> beyond = baseline.Specification.Limits.SelectMany(limit => Beyond(limit, baseline)).DefaultIfEmpty("1 = 0");
        return $"""
            WITH raised AS (
              SELECT w.model, w.version, CASE WHEN {ofAll} THEN {Figure("m.metric", baseline)} ELSE m.metric {Dot} m.slice {Dot} m.slice_value END AS subject, 1 AS severity,
                CASE WHEN {ofAll} THEN m.metric {dialect.ConcatOperator} {dialect.TextLiteral("  ")} END AS former
              FROM {names.Metric} AS m INNER JOIN {names.Window} AS w ON w.window_id = m.window_id
              WHERE m.window_id = {window} AND ({string.Join("\n    OR ", beyond)})
            )
            {InsertAlerts(window, formerly: "r.former")}
            """;
    }

    // A column may be called as a figure; who reads an alert must know which of the two it is about.
    private string Figure(string metric, MonitoringBaseline baseline)
    {
        IEnumerable<string> figures = baseline.Specification.Limits.Select(limit => limit.Metric).Concat(baseline.Bands.Select(band => band.Metric));
        string[] both = [.. baseline.Specification.Columns.Select(column => column.Name).Intersect(figures, StringComparer.Ordinal)];
        return both.Length == 0
            ? metric
            : $"CASE WHEN {metric} IN ({string.Join(", ", both.Select(dialect.TextLiteral))}) THEN {metric} {dialect.ConcatOperator} {dialect.TextLiteral(" (figure)")} ELSE {metric} END";
    }

    // A change is one from the same part of the reference; where that was not measured, nobody can tell.
    private IEnumerable<string> Beyond(MetricLimit limit, MonitoringBaseline baseline)
    {
        string metric = $"m.metric = {dialect.TextLiteral(limit.Metric)}";
        if (limit.AtLeast is { } least)
        {
            yield return $"({metric} AND m.metric_value < {Literal(least)})";
        }

        if (limit.AtMost is { } most)
        {
            yield return $"({metric} AND m.metric_value > {Literal(most)})";
        }

        foreach (ReferenceMetric reference in baseline.Reference.Where(each => each.Metric == limit.Metric))
        {
            string part = $"{metric} AND m.slice = {dialect.TextLiteral(reference.Slice)} AND m.slice_value = {dialect.TextLiteral(reference.SliceValue)}";
            if (limit.FallsBy is { } fall)
            {
                yield return $"({part} AND m.metric_value < {Literal(reference.Value - fall)})";
            }

            if (limit.RisesBy is { } rise)
            {
                yield return $"({part} AND m.metric_value > {Literal(reference.Value + rise)})";
            }
        }
    }

    // The windows up to this one, the latest first.
    private string Numbered(string id, string from) => $"""
        numbered AS (
          SELECT w.window_id, ROW_NUMBER() OVER (ORDER BY w.window_from DESC, w.window_id DESC) AS place FROM {names.Window} AS w WHERE w.baseline_id = {id} AND w.window_from <= {from}
        )
        """;

    // An alert that was raised when the window was looked at before stays as it is. Alerts on figures of all rows once ended in two blanks.
    private string InsertAlerts(string window, string? formerly = null) => $"""
        INSERT INTO {names.Alert} (alert_id, window_id, model, version, subject, severity, raised_at)
        SELECT (SELECT COALESCE(MAX(a.alert_id), 0) FROM {names.Alert} AS a) + ROW_NUMBER() OVER (ORDER BY r.subject), {window}, r.model, r.version, r.subject, r.severity,
          (SELECT MAX(w.looked_at) FROM {names.Window} AS w WHERE w.window_id = {window})
        FROM raised AS r
        WHERE NOT EXISTS (SELECT 1 FROM {names.Alert} AS a WHERE a.window_id = {window} AND {(formerly is null ? "a.subject = r.subject" : $"(a.subject = r.subject OR a.subject = {formerly})")})
        """;

    private string Dot => $"{dialect.ConcatOperator} {dialect.TextLiteral(" ")} {dialect.ConcatOperator}";

    private string Literal(double value) => dialect.DoubleLiteral(value);

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
