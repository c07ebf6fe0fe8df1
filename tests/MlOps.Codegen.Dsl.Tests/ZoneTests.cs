using System.Globalization;
using MlOps.Codegen.Cli.Targets;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Calendar;
using MlOps.Codegen.Plan.Relations;

namespace MlOps.Codegen.Dsl.Tests;

/// <summary>Time zones, at both changes of clocks: which instants belong to a window, and what the calendar says of a timestamp.</summary>
public sealed class ZoneTests
{
    private static readonly string[] EmbeddedTargets = ["csharp", "duckdb", "sqlite"];

    /// <summary>A zone, an as-of time, and where the day before it begins: all in UTC, worked out by hand.</summary>
    public static TheoryData<string, string, string> DaysBefore => new()
    {
        // Clocks are set forward, and back: the day has 23 hours, and 25.
        { "Europe/Berlin", "2024-03-31T12:00:00", "2024-03-30T13:00:00" },
        { "Europe/Berlin", "2024-10-27T12:00:00", "2024-10-26T11:00:00" },

        // 02:30 the day before did not exist: the moment of the change. And it existed twice: the first.
        { "Europe/Berlin", "2024-04-01T00:30:00", "2024-03-31T01:00:00" },
        { "Europe/Berlin", "2024-10-28T01:30:00", "2024-10-27T00:30:00" },
        { "America/New_York", "2024-03-11T06:30:00", "2024-03-10T07:00:00" },
        { "America/New_York", "2024-11-04T06:30:00", "2024-11-03T05:30:00" },

        // Half an hour.
        { "Australia/Lord_Howe", "2024-10-06T15:15:00", "2024-10-05T15:30:00" },
        { "Australia/Lord_Howe", "2024-04-07T15:15:00", "2024-04-06T14:45:00" },
        { "Australia/Lord_Howe", "2024-04-07T03:00:00", "2024-04-06T02:30:00" },

        // Clocks that never change; and a day that there was not.
        { "Asia/Tokyo", "2024-03-31T12:00:00", "2024-03-30T12:00:00" },
        { "UTC", "2024-03-31T12:00:00", "2024-03-30T12:00:00" },
        { "Pacific/Apia", "2011-12-30T20:00:00", "2011-12-30T10:00:00" },
    };

    [Theory]
    [MemberData(nameof(DaysBefore))]
    public void A_day_before_is_the_same_time_by_the_local_clock(string zone, string asOf, string begins)
    {
        RelationalPlan plan = Pipelines.CompileRelational(Sales(zone, null));
        long end = Pipelines.Time(asOf).Integer, begin = Pipelines.Time(begins).Integer;
        long[] sales = [begin - 1, begin, end - 1, end];
        Assert.Equal(2, Value(plan, Score(plan, sales, asOf), "day").Integer);
        Assert.Equal(begin, Value(plan, Score(plan, [begin - 1, begin], asOf), "first_of_day").Integer);
    }

    [Fact]
    public void Every_target_has_the_same_windows_and_calendar()
    {
        (string Zone, string? Local)[] pipelines =
        [
            ("Europe/Berlin", "Europe/Berlin"), ("America/New_York", null), ("Australia/Lord_Howe", "Europe/Berlin"), ("Asia/Tokyo", "America/New_York"),
        ];
        foreach ((string zone, string? local) in pipelines)
        {
            RelationalPlan plan = Pipelines.CompileRelational(Sales(zone, local));
            ZoneTable clock = ZoneReader.Read(zone)!;
            foreach (string at in (string[])["2024-03-31T12:00:00", "2024-11-03T06:30:00", "2024-10-06T15:15:00", "2024-03-31T22:30:00"])
            {
                // Around every edge that the zone's clock or another one has.
                long asOf = Pipelines.Time(at).Integer;
                long[] sales =
                [
                    .. new[] { asOf, clock.Edge(clock.Local(asOf) - 86_400), asOf - 86_400, clock.Edge(clock.Local(asOf) - (14 * 86_400)), Pipelines.Time("2024-10-27T01:00:00").Integer, Pipelines.Time("2024-03-10T07:00:00").Integer }
                        .SelectMany(edge => new[] { -7_200, -3_600, -1_800, -1, 0, 1, 1_800, 3_600, 7_200 }.Select(offset => edge + offset)),
                ];
                var tables = Tables(sales);
                DateTime time = DateTime.UnixEpoch.AddSeconds(asOf);
                Scalar[] expected = new RelationalEvaluator(plan, tables).Score(time)[0];
                foreach (string target in EmbeddedTargets)
                {
                    Scalar[] actual = RelationalScorer.Score(TargetCatalog.Find(target), plan, null, tables, time, CancellationToken.None)[0];
                    for (int i = 0; i < expected.Length; i++)
                    {
                        bool isNear = expected[i].IsDouble && actual[i].IsDouble && Math.Abs(expected[i].Double - actual[i].Double) <= 1e-12 * Math.Max(1, Math.Abs(expected[i].Double));
                        Assert.True(isNear || expected[i] == actual[i], $"{target}, {zone} at {at}: {plan.Scoring.Outputs[i].Schema.Name} is {actual[i]}, not {expected[i]}");
                    }
                }
            }
        }
    }

    [Fact]
    public void A_local_column_that_occurs_twice_is_the_first_and_one_that_is_skipped_is_read_by_the_clock_before()
    {
        RelationalPlan plan = Pipelines.CompileRelational(Sales("UTC", "Europe/Berlin"));
        (string Local, string Instant)[] times =
        [
            ("2024-10-27T02:30:00", "2024-10-27T00:30:00"), ("2024-10-27T01:59:59", "2024-10-26T23:59:59"), ("2024-10-27T03:00:00", "2024-10-27T02:00:00"),
            ("2024-03-31T02:30:00", "2024-03-31T01:30:00"), ("2024-03-31T01:59:59", "2024-03-31T00:59:59"), ("2024-03-31T03:00:00", "2024-03-31T01:00:00"),
            ("1969-07-20T21:00:00", "1969-07-20T20:00:00"), ("1979-07-01T12:00:00", "1979-07-01T11:00:00"), ("1980-07-01T12:00:00", "1980-07-01T10:00:00"), ("2090-07-01T12:00:00", "2090-07-01T11:00:00"),
        ];
        foreach ((string local, string instant) in times)
        {
            Assert.Equal(Pipelines.Time(instant), Value(plan, Score(plan, [Pipelines.Time(local).Integer], "2100-01-01T00:00:00"), "latest"));
        }
    }

    [Fact]
    public void The_calendar_is_that_of_the_zone()
    {
        // In Berlin it is the last of March, a Sunday, half past midnight; in UTC it is Saturday.
        RelationalPlan plan = Pipelines.CompileRelational(Sales("Europe/Berlin", null));
        Scalar[] scores = Score(plan, [Pipelines.Time("2024-03-30T22:59:59").Integer, Pipelines.Time("2024-03-30T23:00:00").Integer, Pipelines.Time("2024-03-30T23:29:59").Integer], "2024-03-30T23:30:00");
        Assert.Equal(7, Value(plan, scores, "weekday_now").Integer);
        Assert.Equal(0, Value(plan, scores, "hour_now").Integer);
        Assert.True(Value(plan, scores, "is_end").Boolean);
        Assert.Equal(2, Value(plan, scores, "today").Integer);
        Assert.Equal(2, Value(plan, scores, "since_midnight").Integer);
        Assert.Equal(2, Value(plan, scores, "since_noted").Integer);
        Assert.Equal(2, Value(plan, scores, "sundays").Integer);
    }

    [Fact]
    public void Trends_and_averages_count_days_by_the_calendar()
    {
        RelationalPlan plan = Pipelines.CompileRelational(Sales("Europe/Berlin", null));

        // One sale at 14:00 local time of each of the days before: bucket by bucket one, though one of the days had 23 hours.
        ZoneTable berlin = ZoneReader.Read("Europe/Berlin")!;
        long asOf = Pipelines.Time("2024-04-05T12:00:00").Integer;
        long[] sales = [.. Enumerable.Range(1, 14).Select(day => berlin.Instant(berlin.Local(asOf) - (day * 86_400L)))];
        Scalar[] scores = Score(plan, sales, "2024-04-05T12:00:00");
        Assert.Equal(0, Value(plan, scores, "slope").Double);
        Assert.Equal(1, Value(plan, scores, "per_day").Double);

        // From 02:30 on the 29th of October to 14:00 on the 5th of April by the clock on the wall.
        Assert.Equal(14 / (((159 * 24) + 11.5) / 168), Value(plan, scores, "per_week_of_life").Double, 12);
    }

    [Fact]
    public void Tables_of_zones_are_what_dot_net_says_and_survive_being_written()
    {
        foreach (string name in (string[])["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Tokyo", "Africa/Casablanca", "Pacific/Apia", "America/Sao_Paulo"])
        {
            TimeZoneInfo zone = TimeZoneInfo.FindSystemTimeZoneById(name);
            ZoneTable table = ZoneReader.Read(name)!;
            Assert.True(table.IsOrdered);
            var random = new Random(1);
            IEnumerable<long> instants = table.Changes.SelectMany(change => new[] { change.At - 1, change.At }).Concat(Enumerable.Range(0, 2_000).Select(_ => random.NextInt64(0, 2_145_916_800)));
            Assert.All(instants, instant => Assert.Equal(zone.GetUtcOffset(DateTime.UnixEpoch.AddSeconds(instant)).TotalSeconds, table.OffsetAt(instant)));

            ZoneTable read = ZoneText.Read(ZoneText.Write(table))!;
            Assert.Equal([.. table.Changes], read.Changes.ToArray());
            Assert.Equal((table.Name, table.Source, table.Initial), (read.Name, read.Source, read.Initial));
        }
    }

    [Fact]
    public void The_table_beside_a_pipeline_counts_and_not_the_machines()
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, "Europe-Berlin.zone"), "zone Europe/Berlin\nsource a decree\nyears 1970 2069\nutc 3600\n2024-03-30T13:30:00Z 5400\n");
            RelationalPlan plan = Pipelines.CompileRelational(Sales("Europe/Berlin", null), Path.Combine(folder, "sales.pipeline"));
            Assert.Equal("a decree", plan.Calendar!.Source);

            // A day before 13:30 local time is 12:30 UTC: half an hour later than without the decree.
            long[] sales = [Pipelines.Time("2024-03-30T12:29:59").Integer, Pipelines.Time("2024-03-30T12:30:00").Integer];
            Assert.Equal(1, Value(plan, Score(plan, sales, "2024-03-31T12:00:00"), "day").Integer);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void The_tables_of_zones_are_files_of_the_pipeline()
    {
        var diagnostics = new Diagnostics.DiagnosticBag();
        PipelineSource source = Pipelines.Read(Sales("Europe/Berlin", "Asia/Tokyo"), Pipelines.File, diagnostics)!;
        Assert.Equal(["Asia-Tokyo.zone", "Europe-Berlin.zone"], source.Files.Select(file => file.Name));
    }

    private static string Sales(string zone, string? local) => $"""
        source shops
          shop_id: integer key
          opened_at: timestamp

        source sales
          sale_id: integer key
          shop_id: integer references shops
          at: timestamp event time {(local is null ? "" : $"in \"{local}\"")}

        score each shops as of now in "{zone}"

        output day = count(sales) over last 1 day
        output first_of_day = min(sales.at) over last 1 day
        output hours = count(sales) over last 24 hours
        output before = count(sales) over last 7 days ending 1 day ago
        output month = count(sales) over last 1 month
        output sundays = count(sales where weekday(at) = 7) over lifetime
        output nights = count(sales where hour(at) < 3) over lifetime
        output latest = max(sales.at) over lifetime
        output today = count(sales where date(at) = date(now)) over last 2 days
        output since_midnight = count(sales where at >= date(now)) over lifetime
        output since_noted = count(sales where at >= 2024-03-31T00:00:00) over lifetime
        output slope = trend(count(sales) per day) over last 14 days
        output per_day = average(count(sales) per day) over last 2 weeks
        output per_week_of_life = average(count(sales) per week) over lifetime since opened_at
        output weekday_now = weekday(now)
        output hour_now = hour(now)
        output is_end = is_month_end(now)
        output age = days_since(opened_at)
        """;

    private static Dictionary<string, IReadOnlyList<Scalar[]>> Tables(long[] sales) => new()
    {
        ["shops"] = [[Scalar.FromInteger(1), Pipelines.Time("2023-10-29T01:30:00")]],
        ["sales"] = [.. sales.Select((at, i) => new[] { Scalar.FromInteger(i), Scalar.FromInteger(1), Scalar.FromInteger(at) })],
    };

    private static Scalar[] Score(RelationalPlan plan, long[] sales, string asOf) =>
        new RelationalEvaluator(plan, Tables(sales)).Score(DateTime.Parse(asOf, CultureInfo.InvariantCulture))[0];

    private static Scalar Value(RelationalPlan plan, Scalar[] scores, string output) =>
        scores[plan.Scoring.Outputs.ToList().FindIndex(candidate => candidate.Schema.Name == output)];
}
