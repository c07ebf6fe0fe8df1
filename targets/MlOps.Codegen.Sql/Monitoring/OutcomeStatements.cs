using System.Globalization;
using MlOps.Codegen.Artifacts.Monitoring;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Sql.Dialects;

namespace MlOps.Codegen.Sql.Monitoring;

/// <summary>What outcomes say of a window, as far as they are known: accuracy, fairness, worth, and a challenger beside the champion.</summary>
/// <param name="dialect">The engine.</param>
/// <param name="names">How the table is read.</param>
/// <param name="scripts">The engine's words.</param>
/// <param name="specification">What is monitored.</param>
internal sealed class OutcomeStatements(SqlDialect dialect, MonitorNames names, MonitorScripts scripts, MonitorSpecification specification)
    : MetricStatements(dialect, names, scripts, specification)
{
    private const double ProbabilityEpsilon = 1e-15;

    /// <summary>The statements that fill <c>window_metric</c>, <c>window_curve</c> and <c>window_group</c>.</summary>
    /// <param name="baseline">The baseline.</param>
    /// <param name="window">The window's number, as written.</param>
    /// <param name="from">Where it begins.</param>
    /// <param name="to">Before which time it ends.</param>
    public IEnumerable<string> All(MonitoringBaseline baseline, string window, string from, string to)
    {
        string rows = $"FROM {Names.Source} AS source\n  WHERE {Names.InWindow(from, to)}";
        MonitoredColumn[] parts = [.. Specification.Columns.Where(column => column.Role is ColumnRole.Slice or ColumnRole.Protected)];
        foreach (MonitoredColumn? slice in parts.Prepend(null))
        {
            if (Score is not null && Outcome is { Kind: ColumnKind.Numeric })
            {
                yield return Numbers(window, rows, slice);
            }
            else if (Score is not null && Outcome is not null)
            {
                yield return Classes(window, rows, slice);
                yield return new CalibrationStatements(Dialect, Names, Scripts, Specification).Of(baseline, window, rows, slice);
            }

            if (Decision is not null && Outcome is { Kind: not ColumnKind.Numeric })
            {
                yield return Decisions(window, rows, slice);
            }
        }

        if (Score is not null && Outcome is { Kind: not ColumnKind.Numeric })
        {
            yield return Curve(baseline, window, rows);
            if (Specification.Single(ColumnRole.ChallengerScore) is { } challenger)
            {
                yield return Challenge(window, rows, challenger);
            }
        }

        if (Estimate(window, from, to) is { } estimate)
        {
            yield return estimate;
        }

        if (Decision is not null && Outcome is { Kind: not ColumnKind.Numeric } && Specification.Single(ColumnRole.ChallengerDecision) is { } other)
        {
            yield return Pairs(window, rows, other);
        }

        if (Decision is not null)
        {
            foreach (MonitoredColumn group in parts.Where(column => column.Role == ColumnRole.Protected))
            {
                yield return Groups(window, rows, group);
                yield return Fairness(window, group);
                if (Score is not null && Outcome is { Kind: not ColumnKind.Numeric })
                {
                    yield return new CalibrationStatements(Dialect, Names, Scripts, Specification).Gap(window, group);
                }
            }
        }

        if (!Specification.Values.IsEmpty)
        {
            yield return Worth(window, rows);
        }
    }

    // Ranking and probabilities, from rows that are grouped by score: ties are one row.
    private string Classes(string window, string rows, MonitoredColumn? slice)
    {
        string s = Double("s.pos + s.neg");
        // Squares of what is no probability would leave the range of doubles before the result is thrown away.
        string held = $"CASE WHEN s.score < {Literal(0)} THEN {Literal(0)} WHEN s.score > {Literal(1)} THEN {Literal(1)} ELSE s.score END";
        string kept = $"CASE WHEN s.score < {Literal(ProbabilityEpsilon)} THEN {Literal(ProbabilityEpsilon)} WHEN s.score > {Literal(1 - ProbabilityEpsilon)} THEN {Literal(1 - ProbabilityEpsilon)} ELSE s.score END";
        return $"""
            WITH rows_of AS (
              SELECT {SliceValue(slice)} AS slice_value, {Names.Number(Score!)} AS score, CASE WHEN {Names.IsPositive(Outcome!)} THEN 1 ELSE 0 END AS y
              {rows} AND {Names.Column(Outcome!)} IS NOT NULL AND {IsNumber(Score!)}{Present(slice)}
            ),
            scores AS (
              SELECT MIN(slice_value) AS slice_value, {Scripts.GroupKey("slice_value")} AS slice_key, score, {Double("SUM(y)")} AS pos, {Double("SUM(1 - y)")} AS neg
              FROM rows_of GROUP BY {Scripts.GroupKey("slice_value")}, score
            ),
            running AS (
              SELECT s.slice_value, s.slice_key, s.score, s.pos, s.neg,
                SUM(s.pos) OVER (PARTITION BY s.slice_key ORDER BY s.score ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS pos_so_far,
                SUM(s.neg) OVER (PARTITION BY s.slice_key ORDER BY s.score ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS neg_so_far,
                SUM(s.pos) OVER (PARTITION BY s.slice_key) AS all_pos, SUM(s.neg) OVER (PARTITION BY s.slice_key) AS all_neg
              FROM scores AS s
            ),
            measured AS (
              SELECT MIN(s.slice_value) AS slice_value, CAST(MAX(s.all_pos) + MAX(s.all_neg) AS {Dialect.TypeName(DataType.Integer)}) AS row_count,
                SUM(s.pos * (s.neg_so_far - s.neg / 2)) / NULLIF(MAX(s.all_pos) * MAX(s.all_neg), 0) AS auc,
                MAX(ABS(s.pos_so_far / NULLIF(s.all_pos, 0) - s.neg_so_far / NULLIF(s.all_neg, 0))) AS separation,
                MAX(s.all_pos) / NULLIF(MAX(s.all_pos) + MAX(s.all_neg), 0) AS positive_rate,
                CASE WHEN MIN(s.score) >= 0 AND MAX(s.score) <= 1 THEN SUM(s.pos * (1 - ({held})) * (1 - ({held})) + s.neg * ({held}) * ({held})) / SUM({s}) END AS brier,
                CASE WHEN MIN(s.score) >= 0 AND MAX(s.score) <= 1 THEN -SUM(s.pos * {Ln(kept)} + s.neg * {Ln($"1 - ({kept})")}) / SUM({s}) END AS log_loss
              FROM running AS s GROUP BY s.slice_key
            )
            {InsertMetrics(window, slice, "measured", ["auc", "separation", "positive_rate", "brier", "log_loss"], [("gini", "2 * m.auc - 1"), .. Criteria(slice, "2 * m.row_count * m.log_loss")])}
            """;
    }

    // Akaike's and Schwarz's: of all rows, since the number of parameters is of the model as a whole.
    private IEnumerable<(string Name, string Sql)> Criteria(MonitoredColumn? slice, string deviance) => slice is null && Specification.Parameters is { } parameters
        ? [("aic", $"{deviance} + {Literal(2.0 * parameters)}"), ("bic", $"{deviance} + {Literal(parameters)} * {Ln(Double("m.row_count"))}")]
        : [];

    private string Decisions(string window, string rows, MonitoredColumn? slice) => $"""
        WITH rows_of AS (
          SELECT {SliceValue(slice)} AS slice_value, CASE WHEN {Names.IsPositive(Outcome!)} THEN 1 ELSE 0 END AS y, CASE WHEN {Names.IsPositive(Decision!)} THEN 1 ELSE 0 END AS d
          {rows} AND {Names.Column(Outcome!)} IS NOT NULL AND {Names.Column(Decision!)} IS NOT NULL{Present(slice)}
        ),
        counted AS (
          SELECT MIN(slice_value) AS slice_value, COUNT(*) AS row_count, {Double("SUM(y * d)")} AS tp, {Double("SUM((1 - y) * d)")} AS fp, {Double("SUM(y * (1 - d))")} AS fn, {Double("SUM((1 - y) * (1 - d))")} AS tn
          FROM rows_of GROUP BY {Scripts.GroupKey("slice_value")}
        ),
        measured AS (
          SELECT slice_value, row_count, (fp + fn) / NULLIF(row_count, 0) AS misclassification, tp / NULLIF(tp + fp, 0) AS decision_precision, tp / NULLIF(tp + fn, 0) AS decision_recall FROM counted
        )
        {InsertMetrics(window, slice, "measured", ["misclassification", "decision_precision", "decision_recall"], [])}
        """;

    private string Numbers(string window, string rows, MonitoredColumn? slice) => $"""
        WITH rows_of AS (
          SELECT {SliceValue(slice)} AS slice_value, {Names.Number(Score!)} AS p, {Names.Number(Outcome!)} AS y
          {rows} AND {IsNumber(Outcome!)} AND {IsNumber(Score!)}{Present(slice)}
        ),
        centred AS (
          SELECT r.slice_value, r.p, r.y, AVG(r.y) OVER (PARTITION BY {Scripts.GroupKey("r.slice_value")}) AS mean FROM rows_of AS r
        ),
        measured AS (
          SELECT MIN(slice_value) AS slice_value, COUNT(*) AS row_count, AVG(ABS(p - y)) AS mae, SQRT(AVG((p - y) * (p - y))) AS rmse,
            1 - SUM((p - y) * (p - y)) / NULLIF(SUM((y - mean) * (y - mean)), 0) AS r2
          FROM centred GROUP BY {Scripts.GroupKey("slice_value")}
        )
        {InsertMetrics(window, slice, "measured", ["mae", "rmse", "r2"], [.. Criteria(slice, $"2 * m.row_count * {Ln("NULLIF(m.rmse, 0)")}")])}
        """;

    // ROC, lift and calibration are drawn from the intervals of the score.
    private string Curve(MonitoringBaseline baseline, string window, string rows)
    {
        BaselineFeature score = baseline.Features.First(feature => feature.Column.Role == ColumnRole.Score);
        return $"""
            WITH rows_of AS (
              SELECT {new BinExpressions(Dialect, Names).Of(score)} AS bin, {Names.Number(Score!)} AS score, CASE WHEN {Names.IsPositive(Outcome!)} THEN 1 ELSE 0 END AS y
              {rows} AND {Names.Column(Outcome!)} IS NOT NULL AND {IsNumber(Score!)}
            )
            INSERT INTO {Names.Curve} (window_id, bin, row_count, positives, mean_score)
            SELECT {window}, bin, COUNT(*), SUM(y), AVG(score) FROM rows_of GROUP BY bin
            """;
    }

    /// <summary>
    /// The statement for what will be known once outcomes are, if the score is a calibrated probability; null where there are no scores and
    /// decisions.
    /// </summary>
    /// <param name="window">The window's number, as written.</param>
    /// <param name="from">Where the rows begin.</param>
    /// <param name="to">Before which time they end.</param>
    public string? Estimate(string window, string from, string to) => Score is null || Decision is null ? null : $"""
        WITH rows_of AS (
          SELECT {Names.Number(Score!)} AS p, CASE WHEN {Names.IsPositive(Decision!)} THEN 1 ELSE 0 END AS d
          FROM {Names.Source} AS source
          WHERE {Names.InWindow(from, to)} AND {Names.Column(Decision!)} IS NOT NULL AND {Names.Number(Score!)} BETWEEN {Literal(0)} AND {Literal(1)}
        ),
        counted AS (
          SELECT COUNT(*) AS row_count, SUM(p * d) AS tp, SUM((1 - p) * d) AS fp, SUM(p * (1 - d)) AS fn, SUM((1 - p) * (1 - d)) AS tn FROM rows_of
        ),
        measured AS (
          SELECT {Dialect.TextLiteral("")} AS slice_value, row_count, (tp + tn) / NULLIF(tp + fp + fn + tn, 0) AS estimated_accuracy, tp / NULLIF(tp + fp, 0) AS estimated_precision, tp / NULLIF(tp + fn, 0) AS estimated_recall FROM counted
        )
        {InsertMetrics(window, null, "measured", ["estimated_accuracy", "estimated_precision", "estimated_recall"], [])}
        """;

    // DeLong's variance by midranks: for each row the share of the other class that it is rightly ordered against.
    private string Challenge(string window, string rows, MonitoredColumn challenger) => $"""
        WITH rows_of AS (
          SELECT {Names.Number(Score!)} AS a, {Names.Number(challenger)} AS b, CASE WHEN {Names.IsPositive(Outcome!)} THEN {Literal(1)} ELSE {Literal(0)} END AS y
          {rows} AND {Names.Column(Outcome!)} IS NOT NULL AND {IsNumber(Score!)} AND {IsNumber(challenger)}
        ),
        ranked AS (
          SELECT r.y, SUM(r.y) OVER () AS all_pos, SUM(1 - r.y) OVER () AS all_neg,
            SUM(r.y) OVER (ORDER BY r.a) - SUM(r.y) OVER (PARTITION BY r.a) / 2 AS pos_a, SUM(1 - r.y) OVER (ORDER BY r.a) - SUM(1 - r.y) OVER (PARTITION BY r.a) / 2 AS neg_a,
            SUM(r.y) OVER (ORDER BY r.b) - SUM(r.y) OVER (PARTITION BY r.b) / 2 AS pos_b, SUM(1 - r.y) OVER (ORDER BY r.b) - SUM(1 - r.y) OVER (PARTITION BY r.b) / 2 AS neg_b
          FROM rows_of AS r
        ),
        placed AS (
          SELECT y, all_pos, all_neg, CASE WHEN y = 1 THEN neg_a / NULLIF(all_neg, 0) ELSE 1 - pos_a / NULLIF(all_pos, 0) END AS va, CASE WHEN y = 1 THEN neg_b / NULLIF(all_neg, 0) ELSE 1 - pos_b / NULLIF(all_pos, 0) END AS vb
          FROM ranked
        ),
        centred AS (
          SELECT p.y, p.va, p.vb, p.vb - p.va - AVG(p.vb - p.va) OVER (PARTITION BY p.y) AS apart FROM placed AS p
        ),
        classes AS (
          SELECT y, COUNT(*) AS n, AVG(va) AS auc_a, AVG(vb) AS auc_b, SUM(apart * apart) / NULLIF(COUNT(*) - 1, 0) / COUNT(*) AS variance FROM centred GROUP BY y
        ),
        measured AS (
          SELECT {Dialect.TextLiteral("")} AS slice_value, SUM(n) AS row_count, MAX(CASE WHEN y = 1 THEN auc_a END) AS paired_auc, MAX(CASE WHEN y = 1 THEN auc_b END) AS challenger_auc,
            MAX(CASE WHEN y = 1 THEN variance END) + MAX(CASE WHEN y = 0 THEN variance END) AS auc_difference_variance,
            {Double("MAX(CASE WHEN y = 1 THEN n END)")} AS paired_positives
          FROM classes
        )
        {InsertMetrics(window, null, "measured", ["paired_auc", "challenger_auc", "auc_difference_variance", "paired_positives"], [("auc_difference", "m.challenger_auc - m.paired_auc")])}
        """;

    private string Pairs(string window, string rows, MonitoredColumn challenger) => $"""
        WITH rows_of AS (
          SELECT CASE WHEN {Names.IsPositive(Outcome!)} THEN 1 ELSE 0 END AS y, CASE WHEN {Names.IsPositive(Decision!)} THEN 1 ELSE 0 END AS a, CASE WHEN {Names.IsPositive(challenger)} THEN 1 ELSE 0 END AS b
          {rows} AND {Names.Column(Outcome!)} IS NOT NULL AND {Names.Column(Decision!)} IS NOT NULL AND {Names.Column(challenger)} IS NOT NULL
        ),
        measured AS (
          SELECT {Dialect.TextLiteral("")} AS slice_value, COUNT(*) AS row_count, {Double("SUM(CASE WHEN a = y AND b <> y THEN 1 ELSE 0 END)")} AS only_champion_right,
            {Double("SUM(CASE WHEN a <> y AND b = y THEN 1 ELSE 0 END)")} AS only_challenger_right
          FROM rows_of
        )
        {InsertMetrics(window, null, "measured", ["only_champion_right", "only_challenger_right"], [])}
        """;

    private string Groups(string window, string rows, MonitoredColumn group)
    {
        string known = Outcome is { Kind: not ColumnKind.Numeric } outcome
            ? $"CASE WHEN {Names.Column(outcome)} IS NULL THEN NULL WHEN {Names.IsPositive(outcome)} THEN 1 ELSE 0 END"
            : $"CAST(NULL AS {Dialect.TypeName(DataType.Integer)})";
        return $"""
            WITH rows_of AS (
              SELECT {Names.Category(group)} AS slice_value, CASE WHEN {Names.IsPositive(Decision!)} THEN 1 ELSE 0 END AS d, {known} AS y
              {rows} AND {Names.Column(Decision!)} IS NOT NULL{Present(group)}
            )
            INSERT INTO {Names.Group} (window_id, slice, slice_value, row_count, selected, positives, true_positives, negatives, false_positives)
            SELECT {window}, {Dialect.TextLiteral(group.Name)}, MIN(slice_value), COUNT(*), SUM(d), COALESCE(SUM(y), 0), COALESCE(SUM(y * d), 0), COALESCE(SUM(1 - y), 0), COALESCE(SUM((1 - y) * d), 0)
            FROM rows_of GROUP BY {Scripts.GroupKey("slice_value")}
            """;
    }

    private string Fairness(string window, MonitoredColumn group) => $"""
        WITH rates AS (
          SELECT g.row_count, {Double("g.selected")} / g.row_count AS selection, CASE WHEN g.positives >= {Number(MinimumRows)} THEN {Double("g.true_positives")} / g.positives END AS tpr,
            CASE WHEN g.negatives >= {Number(MinimumRows)} THEN {Double("g.false_positives")} / g.negatives END AS fpr
          FROM {Names.Group} AS g
          WHERE g.window_id = {window} AND g.slice = {Dialect.TextLiteral(group.Name)} AND g.row_count >= {Number(MinimumRows)}
        ),
        ranges AS (
          SELECT COALESCE(SUM(row_count), 0) AS row_count, CASE WHEN COUNT(*) > 1 THEN MIN(selection) / NULLIF(MAX(selection), 0) END AS selection_ratio,
            CASE WHEN COUNT(tpr) > 1 THEN MAX(tpr) - MIN(tpr) END AS tpr_range, CASE WHEN COUNT(fpr) > 1 THEN MAX(fpr) - MIN(fpr) END AS fpr_range
          FROM rates
        ),
        measured AS (
          SELECT {Dialect.TextLiteral("")} AS slice_value, row_count, selection_ratio, CASE WHEN fpr_range IS NULL OR tpr_range >= fpr_range THEN tpr_range ELSE fpr_range END AS equalized_odds FROM ranges
        )
        {InsertMetrics(window, group, "measured", ["selection_ratio", "equalized_odds"], [], smallest: 0)}
        """;

    private string Worth(string window, string rows) => $"""
        WITH measured AS (
          SELECT {Dialect.TextLiteral("")} AS slice_value, COUNT(*) AS row_count,
            {string.Join(",\n    ", Specification.Values.Select((value, i) => $"CAST(({value.Sql}\n) AS {Dialect.TypeName(DataType.Double)}) AS v{i.ToString(CultureInfo.InvariantCulture)}"))}
          {rows}
        )
        {InsertMetrics(window, null, "measured", [], [.. Specification.Values.Select((value, i) => (value.Name, $"m.v{i.ToString(CultureInfo.InvariantCulture)}"))])}
        """;

    /// <summary>The statement for the runs of batches that begin in a window.</summary>
    /// <param name="window">The window's number, as written.</param>
    /// <param name="from">Where it begins.</param>
    /// <param name="to">Before which time it ends.</param>
    public string Runs(string window, string from, string to) => $"""
        WITH measured AS (
          SELECT {Dialect.TextLiteral("")} AS slice_value, COUNT(*) AS row_count, {Double("COUNT(*)")} AS runs, {Double($"SUM(CASE WHEN r.state = {Dialect.TextLiteral("failed")} THEN 1 ELSE 0 END)")} AS failed_runs,
            {Double($"SUM(r.{Dialect.Quote("rows")})")} / NULLIF(SUM(r.seconds), 0) AS rows_per_second, {Double("SUM(r.rejected)")} AS rejected_rows, SUM(r.seconds) AS run_seconds,
            SUM(u.processor_seconds) AS processor_seconds, {Double("MAX(u.peak_memory_bytes)")} AS peak_memory_bytes
          FROM {Names.Run} AS r LEFT JOIN {Names.RunUsage} AS u ON u.run_id = r.run_id
          WHERE r.model = {Dialect.TextLiteral(Specification.Model)} AND r.version = {Specification.Version.ToString(CultureInfo.InvariantCulture)}
            AND {Scripts.RunStarted} >= {from} AND {Scripts.RunStarted} < {to}
        )
        {InsertMetrics(window, null, "measured", ["runs", "failed_runs", "rows_per_second", "rejected_rows", "run_seconds", "processor_seconds", "peak_memory_bytes"], [], smallest: 0)}
        """;
}
