using System.Collections.Immutable;
using System.Globalization;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Calendar;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Relations;

namespace MlOps.Codegen.Testing.Relations;

/// <summary>
/// Accounts with calls, invoices over subscriptions, devices without a time, and tables to look up: every shape that a relational plan has,
/// and rows for it at the edges of windows.
/// </summary>
public static class Telephony
{
    private static readonly RelationReference ToAccount = new(["account_id"], "accounts");
    private static readonly RelationReference ToRegion = new(["region"], "regions");
    private static readonly RelationReference ToTariff = new(["tariff_id"], "tariffs");
    private static readonly RelationReference ToSubscription = new(["subscription_id"], "subscriptions");

    /// <summary>The relations, with nothing computed of them yet.</summary>
    public static RelationalPlan Schema { get; } = new(
        [
            new Relation(
                "accounts", ["accounts"],
                [Column("account_id", DataType.Integer), Column("opened_at", DataType.DateTime), Column("plan", DataType.String), Column("region", DataType.String), Column("balance", DataType.Double)],
                ["account_id"], null, [ToRegion], Origin.None),
            new Relation("regions", ["regions"], [Column("region", DataType.String), Column("factor", DataType.Double)], ["region"], null, [], Origin.None),
            new Relation(
                "calls", ["calls"],
                [
                    Column("call_id", DataType.Integer), Column("account_id", DataType.Integer), Column("started_at", DataType.DateTime),
                    Column("minutes", DataType.Double), Column("cents", DataType.Integer), Column("kind", DataType.String),
                    Column("tariff_id", DataType.Integer), Column("roaming", DataType.Boolean), Column("day", DataType.Date),
                ],
                ["call_id"], "started_at", [ToAccount, ToTariff], Origin.None),
            new Relation("tariffs", ["tariffs"], [Column("tariff_id", DataType.Integer), Column("price", DataType.Integer)], ["tariff_id"], null, [], Origin.None),
            new Relation(
                "subscriptions", ["subscriptions"],
                [Column("subscription_id", DataType.Integer), Column("account_id", DataType.Integer)],
                ["subscription_id"], null, [ToAccount], Origin.None),
            new Relation(
                "invoices", ["invoices"],
                [Column("subscription_id", DataType.Integer), Column("issued_at", DataType.DateTime), Column("cents", DataType.Integer)],
                [], "issued_at", [ToSubscription], Origin.None),
            new Relation("devices", ["devices"], [Column("account_id", DataType.Integer), Column("model", DataType.String)], [], null, [ToAccount], Origin.None),
        ],
        "accounts",
        [],
        new PlanBuilder().Build("nothing"),
        []);

    /// <summary>Times that windows are asked for at: a month's end, a leap day, a plain day.</summary>
    public static ImmutableArray<DateTime> Times { get; } =
    [
        new(2024, 3, 31, 12, 0, 0), new(2024, 2, 29, 0, 0, 0), new(2023, 7, 17, 8, 30, 15),
    ];

    /// <summary>Windows of every kind.</summary>
    public static ImmutableArray<Window> Windows { get; } =
    [
        new(null, TimeSpanBefore.None),
        new(Days(7), TimeSpanBefore.None),
        new(Days(30), TimeSpanBefore.None),
        new(new TimeSpanBefore(1, 0), TimeSpanBefore.None),
        new(new TimeSpanBefore(3, 0), new TimeSpanBefore(1, 0)),
        new(new TimeSpanBefore(13, 3_600), Days(1)),
        new(null, Days(30)),
        new(new TimeSpanBefore(0, 1), TimeSpanBefore.None),
    ];

    /// <summary>A plan that has one of everything.</summary>
    public static RelationalPlan Everything()
    {
        Window ever = Windows[0], week = Windows[1], month = Windows[3], before = Windows[4];
        var calls = new RowsBuilder(Schema, "calls", ToAccount);
        Expression minutes = calls.Column("minutes"), kind = calls.Column("kind"), cents = calls.Column("cents");
        Expression isLong = calls.Plan.Define("is_long", Build.Binary(BinaryOperator.Greater, minutes, Build.Number(2)), Origin.None);
        calls.At(calls.Column("started_at"))
            .Add("calls_ever", AggregateFunction.Count, null, ever)
            .Add("usage_week", AggregateFunction.Sum, minutes, week)
            .Add("usage_month", AggregateFunction.Sum, minutes, month)
            .Add("usage_thirty_days", AggregateFunction.Sum, minutes, Windows[2])
            .Add("cents_before", AggregateFunction.Sum, cents, before)
            .Add("long_calls", AggregateFunction.Count, null, month, isLong)
            .Add("long_cents", AggregateFunction.Sum, cents, ever, isLong)
            .Add("kinds", AggregateFunction.CountDistinct, kind, ever)
            .Add("distinct_minutes", AggregateFunction.CountDistinct, minutes, month)
            .Add("first_kind", AggregateFunction.First, kind, ever)
            .Add("last_kind", AggregateFunction.Last, kind, month)
            .Add("last_cents", AggregateFunction.Last, cents, ever)
            .Add("first_minutes", AggregateFunction.First, minutes, before)
            .Add("last_roaming", AggregateFunction.Last, calls.Column("roaming"), ever)
            .Add("roamings", AggregateFunction.CountDistinct, calls.Column("roaming"), ever)
            .Add("last_day", AggregateFunction.Last, calls.Column("day"), ever)
            .Add("shortest", AggregateFunction.Min, minutes, ever)
            .Add("longest", AggregateFunction.Max, minutes, week)
            .Add("first_day", AggregateFunction.Min, calls.Column("day"), ever)
            .Add("last_call", AggregateFunction.Max, calls.Column("started_at"), ever)
            .Add("with_kind", AggregateFunction.Count, kind, ever)
            .Add("price_month", AggregateFunction.Sum, calls.Column("price", ToTariff), month)
            .Add("age_seconds", AggregateFunction.Min, Build.Subtract(Build.Unary(UnaryOperator.ToInteger, calls.AsOf()), Build.Unary(UnaryOperator.ToInteger, calls.Column("started_at"))), ever)
            .Add("since_opening", AggregateFunction.Count, null, ever, Build.Binary(BinaryOperator.GreaterOrEqual, calls.Column("started_at"), calls.Column("opened_at", ToAccount)));

        // Rows that need stages: a table is looked up, and a value is used twice.
        var staged = new RowsBuilder(Schema, "calls", ToAccount);
        var table = new Plan.Kernels.LookupTable(
            [((ValueReference)staged.Column("kind")).Value],
            [
                new Plan.Kernels.LookupRow([Scalar.FromText("a")], [Scalar.FromInteger(3)]),
                new Plan.Kernels.LookupRow([Scalar.FromText("A")], [Scalar.FromInteger(5)]),
            ],
            [Literal.Integer(1)],
            [Literal.Missing(DataType.Integer)]);
        Expression weight = new ValueReference(staged.Plan.DefineKernel(["weight"], table, Origin.None)[0]);
        Expression weighted = staged.Plan.Define("weighted", Build.Binary(BinaryOperator.Multiply, weight, staged.Column("cents")), Origin.None);
        staged.At(staged.Column("started_at"))
            .Add("weighted_cents", AggregateFunction.Sum, weighted, month)
            .Add("last_weight", AggregateFunction.Last, weight, ever)
            .Add("heavy", AggregateFunction.Count, null, before, Build.Binary(BinaryOperator.Greater, weighted, Literal.Integer(100)));

        // A time that is computed: an hour later.
        var later = new RowsBuilder(Schema, "invoices", ToSubscription, ToAccount);
        Expression issued = later.Column("issued_at");
        later.At(Build.If(Build.Binary(BinaryOperator.Greater, later.Column("cents"), Literal.Integer(0)), issued, later.Column("opened_at", ToSubscription, ToAccount)))
            .Add("invoiced", AggregateFunction.Sum, later.Column("cents"), month)
            .Add("invoices", AggregateFunction.Count, null, ever)
            .Add("last_invoice", AggregateFunction.Last, later.Column("cents"), ever);

        var plainInvoices = new RowsBuilder(Schema, "invoices", ToSubscription, ToAccount);
        plainInvoices.At(plainInvoices.Column("issued_at")).Add("invoiced_before", AggregateFunction.Sum, plainInvoices.Column("cents"), Windows[5]);
        var devices = new RowsBuilder(Schema, "devices", ToAccount);
        devices.Add("devices", AggregateFunction.Count, null, null)
            .Add("models", AggregateFunction.CountDistinct, devices.Column("model"), null);
        return WithFeatures([calls.Build(), staged.Build(), later.Build(), plainInvoices.Build(), devices.Build()]);
    }

    /// <summary>A zone whose clocks change near <see cref="Times"/> and what lies before them.</summary>
    public static ZoneTable Zone { get; } = new(
        "Test/Zone", "a test", 2020, 2029, 3_600,
        [
            Change(new(2023, 3, 26, 1, 0, 0), 7_200), Change(new(2023, 7, 16, 6, 30, 0), 9_000), Change(new(2023, 10, 29, 1, 0, 0), 3_600),
            Change(new(2024, 2, 28, 22, 30, 0), 0), Change(new(2024, 3, 30, 11, 30, 0), 7_200), Change(new(2024, 10, 27, 1, 0, 0), 3_600),
        ]);

    /// <summary>A plan whose days and months are those of a zone, with calls at local times of it.</summary>
    /// <param name="isLocal">Whether calls are at local times; otherwise in UTC.</param>
    public static RelationalPlan Zoned(bool isLocal)
    {
        var calls = new RowsBuilder(Schema, "calls", ToAccount);
        Expression time = calls.Column("started_at");
        calls.At(isLocal ? Instant(time) : time);
        foreach ((int i, Window window) in ZonedWindows.Index())
        {
            calls.Add(string.Create(CultureInfo.InvariantCulture, $"calls_{i}"), AggregateFunction.Count, null, window)
                .Add(string.Create(CultureInfo.InvariantCulture, $"last_{i}"), AggregateFunction.Last, calls.Column("cents"), window);
        }

        Aggregation built = calls.Build();
        return WithFeatures([isLocal ? built with { LocalTime = new LocalTimeColumn("started_at", Zone.Least, Zone.Greatest) } : built]) with
        {
            Calendar = Zone,
            Zones = [Zone],
        };
    }

    /// <summary>Rows of every relation with calls at the edges of the windows of <see cref="Zoned"/>.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="accounts">How many accounts.</param>
    /// <param name="calls">How many calls.</param>
    /// <param name="isLocal">Whether calls are at local times.</param>
    public static Dictionary<string, IReadOnlyList<Scalar[]>> ZonedRows(int seed, int accounts, int calls, bool isLocal)
    {
        Dictionary<string, IReadOnlyList<Scalar[]>> tables = Rows(seed, accounts, calls);
        var random = new Random(seed);
        tables["calls"] =
        [
            .. tables["calls"].Select(row =>
            {
                DateTime asOf = Times[random.Next(Times.Length)];
                Window window = ZonedWindows[random.Next(ZonedWindows.Length)];
                DateTime edge = (random.Next(2) == 0 ? window.From ?? window.To : window.To).From(asOf, Zone);
                long instant = ((edge.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerSecond) + random.Next(-1, 2) + (random.Next(4) == 0 ? random.Next(-4, 5) * 1_800 : 0);
                return row.Select((value, i) => i != 2 || value.IsMissing ? value : Scalar.FromInteger(isLocal ? Zone.Local(instant) : instant)).ToArray();
            }),
        ];
        return tables;
    }

    /// <summary>A few features, as a person would read them.</summary>
    public static RelationalPlan Usage()
    {
        var calls = new RowsBuilder(Schema, "calls", ToAccount);
        Expression minutes = calls.Column("minutes");
        calls.At(calls.Column("started_at"))
            .Add("usage_week", AggregateFunction.Sum, minutes, Windows[1])
            .Add("long_calls", AggregateFunction.Count, null, Windows[4], Build.Binary(BinaryOperator.Greater, minutes, Build.Number(30)))
            .Add("kinds", AggregateFunction.CountDistinct, calls.Column("kind"), Windows[0])
            .Add("last_tariff", AggregateFunction.Last, calls.Column("tariff_id"), Windows[0]);
        return WithFeatures([calls.Build()]);
    }

    /// <summary>A plan of random aggregates.</summary>
    public static RelationalPlan Random(int seed)
    {
        var random = new Random(seed);
        var calls = new RowsBuilder(Schema, "calls", ToAccount);
        var invoices = new RowsBuilder(Schema, "invoices", ToSubscription, ToAccount);
        calls.At(calls.Column("started_at"));
        invoices.At(invoices.Column("issued_at"));
        for (int i = 0; i < 12; i++)
        {
            bool isCall = random.Next(4) > 0;
            RowsBuilder rows = isCall ? calls : invoices;
            AggregateFunction function = Enum.GetValues<AggregateFunction>()[random.Next(7)];
            string[] columns = !isCall ? ["cents"]
                : function == AggregateFunction.Sum ? ["minutes", "cents"]
                : function is AggregateFunction.Min or AggregateFunction.Max ? ["minutes", "cents", "day", "started_at"]
                : ["minutes", "cents", "day", "kind", "roaming", "started_at"];
            Expression? argument = function == AggregateFunction.Count && random.Next(2) == 0 ? null : rows.Column(columns[random.Next(columns.Length)]);
            Expression? condition = random.Next(3) > 0 ? null
                : isCall ? Build.Or(Build.Binary(BinaryOperator.Less, rows.Column("minutes"), Build.Number(random.Next(5))), rows.Column("roaming"))
                : Build.Not(Build.Equal(rows.Column("cents"), Literal.Integer(random.Next(3))));
            rows.Add(string.Create(CultureInfo.InvariantCulture, $"f{i}"), function, argument, Windows[random.Next(Windows.Length)], condition);
        }

        calls.Add("calls_at_all", AggregateFunction.Count, null, Windows[0]);
        invoices.Add("invoices_at_all", AggregateFunction.Count, null, Windows[1]);
        return WithFeatures([calls.Build(), invoices.Build()]);
    }

    /// <summary>Rows of every relation, in the order of their columns.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="accounts">How many accounts.</param>
    /// <param name="calls">How many calls.</param>
    public static Dictionary<string, IReadOnlyList<Scalar[]>> Rows(int seed, int accounts, int calls)
    {
        var random = new Random(seed);
        string[] kinds = ["a", "A", "a ", "", "b", "é", "\U0001F600", "\uFF5E", "a\t"];
        string[] regions = ["north", "North", "north ", "south"];
        List<Scalar[]> accountRows = [.. Enumerable.Range(1, accounts).Select(id => new[]
        {
            Scalar.FromInteger(id), Time(random), Maybe(random, Scalar.FromText(random.Next(2) == 0 ? "basic" : "plus")),
            Maybe(random, Scalar.FromText(random.Next(8) == 0 ? "nowhere" : regions[random.Next(regions.Length)])), Number(random),
        })];
        List<Scalar[]> callRows = [.. Enumerable.Range(1, calls).Select(id => new[]
        {
            Scalar.FromInteger(id),

            // The last fifth of the accounts has no calls, and some calls are nobody's.
            Maybe(random, Scalar.FromInteger(random.Next(20) == 0 ? accounts + 100 : 1 + random.Next(Math.Max(1, accounts * 4 / 5)))),
            Maybe(random, Time(random)), Maybe(random, Number(random)), Maybe(random, Scalar.FromInteger(random.Next(-50, 200))),
            Maybe(random, Scalar.FromText(kinds[random.Next(kinds.Length)])), Maybe(random, Scalar.FromInteger(random.Next(6))),
            Maybe(random, Scalar.FromBoolean(random.Next(2) == 0)), Maybe(random, Scalar.FromInteger(19_000 + random.Next(1_000))),
        })];
        return new Dictionary<string, IReadOnlyList<Scalar[]>>(StringComparer.Ordinal)
        {
            ["accounts"] = accountRows,
            ["regions"] = [.. regions.Select((region, i) => new[] { Scalar.FromText(region), Scalar.FromDouble(i + 0.5) })],
            ["calls"] = callRows,
            ["tariffs"] = [.. Enumerable.Range(0, 4).Select(id => new[] { Scalar.FromInteger(id), Maybe(random, Scalar.FromInteger(id * 100)) })],
            ["subscriptions"] = [.. Enumerable.Range(1, accounts).Select(id => new[]
            {
                Scalar.FromInteger(id), Maybe(random, Scalar.FromInteger(1 + random.Next(accounts + 2))),
            })],
            ["invoices"] = [.. Enumerable.Range(0, calls / 2).Select(_ => new[]
            {
                Maybe(random, Scalar.FromInteger(1 + random.Next(accounts + 2))), Maybe(random, Time(random)), Maybe(random, Scalar.FromInteger(random.Next(-5, 50))),
            })],
            ["devices"] = [.. Enumerable.Range(0, accounts).Select(_ => new[]
            {
                Maybe(random, Scalar.FromInteger(1 + random.Next(accounts))), Maybe(random, Scalar.FromText(kinds[random.Next(kinds.Length)])),
            })],
        };
    }

    // Sums of eighths are exact in any order.
    private static Scalar Number(Random random) => Scalar.FromDouble(random.Next(10) switch
    {
        0 => 0,
        1 => -0.0,
        2 => 1e300,
        _ => random.Next(-8, 64) / 8.0,
    });

    private static ImmutableArray<Window> ZonedWindows { get; } =
    [
        new(null, TimeSpanBefore.None),
        new(new TimeSpanBefore(0, 0) { Days = 1 }, TimeSpanBefore.None),
        new(new TimeSpanBefore(0, 0) { Days = 2 }, new TimeSpanBefore(0, 0) { Days = 1 }),
        new(new TimeSpanBefore(1, 0), TimeSpanBefore.None),
        new(new TimeSpanBefore(0, 86_400), TimeSpanBefore.None),
        new(new TimeSpanBefore(12, 5_400) { Days = 3 }, new TimeSpanBefore(0, 3_600)),
        new(new TimeSpanBefore(0, 0) { Days = 31 }, new TimeSpanBefore(0, 0) { Days = 30 }),
    ];

    private static ZoneChange Change(DateTime at, int offset) => new((at.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerSecond, offset);

    private static Expression Instant(Expression local)
    {
        Expression seconds = Build.Unary(UnaryOperator.ToInteger, local);
        Expression offset = Build.Case(
            [.. Enumerable.Range(0, Zone.Changes.Length).Select(i => new CaseBranch(
                Build.Binary(BinaryOperator.Less, seconds, Literal.Integer(Zone.LocalEnd(i))), Literal.Integer(Zone.OffsetAfter(i))))],
            Literal.Integer(Zone.OffsetAfter(Zone.Changes.Length)));
        return Build.Unary(UnaryOperator.ToDateTime, Build.Subtract(seconds, offset));
    }

    // Most times lie at the edge of a window, a second off it, or together with others.
    private static Scalar Time(Random random)
    {
        DateTime asOf = Times[random.Next(Times.Length)];
        Window window = Windows[random.Next(Windows.Length)];
        DateTime edge = random.Next(3) switch
        {
            0 => asOf,
            1 => window.From is { } from ? from.From(asOf) : asOf,
            _ => window.To.From(asOf),
        };
        long offset = random.Next(6) switch
        {
            0 => -1,
            1 => 1,
            2 => random.Next(-40 * 86_400, 40 * 86_400),
            3 => random.Next(-700 * 86_400, 0),
            _ => 0,
        };
        return Scalar.FromInteger(((edge.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerSecond) + offset);
    }

    private static Scalar Maybe(Random random, Scalar value) => random.Next(12) == 0 ? Scalar.Missing : value;

    private static RelationalPlan WithFeatures(ImmutableArray<Aggregation> aggregations)
    {
        var builder = new PlanBuilder();
        var features = new List<FeatureSource>();
        Add("opened_at", DataType.DateTime, new ColumnSource([], "opened_at"));
        Add("plan", DataType.String, new ColumnSource([], "plan"));
        Add("balance", DataType.Double, new ColumnSource([], "balance"));
        Add("region_factor", DataType.Double, new ColumnSource([ToRegion], "factor"));
        Add("at", DataType.DateTime, new AsOfSource());
        for (int i = 0; i < aggregations.Length; i++)
        {
            for (int j = 0; j < aggregations[i].Aggregates.Length; j++)
            {
                Add(aggregations[i].Aggregates[j].Name, aggregations[i].Aggregates[j].Type, new AggregateSource(i, j));
            }
        }

        foreach (PlanInput input in builder.Inputs.ToArray())
        {
            Expression value = new ValueReference(input.Value);
            Expression shown = input.Value.Type == DataType.Double ? Build.Add(value, Build.Number(1)) : Build.IsMissing(value);
            builder.AddOutput(new FieldSchema($"{input.Schema.Name}_scored", shown.Type), shown, Origin.None);
        }

        RelationalPlan plan = Schema with { Aggregations = aggregations, Scoring = builder.Build("telephony"), Features = [.. features] };
        RelationalPlanValidator.Validate(plan, "a test");
        return plan;

        void Add(string name, DataType type, FeatureSource source)
        {
            builder.AddInput(new FieldSchema(name, type), Origin.None);
            features.Add(source);
        }
    }

    private static RelationColumn Column(string name, DataType type) => new(name, type, IsNullable: true);

    private static TimeSpanBefore Days(int days) => new(0, days * 86_400L);
}
