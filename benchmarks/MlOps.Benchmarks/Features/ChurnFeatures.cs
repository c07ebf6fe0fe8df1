using MlOps.Codegen;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Relations;

namespace MlOps.Benchmarks.Features;

/// <summary>The churn features over accounts and calls: as a relational plan, and as somebody who knows DuckDB would write them.</summary>
internal static class ChurnFeatures
{
    private const long Day = 86_400;
    private const long Week = 7 * Day;
    private const int TrendWeeks = 8;

    /// <summary>The features as the language's front end lowers them.</summary>
    public static RelationalPlan Plan()
    {
        var toAccounts = new RelationReference(["account_id"], "accounts");
        var accounts = new Relation(
            "accounts", ["accounts"], [Column("account_id", DataType.Integer), Column("opened_at", DataType.DateTime)], ["account_id"], null, [], Origin.None);
        var calls = new Relation(
            "calls", ["calls"],
            [
                Column("call_id", DataType.Integer), Column("account_id", DataType.Integer), Column("started_at", DataType.DateTime),
                Column("minutes", DataType.Double), Column("kind", DataType.String), Column("tariff_id", DataType.Integer),
            ],
            ["call_id"], "started_at", [toAccounts], Origin.None);
        var rows = new PlanBuilder();
        var sources = new List<FeatureSource>();
        Expression started = Input("started_at", DataType.DateTime, new ColumnSource([], "started_at"));
        Expression minutes = Input("minutes", DataType.Double, new ColumnSource([], "minutes"));
        Expression kind = Input("kind", DataType.String, new ColumnSource([], "kind"));
        Expression tariff = Input("tariff_id", DataType.Integer, new ColumnSource([], "tariff_id"));
        Expression asOf = Input("as_of", DataType.DateTime, new AsOfSource());

        // decimal(10, 2): hundredths, so that sums are exact.
        Expression hundredths = rows.Define("minutes_100", Build.Unary(UnaryOperator.ToInteger, Build.Unary(
            UnaryOperator.Floor, Build.Add(Build.Multiply(minutes, Build.Number(100)), Build.Number(0.5)))), Origin.None);

        // trend(sum(minutes) per week) over last 8 weeks: the slope is a weighted sum; the weight follows from the week.
        Expression seconds = Build.Subtract(Build.Unary(UnaryOperator.ToInteger, asOf), Build.Unary(UnaryOperator.ToInteger, started));
        Expression week = Build.Binary(BinaryOperator.IntegerDivide, Build.Subtract(seconds, Literal.Integer(1)), Literal.Integer(Week));
        Expression weight = Build.Subtract(Literal.Integer(TrendWeeks - 1), Build.Binary(BinaryOperator.Multiply, Literal.Integer(2), week));
        rows.AddOutput(new FieldSchema("time", DataType.DateTime), started, Origin.None);
        rows.AddOutput(new FieldSchema("hundredths", DataType.Integer), hundredths, Origin.None);
        rows.AddOutput(new FieldSchema("weighted", DataType.Integer), Build.Binary(BinaryOperator.Multiply, weight, hundredths), Origin.None);
        rows.AddOutput(new FieldSchema("is_long", DataType.Boolean), Build.Binary(BinaryOperator.Greater, minutes, Build.Number(30)), Origin.None);
        rows.AddOutput(new FieldSchema("kind_of", DataType.String), kind, Origin.None);
        rows.AddOutput(new FieldSchema("tariff", DataType.Integer), tariff, Origin.None);
        Window ever = new(null, TimeSpanBefore.None);
        Aggregate[] aggregates =
        [
            Aggregate("usage_week", AggregateFunction.Sum, "hundredths", new Window(new TimeSpanBefore(0, Week), TimeSpanBefore.None)),
            Aggregate("usage", AggregateFunction.Sum, "hundredths", ever),
            Aggregate("calls", AggregateFunction.Count, null, ever),
            Aggregate("calls_month", AggregateFunction.Count, null, new Window(new TimeSpanBefore(1, 0), TimeSpanBefore.None)),
            Aggregate("long_calls", AggregateFunction.Count, null, new Window(new TimeSpanBefore(3, 0), TimeSpanBefore.None), "is_long"),
            Aggregate("kinds", AggregateFunction.CountDistinct, "kind_of", ever),
            Aggregate("last_tariff", AggregateFunction.Last, "tariff", ever),
            Aggregate("last_call", AggregateFunction.Max, "time", ever),
            Aggregate("trend", AggregateFunction.Sum, "weighted", new Window(new TimeSpanBefore(0, TrendWeeks * Week), TimeSpanBefore.None)),
        ];
        var aggregation = new Aggregation("calls", [toAccounts], rows.Build("calls"), [.. sources], "time", [.. aggregates]);
        var scoring = new PlanBuilder();
        foreach (Aggregate aggregate in aggregates)
        {
            scoring.AddInput(new FieldSchema(aggregate.Name, aggregate.Type), Origin.None);
        }

        var plan = new RelationalPlan(
            [accounts, calls], "accounts", [aggregation], scoring.Build("churn"), [.. aggregates.Select((_, i) => new AggregateSource(0, i))]);
        RelationalPlanValidator.Validate(plan, "the benchmark");
        return plan;

        Expression Input(string name, DataType type, FeatureSource source)
        {
            sources.Add(source);
            return new ValueReference(rows.AddInput(new FieldSchema(name, type), Origin.None));
        }
    }

    /// <summary>The same features, written by hand.</summary>
    /// <param name="asOf">The time as a constant.</param>
    public static string Expert(string asOf) => $"""
        SELECT
          a.account_id,
          coalesce(c.usage_week, 0) AS usage_week,
          coalesce(c.usage, 0) AS usage,
          coalesce(c.calls, 0) AS calls,
          coalesce(c.calls_month, 0) AS calls_month,
          coalesce(c.long_calls, 0) AS long_calls,
          coalesce(c.kinds, 0) AS kinds,
          c.last_tariff,
          c.last_call,
          coalesce(c.trend, 0) AS trend
        FROM accounts AS a
        LEFT JOIN (
          SELECT
            account_id,
            sum(minutes) FILTER (started_at >= {asOf} - INTERVAL 7 DAYS) AS usage_week,
            sum(minutes) AS usage,
            count(*) AS calls,
            count(*) FILTER (started_at >= {asOf} - INTERVAL 1 MONTH) AS calls_month,
            count(*) FILTER (started_at >= {asOf} - INTERVAL 3 MONTHS AND minutes > 30) AS long_calls,
            count(DISTINCT kind) AS kinds,
            arg_max(tariff_id, started_at) AS last_tariff,
            max(started_at) AS last_call,
            sum((7 - 2 * ((epoch({asOf})::BIGINT - epoch(started_at)::BIGINT - 1) // 604800)) * minutes)
              FILTER (started_at >= {asOf} - INTERVAL 56 DAYS) AS trend
          FROM calls
          WHERE started_at < {asOf}
          GROUP BY account_id
        ) AS c ON c.account_id = a.account_id
        """;

    private static Aggregate Aggregate(string name, AggregateFunction function, string? argument, Window window, string? condition = null) => new(
        name, function, argument, condition, window, function is AggregateFunction.Max ? DataType.DateTime : DataType.Integer, Origin.None);

    private static RelationColumn Column(string name, DataType type) => new(name, type, IsNullable: false);
}
