using MlOps.Codegen.Artifacts.Monitoring;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Sql.Dialects;

namespace MlOps.Codegen.Sql.Monitoring;

/// <summary>
/// The Kolmogorov-Smirnov statistic and the Wasserstein distance of the numbers themselves, for columns that ask for them: the numbers of
/// reference and window are grouped and put in order, which takes a sort of both.
/// </summary>
/// <param name="dialect">The engine.</param>
/// <param name="names">The tables.</param>
internal sealed class ExactStatements(SqlDialect dialect, MonitorNames names)
{
    /// <summary>The statements that add to <c>window_metric</c>.</summary>
    /// <param name="baseline">The baseline.</param>
    /// <param name="window">The window's number, as written.</param>
    /// <param name="from">Where it begins.</param>
    /// <param name="to">Before which time it ends.</param>
    public IEnumerable<string> All(MonitoringBaseline baseline, string window, string from, string to)
    {
        string? Moment(string? time) => time is null ? null : dialect.CalendarLiteral(time, DataType.DateTime);
        string reference = names.InWindow(Moment(baseline.From), Moment(baseline.To));
        return baseline.Features.Where(feature => feature.Column.Exact).Select(feature => Distances(feature, reference, window, names.InWindow(from, to)));
    }

    private string Distances(BaselineFeature feature, string reference, string window, string inWindow)
    {
        string number = names.Number(feature.Column);
        string largest = dialect.DoubleLiteral(BinNumbers.LargestNumber);
        string deviation = feature.Deviation is > 0 and { } some ? dialect.DoubleLiteral(some) : dialect.MissingLiteral(DataType.Double);
        string slice = dialect.TextLiteral(feature.Column.Name);
        string none = dialect.TextLiteral("");
        string real = dialect.TypeName(DataType.Double);
        return $"""
            WITH numbers AS (
              SELECT {number} AS x, CASE WHEN {inWindow} THEN 1 ELSE 0 END AS is_current
              FROM {names.Source} AS source
              WHERE (({reference}) OR ({inWindow})) AND {number} BETWEEN -{largest} AND {largest}
            ),
            steps AS (
              SELECT x, CAST(SUM(1 - is_current) AS {real}) AS r, CAST(SUM(is_current) AS {real}) AS c FROM numbers GROUP BY x
            ),
            running AS (
              SELECT s.x, s.c, LEAD(s.x) OVER (ORDER BY s.x) - s.x AS width,
                SUM(s.r) OVER (ORDER BY s.x ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) / NULLIF(SUM(s.r) OVER (), 0)
                - SUM(s.c) OVER (ORDER BY s.x ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) / NULLIF(SUM(s.c) OVER (), 0) AS gap
              FROM steps AS s
            ),
            measured AS (
              SELECT CAST(COALESCE(SUM(c), 0) AS {dialect.TypeName(DataType.Integer)}) AS row_count, MAX(ABS(gap)) AS farthest,
                CASE WHEN MAX(ABS(gap)) IS NOT NULL THEN COALESCE(SUM(ABS(gap) * width), 0) / {deviation} END AS moved
              FROM running
            )
            INSERT INTO {names.Metric} (window_id, metric, slice, slice_value, metric_value, row_count)
            SELECT {window}, {dialect.TextLiteral("exact_kolmogorov_smirnov")}, {slice}, {none}, m.farthest, m.row_count FROM measured AS m
            UNION ALL SELECT {window}, {dialect.TextLiteral("exact_wasserstein")}, {slice}, {none}, m.moved, m.row_count FROM measured AS m
            """;
    }
}
