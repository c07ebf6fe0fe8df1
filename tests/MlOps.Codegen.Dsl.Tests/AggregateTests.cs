using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Relations;

namespace MlOps.Codegen.Dsl.Tests;

/// <summary>Aggregates against sums and counts that are written out here, on rows with ties at the edges of windows.</summary>
public sealed class AggregateTests
{
    private const string Text = """
        source accounts
          account_id: integer key
          opened_at: timestamp
          region: text?

        source tariffs
          tariff_id: integer key
          price: decimal(6, 3)?

        source calls
          call_id: integer key
          account_id: integer? references accounts
          started_at: timestamp? event time
          minutes: decimal(10, 2)?
          weight: double?
          kind: text?
          tariff_id: integer? references tariffs as tariff

        score each accounts as of now

        output week = sum(calls.minutes) over last 7 days
        output before = sum(calls.minutes) over last 7 days ending 7 days ago
        output all_time = sum(calls.minutes) over lifetime
        output weights = sum(calls.weight) over lifetime
        output long = count(calls where minutes > 30) over last 1 month
        output known = count(calls.minutes) over last 1 month
        output kinds = count distinct(calls.kind) over lifetime
        output shortest = min(calls.minutes) over lifetime
        output latest = max(calls.started_at) over lifetime
        output first_kind = first(calls.kind) over lifetime
        output last_kind = last(calls.kind where kind is not missing) over lifetime
        output mean = average(calls.minutes) over last 30 days
        output per_week = average(sum(calls.minutes) per week) over lifetime since opened_at
        output per_day = average(count(calls) per day) over last 2 weeks
        output slope = trend(sum(calls.minutes) per week) over last 8 weeks
        output slope_of_counts = trend(count(calls) per week) over last 8 weeks
        output cost = sum(calls.minutes * calls.tariff.price) over lifetime
        output own = count(calls where accounts.region = "EU" and started_at >= accounts.opened_at) over lifetime
        """;

    private static readonly DateTime AsOf = new(2024, 3, 31, 12, 0, 0);

    [Fact]
    public void Aggregates_are_those_of_the_rows()
    {
        RelationalPlan plan = Pipelines.CompileRelational(Text);
        Assert.Single(plan.Aggregations);
        var random = new Random(3);
        List<Scalar[]> accounts = [.. Enumerable.Range(1, 40).Select(id => new[] { Scalar.FromInteger(id), Seconds(AsOf.AddDays(-random.Next(5, 500))), id % 2 == 0 ? Scalar.FromText("EU") : Scalar.Missing })];
        List<Scalar[]> tariffs = [.. Enumerable.Range(1, 5).Select(id => new[] { Scalar.FromInteger(id), id == 5 ? Scalar.Missing : Scalar.FromDouble(id * 0.125) })];
        List<Scalar[]> calls = [.. Enumerable.Range(1, 6000).Select(id => new[]
        {
            Scalar.FromInteger(id),
            random.Next(20) == 0 ? Scalar.Missing : Scalar.FromInteger(random.Next(1, 42)),
            random.Next(30) == 0 ? Scalar.Missing : Seconds(Moment(random)),
            random.Next(10) == 0 ? Scalar.Missing : Scalar.FromDouble(Math.Round(random.NextDouble() * 60, 2)),
            random.Next(10) == 0 ? Scalar.Missing : Scalar.FromDouble(random.NextDouble()),
            random.Next(10) == 0 ? Scalar.Missing : Scalar.FromText("abc"[random.Next(3)].ToString()),
            random.Next(10) == 0 ? Scalar.Missing : Scalar.FromInteger(random.Next(1, 7)),
        })];
        var tables = new Dictionary<string, IReadOnlyList<Scalar[]>> { ["accounts"] = accounts, ["tariffs"] = tariffs, ["calls"] = calls };
        IReadOnlyList<Scalar[]> scores = new RelationalEvaluator(plan, tables).Score(AsOf);
        for (int i = 0; i < accounts.Count; i++)
        {
            Scalar[] account = accounts[i];
            Call[] own = [.. calls.Where(call => call[1] == account[0] && !call[2].IsMissing).Select(call => new Call(call, tariffs)).Where(call => call.At < Time(AsOf))];
            Compare(Expected(own, account), scores[i], plan.Scoring);
        }
    }

    [Fact]
    public void Nothing_leaks_in_from_the_future()
    {
        RelationalPlan plan = Pipelines.CompileRelational(Text);
        Scalar[] account = [Scalar.FromInteger(1), Seconds(AsOf.AddDays(-100)), Scalar.FromText("EU")];
        Scalar[] Call(int id, DateTime at) => [Scalar.FromInteger(id), Scalar.FromInteger(1), Seconds(at), Scalar.FromDouble(31), Scalar.FromDouble(1), Scalar.FromText("z"), Scalar.Missing];
        List<Scalar[]> past = [Call(1, AsOf.AddDays(-7)), Call(2, AsOf.AddSeconds(-1))];
        Scalar[] Score(List<Scalar[]> calls) => new RelationalEvaluator(
            plan, new Dictionary<string, IReadOnlyList<Scalar[]>> { ["accounts"] = [account], ["tariffs"] = [], ["calls"] = calls }).Score(AsOf)[0];
        Assert.Equal(Score(past), Score([.. past, Call(3, AsOf), Call(4, AsOf.AddSeconds(1)), Call(5, AsOf.AddYears(1))]));
    }

    // Many lie exactly at edges.
    private static DateTime Moment(Random random) => random.Next(3) switch
    {
        0 => AsOf.AddDays(-7 * random.Next(-2, 10)),
        1 => AsOf.AddDays(-7 * random.Next(0, 10)).AddSeconds(random.Next(-1, 2)),
        _ => AsOf.AddSeconds(-random.Next(-1_000_000, 20_000_000)),
    };

    private static Dictionary<string, Scalar> Expected(Call[] calls, Scalar[] account)
    {
        Call[] In(DateTime from, DateTime to) => [.. calls.Where(call => call.At >= Time(from) && call.At < Time(to))];
        decimal Sum(IEnumerable<Call> some) => some.Sum(call => call.Minutes ?? 0);
        Call[] ordered = [.. calls.OrderBy(call => call.At)];
        Call[] month = In(AsOf.AddMonths(-1), AsOf);
        decimal[] weeks = [.. Enumerable.Range(0, 8).Select(week => Sum(In(AsOf.AddDays(-7 * (8 - week)), AsOf.AddDays(-7 * (7 - week)))))];
        decimal[] counts = [.. Enumerable.Range(0, 8).Select(week => (decimal)In(AsOf.AddDays(-7 * (8 - week)), AsOf.AddDays(-7 * (7 - week))).Length)];
        Call[] spoken = [.. In(AsOf.AddDays(-30), AsOf).Where(call => call.Minutes is not null)];
        double lifetime = Time(AsOf) - account[1].Integer;
        return new Dictionary<string, Scalar>
        {
            ["week"] = Number(Sum(In(AsOf.AddDays(-7), AsOf))),
            ["before"] = Number(Sum(In(AsOf.AddDays(-14), AsOf.AddDays(-7)))),
            ["all_time"] = Number(Sum(calls)),
            ["weights"] = Scalar.FromDouble(calls.Sum(call => call.Weight ?? 0)),
            ["long"] = Scalar.FromInteger(month.Count(call => call.Minutes > 30)),
            ["known"] = Scalar.FromInteger(month.Count(call => call.Minutes is not null)),
            ["kinds"] = Scalar.FromInteger(calls.Select(call => call.Kind).OfType<string>().Distinct().Count()),
            ["shortest"] = calls.Min(call => call.Minutes) is { } least ? Number(least) : Scalar.Missing,
            ["latest"] = calls.Length == 0 ? Scalar.Missing : Scalar.FromInteger(calls.Max(call => call.At)),
            ["first_kind"] = Scalar.FromText(ordered.Where(call => call.Kind is not null).OrderBy(call => call.At).ThenBy(call => call.Kind, StringComparer.Ordinal).FirstOrDefault()?.Kind),
            ["last_kind"] = Scalar.FromText(ordered.Where(call => call.Kind is not null).OrderBy(call => call.At).ThenBy(call => call.Kind, StringComparer.Ordinal).LastOrDefault()?.Kind),
            ["mean"] = spoken.Length == 0 ? Scalar.Missing : Number(Sum(spoken) / spoken.Length),
            ["per_week"] = Scalar.FromDouble((double)Sum(calls) / (lifetime / 604_800)),
            ["per_day"] = Scalar.FromDouble(In(AsOf.AddDays(-14), AsOf).Length / 14.0),
            ["slope"] = Scalar.FromDouble(Slope(weeks)),
            ["slope_of_counts"] = Scalar.FromDouble(Slope(counts)),
            ["cost"] = Number(calls.Sum(call => (call.Minutes * call.Price) ?? 0)),
            ["own"] = Scalar.FromInteger(account[2].IsMissing ? 0 : calls.Count(call => call.At >= account[1].Integer)),
        };
    }

    // The textbook's formula, in another way than the one that is compiled.
    private static double Slope(decimal[] y)
    {
        double meanX = Enumerable.Range(0, y.Length).Average();
        double meanY = (double)y.Average();
        double covariance = y.Select((value, i) => (i - meanX) * ((double)value - meanY)).Sum();
        return covariance / Enumerable.Range(0, y.Length).Sum(i => (i - meanX) * (i - meanX));
    }

    private static void Compare(Dictionary<string, Scalar> expected, Scalar[] actual, ScoringPlan plan)
    {
        for (int i = 0; i < actual.Length; i++)
        {
            string name = plan.Outputs[i].Schema.Name;
            Scalar wanted = expected[name];
            if (wanted.IsDouble && actual[i].IsDouble)
            {
                Assert.True(Math.Abs(wanted.Double - actual[i].Double) <= 1e-11 * Math.Max(1, Math.Abs(wanted.Double)), $"{name}: {wanted} expected, {actual[i]} found");
            }
            else
            {
                Assert.True(wanted == actual[i], $"{name}: {wanted} expected, {actual[i]} found");
            }
        }
    }

    private static Scalar Number(decimal value) => Scalar.FromDouble((double)value);

    private static Scalar Seconds(DateTime at) => Scalar.FromInteger(Time(at));

    private static long Time(DateTime at) => (long)(at - DateTime.UnixEpoch).TotalSeconds;

    private sealed class Call(Scalar[] row, List<Scalar[]> tariffs)
    {
        public long At => row[2].Integer;

        public decimal? Minutes => row[3].IsMissing ? null : (decimal)row[3].Double;

        public double? Weight => row[4].IsMissing ? null : row[4].Double;

        public string? Kind => row[5].IsMissing ? null : row[5].Text;

        public decimal? Price => tariffs.FirstOrDefault(tariff => tariff[0] == row[6]) is { } tariff && !tariff[1].IsMissing ? (decimal)tariff[1].Double : null;
    }
}
