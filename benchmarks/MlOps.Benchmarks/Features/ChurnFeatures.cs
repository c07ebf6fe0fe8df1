using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Dsl;
using MlOps.Codegen.Plan.Relations;
using MlOps.Codegen.Plan.Sources;

namespace MlOps.Benchmarks.Features;

/// <summary>The features of <c>examples/churn</c>: as its pipeline states them, and as somebody who knows DuckDB would write them.</summary>
internal static class ChurnFeatures
{
    private const string Example = "examples/churn/churn.pipeline";

    /// <summary>The example's plan.</summary>
    /// <exception cref="InvalidOperationException">The example is not there, or is refused.</exception>
    public static RelationalPlan Plan()
    {
        var diagnostics = new DiagnosticBag();
        ModelSource? source = ModelFormat.Read(PathOfExample(), [PipelineFormat.Create([])], diagnostics);
        return source?.CompileRelational("churn", diagnostics)
            ?? throw new InvalidOperationException($"{Example} was refused:\n{string.Join('\n', diagnostics)}");
    }

    /// <summary>The same features, written by hand; decimals stay the engine's own.</summary>
    /// <param name="asOf">The time as a constant.</param>
    public static string Expert(string asOf) => $"""
        SELECT
          a.account_id,
          a.opened_at,
          a.birth_date,
          a.plan,
          a.postal_code,
          a.income,
          coalesce(c.usage_week, 0) AS usage_week,
          coalesce(c.usage, 0) AS usage,
          coalesce(c.long_calls, 0) AS long_calls,
          coalesce(c.kinds, 0) AS kinds,
          coalesce(c.cost_month, 0) AS cost_month,
          c.last_family,
          coalesce(c.trend, 0) AS trend,
          c.last_call,
          coalesce(k.complaints_year, 0) AS complaints_year
        FROM crm.accounts AS a
        LEFT JOIN (
          SELECT
            account_id,
            sum(minutes) FILTER (started_at >= {asOf} - INTERVAL 7 DAYS) AS usage_week,
            sum(minutes) AS usage,
            count(*) FILTER (started_at >= {asOf} - INTERVAL 3 MONTHS AND minutes > 30) AS long_calls,
            count(DISTINCT kind) AS kinds,
            sum(minutes * price) FILTER (started_at >= {asOf} - INTERVAL 30 DAYS) AS cost_month,
            arg_max(family, started_at) AS last_family,
            sum((7 - 2 * ((epoch({asOf})::BIGINT - epoch(started_at)::BIGINT - 1) // 604800)) * minutes)
              FILTER (started_at >= {asOf} - INTERVAL 56 DAYS) AS trend,
            max(started_at) AS last_call
          FROM crm.calls
          LEFT JOIN crm.tariffs USING (tariff_id)
          WHERE started_at < {asOf}
          GROUP BY account_id
        ) AS c ON c.account_id = a.account_id
        LEFT JOIN (
          SELECT account_id, count(*) AS complaints_year
          FROM crm.complaints
          WHERE filed_at >= {asOf} - INTERVAL 1 YEAR AND filed_at < {asOf} AND severity >= 2
          GROUP BY account_id
        ) AS k ON k.account_id = a.account_id
        """;

    /// <summary>
    /// How many rows differ: sums are integers of the last digits there and decimals here, and of calls at one second the hand-written query takes
    /// any, the pipeline the largest text.
    /// </summary>
    /// <param name="asOf">The time as a constant.</param>
    public static string Differing(string asOf) => $"""
        SELECT count(*)
        FROM features_generated AS g
        FULL JOIN features_by_hand AS h ON g.account_id = h.account_id
        LEFT JOIN (
          SELECT account_id, max(family) AS family
          FROM (
            SELECT account_id, family, rank() OVER (PARTITION BY account_id ORDER BY started_at DESC) AS place
            FROM crm.calls
            JOIN crm.tariffs USING (tariff_id)
            WHERE started_at < {asOf} AND family IS NOT NULL AND account_id IN (
              SELECT g.account_id FROM features_generated AS g JOIN features_by_hand AS h ON g.account_id = h.account_id
              WHERE g.last_calls_tariff_family_lifetime IS DISTINCT FROM h.last_family)
          )
          WHERE place = 1
          GROUP BY account_id
        ) AS tied ON tied.account_id = g.account_id
        WHERE (
            g.opened_at, g.birth_date, g.plan, g.postal_code, g.income, g.sum_calls_minutes_last_7_days, g.sum_calls_minutes_lifetime,
            g.count_calls_last_3_months_where, g.count_distinct_calls_kind_lifetime, g.sum_calls_argument_last_30_days,
            g.weighted_sum_calls_minutes_last_8_weeks, g.last_calls_started_at_lifetime, g.count_complaints_last_1_year_where
          ) IS DISTINCT FROM (
            h.opened_at, h.birth_date, h.plan, h.postal_code, CAST(h.income AS DOUBLE), CAST(h.usage_week * 100 AS BIGINT), CAST(h.usage * 100 AS BIGINT),
            h.long_calls, h.kinds, CAST(h.cost_month * 1000000 AS BIGINT),
            CAST(h.trend * 100 AS BIGINT), h.last_call, h.complaints_year
          )
          OR (g.last_calls_tariff_family_lifetime IS DISTINCT FROM h.last_family AND g.last_calls_tariff_family_lifetime IS DISTINCT FROM tied.family)
        """;

    private static string PathOfExample()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string path = Path.Combine(folder.FullName, Example);
            if (File.Exists(path))
            {
                return path;
            }
        }

        throw new InvalidOperationException($"{Example} is not beside the benchmarks");
    }
}
