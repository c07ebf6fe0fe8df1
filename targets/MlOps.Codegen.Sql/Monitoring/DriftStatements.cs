using System.Globalization;
using MlOps.Codegen.Artifacts.Monitoring;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Sql.Dialects;

namespace MlOps.Codegen.Sql.Monitoring;

/// <summary>
/// Compares the profile of a window with the baseline, and judges: from counts only, by arithmetic that all engines have. The critical
/// values of χ² come with the baseline.
/// </summary>
/// <param name="dialect">The engine.</param>
/// <param name="names">The tables.</param>
internal sealed class DriftStatements(SqlDialect dialect, MonitorNames names)
{
    /// <summary>The expectation below which cells are pooled.</summary>
    private const double SmallExpectation = 5;

    /// <summary>A rate is judged from so many rows on: fewer are none.</summary>
    private const int FewestRows = 5;

    /// <summary>The measures of <c>drift_result</c> that are numbers.</summary>
    public static IReadOnlyList<string> Measures { get; } =
    [
        "stability", "stability_bound", "jensen_shannon", "hellinger", "total_variation", "largest_difference", "kolmogorov_smirnov",
        "kolmogorov_smirnov_error", "wasserstein", "chi_square", "missing_rate", "invalid_rate", "unseen_rate", "out_of_range_rate",
    ];

    /// <summary>The statement that fills <c>drift_result</c>.</summary>
    /// <param name="baseline">The baseline.</param>
    /// <param name="window">The window's number, as written.</param>
    public string Compare(MonitoringBaseline baseline, string window)
    {
        DriftPolicy policy = baseline.Specification.Policy;
        string id = dialect.TextLiteral(baseline.Hash);
        return $"""
            WITH cells AS (
              -- Bins of the same cell are compared as one.
              SELECT b.feature_id, b.cell, {Double("SUM(b.row_count)")} AS r, {Double("SUM(COALESCE(w.row_count, 0))")} AS c, MIN(b.lower_end) AS lower_end, MAX(b.upper_end) AS upper_end
              FROM {names.Bin} AS b
              LEFT JOIN {names.Profile} AS w ON w.window_id = {window} AND w.feature_id = b.feature_id AND w.bin = b.bin
              WHERE b.baseline_id = {id}
              GROUP BY b.feature_id, b.cell
            ),
            totals AS (
              SELECT feature_id, SUM(r) AS tr, SUM(c) AS tc FROM cells GROUP BY feature_id
            ),
            shares AS (
              SELECT s.feature_id, s.cell, s.r, s.c, t.tr, t.tc, s.r / NULLIF(t.tr, 0) AS p, s.c / NULLIF(t.tc, 0) AS q, s.lower_end, s.upper_end
              FROM cells AS s INNER JOIN totals AS t ON t.feature_id = s.feature_id
            ),
            floored AS (
              -- The constant for empty cells is part of the index.
              SELECT s.*, CASE WHEN s.p < {Literal(policy.Epsilon)} THEN {Literal(policy.Epsilon)} ELSE s.p END AS pe, CASE WHEN s.q < {Literal(policy.Epsilon)} THEN {Literal(policy.Epsilon)} ELSE s.q END AS qe, (s.p + s.q) / 2 AS m
              FROM shares AS s
              WHERE s.tr > 0 AND s.tc > 0
            ),
            distances AS (
              SELECT feature_id, SUM((qe - pe) * {Ln("qe / pe")}) AS stability,
                SUM(CASE WHEN p > 0 THEN p * {Ln("p / m")} ELSE 0 END + CASE WHEN q > 0 THEN q * {Ln("q / m")} ELSE 0 END) / 2 AS divergence,
                1 - SUM(SQRT(p * q)) AS apart, SUM(ABS(p - q)) / 2 AS variation, MAX(ABS(p - q)) AS largest,
                SUM(CASE WHEN r + c > 0 THEN 1 ELSE 0 END) - 1 AS degrees
              FROM floored GROUP BY feature_id
            ),
            ordered AS (
              SELECT s.feature_id, s.cell, s.upper_end - s.lower_end AS width,
                SUM(s.r) OVER (PARTITION BY s.feature_id ORDER BY s.cell ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) / NULLIF(SUM(s.r) OVER (PARTITION BY s.feature_id), 0)
                - SUM(s.c) OVER (PARTITION BY s.feature_id ORDER BY s.cell ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) / NULLIF(SUM(s.c) OVER (PARTITION BY s.feature_id), 0) AS gap,
                s.r / NULLIF(SUM(s.r) OVER (PARTITION BY s.feature_id), 0) AS p, s.c / NULLIF(SUM(s.c) OVER (PARTITION BY s.feature_id), 0) AS q
              FROM shares AS s INNER JOIN {names.Feature} AS f ON f.baseline_id = {id} AND f.feature_id = s.feature_id
              WHERE f.kind = {dialect.TextLiteral("numeric")} AND s.cell >= 1
            ),
            gaps AS (
              SELECT o.*, LAG(o.gap, 1, {Literal(0)}) OVER (PARTITION BY o.feature_id ORDER BY o.cell) AS before_it FROM ordered AS o
            ),
            numbers AS (
              -- Between the ends of an interval the gap is linear; where it changes its sign, there are two triangles.
              SELECT feature_id, MAX(ABS(gap)) AS ks, MAX(CASE WHEN p > q THEN p ELSE q END) AS ks_error,
                SUM(width * CASE WHEN gap * before_it >= 0 THEN (ABS(gap) + ABS(before_it)) / 2
                  ELSE (gap * gap + before_it * before_it) / (2 * (ABS(gap) + ABS(before_it))) END) AS moved
              FROM gaps WHERE gap IS NOT NULL GROUP BY feature_id
            ),
            expected AS (
              -- In the smaller of the two samples.
              SELECT feature_id, cell, r, c, tr, tc, (r + c) * CASE WHEN tr < tc THEN tr ELSE tc END / (tr + tc) AS e FROM floored WHERE r + c > 0
            ),
            placed AS (
              SELECT x.*, COALESCE(SUM(x.e) OVER (PARTITION BY x.feature_id ORDER BY x.r + x.c, x.cell ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS before_it FROM expected AS x
            ),
            pools AS (
              SELECT feature_id, r, c, tr, tc, CASE WHEN e < {Literal(SmallExpectation)} OR (before_it > 0 AND before_it < {Literal(SmallExpectation)}) THEN NULL ELSE cell END AS pool FROM placed
            ),
            pooled AS (
              SELECT feature_id, SUM(r) AS r, SUM(c) AS c, MAX(tr) AS tr, MAX(tc) AS tc FROM pools GROUP BY feature_id, pool
            ),
            chi AS (
              SELECT feature_id, COUNT(*) - 1 AS degrees, CASE WHEN COUNT(*) > 1 THEN SUM((r * tc - c * tr) / ((r + c) * tr) * ((r * tc - c * tr) / tc)) ELSE 0 END AS statistic
              FROM pooled GROUP BY feature_id
            ),
            strict AS (
              SELECT x.feature_id, MIN(k.strictness) AS strictness
              FROM chi AS x INNER JOIN {names.Critical} AS k ON k.baseline_id = {id} AND k.degrees = x.degrees AND k.strictness >= 1 AND k.critical_value <= x.statistic
              GROUP BY x.feature_id
            ),
            stepped AS (
              SELECT strictness, COUNT(*) OVER (ORDER BY strictness) AS so_many FROM strict
            ),
            found AS (
              -- Benjamini and Hochberg: as many discoveries as pass the level of their number.
              SELECT COALESCE(MAX(strictness), 0) AS strictness FROM stepped WHERE so_many >= strictness
            ),
            special AS (
              SELECT b.feature_id, CASE WHEN b.bin = {Number(BinNumbers.Above)} THEN {Number(BinNumbers.Below)} ELSE b.bin END AS bin, {Double("SUM(b.row_count)")} AS r, {Double("SUM(COALESCE(w.row_count, 0))")} AS c
              FROM {names.Bin} AS b
              LEFT JOIN {names.Profile} AS w ON w.window_id = {window} AND w.feature_id = b.feature_id AND w.bin = b.bin
              WHERE b.baseline_id = {id} AND b.bin <= 0
              GROUP BY b.feature_id, CASE WHEN b.bin = {Number(BinNumbers.Above)} THEN {Number(BinNumbers.Below)} ELSE b.bin END
            ),
            rates AS (
              SELECT x.feature_id,
                MAX(CASE WHEN x.bin = {Number(BinNumbers.Missing)} THEN x.c / t.tc END) AS missing_rate, MAX(CASE WHEN x.bin = {Number(BinNumbers.Invalid)} THEN x.c / t.tc END) AS invalid_rate,
                MAX(CASE WHEN x.bin = {Number(BinNumbers.Other)} THEN x.c / t.tc END) AS unseen_rate, MAX(CASE WHEN x.bin = {Number(BinNumbers.Below)} THEN x.c / t.tc END) AS range_rate,
                MAX(CASE WHEN x.c >= {Number(FewestRows)} THEN CASE WHEN x.c / t.tc - x.r / t.tr >= {Literal(policy.MinimumRate)}
                    AND (x.r * t.tc - x.c * t.tr) / ((x.r + x.c) * t.tr) * ((x.r * t.tc - x.c * t.tr) / t.tc) * ((t.tr + t.tc) / NULLIF(t.tr + t.tc - x.r - x.c, 0)) >= {Literal(baseline.RateCritical)}
                    AND x.c * {Ln("x.c * (t.tr + 1) / ((x.r + 1) * t.tc)")} - (x.c - (x.r + 1) * t.tc / (t.tr + 1)) >= {Literal(baseline.RateExponent)}
                  THEN 1 ELSE 0 END ELSE 0 END) AS risen
              FROM special AS x INNER JOIN totals AS t ON t.feature_id = x.feature_id
              WHERE t.tr > 0 AND t.tc > 0
              GROUP BY x.feature_id
            ),
            judged AS (
              SELECT f.feature_id, t.tc, d.stability, CASE WHEN d.degrees < 1 THEN 0 ELSE (1 / NULLIF(t.tr, 0) + 1 / NULLIF(t.tc, 0)) * k.critical_value END AS bound,
                SQRT(CASE WHEN d.divergence < 0 THEN 0 ELSE d.divergence END) AS jensen_shannon, SQRT(CASE WHEN d.apart < 0 THEN 0 ELSE d.apart END) AS hellinger, d.variation, d.largest,
                n.ks, n.ks_error, n.moved / NULLIF(f.deviation, 0) AS wasserstein, x.statistic, x.degrees, s.missing_rate, s.invalid_rate, s.unseen_rate, s.range_rate,
                COALESCE(s.risen, 0) AS risen, CASE WHEN l.strictness <= g.strictness THEN 1 ELSE 0 END AS significant
              FROM {names.Feature} AS f
              CROSS JOIN found AS g
              LEFT JOIN totals AS t ON t.feature_id = f.feature_id
              LEFT JOIN distances AS d ON d.feature_id = f.feature_id
              LEFT JOIN {names.Critical} AS k ON k.baseline_id = {id} AND k.degrees = d.degrees AND k.strictness = 0
              LEFT JOIN numbers AS n ON n.feature_id = f.feature_id
              LEFT JOIN chi AS x ON x.feature_id = f.feature_id
              LEFT JOIN strict AS l ON l.feature_id = f.feature_id
              LEFT JOIN rates AS s ON s.feature_id = f.feature_id
              WHERE f.baseline_id = {id}
            )
            INSERT INTO {names.Drift} (window_id, feature_id, {string.Join(", ", Measures)}, degrees, significant, severity)
            SELECT {window}, feature_id, stability, bound, jensen_shannon, hellinger, variation, largest, ks, ks_error, wasserstein, statistic, missing_rate, invalid_rate, unseen_rate, range_rate, degrees, significant,
              CASE WHEN COALESCE(tc, 0) < {Number(policy.MinimumRows)} THEN 0
                WHEN significant = 1 AND stability > bound AND stability >= {Literal(policy.CriticalStability)} THEN 2
                WHEN significant = 1 AND ((stability > bound AND stability >= {Literal(policy.WarningStability)}) OR jensen_shannon >= {Literal(policy.MinimumJensenShannon)} OR wasserstein >= {Literal(policy.MinimumWasserstein)}) THEN 1
                WHEN risen = 1 THEN 1
                ELSE 0 END
            FROM judged
            """;
    }

    private string Ln(string operand) => $"{dialect.FunctionName(UnaryOperator.Ln)}({operand})";

    private string Double(string operand) => $"CAST({operand} AS {dialect.TypeName(DataType.Double)})";

    private string Literal(double value) => dialect.DoubleLiteral(value);

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
