using MlOps.Codegen.Artifacts.Monitoring;
using MlOps.Codegen.Monitoring.Retraining;

namespace MlOps.Codegen.Monitoring.Tests.Retraining;

/// <summary>When a model is due to be trained again, and when that has stopped helping.</summary>
public sealed class RetrainTriggerTests
{
    private static readonly DateTime Monday = new(2026, 3, 2);

    private static readonly RetrainPolicy Policy = new() { Command = ["train"], Labels = 100 };

    [Theory]
    [InlineData("2026-02-27", "2026-03-01T23:59:59", false)]
    [InlineData("2026-02-27", "2026-03-02T03:00:00", true)]
    [InlineData("2026-03-02T03:00:00", "2026-03-09T02:59:59", false)]
    [InlineData("2026-03-02T02:59:00", "2026-03-02T03:00:00", true)]
    [InlineData(null, "2026-03-01T23:59:59", true)]
    public void A_schedule_is_due_where_one_of_its_times_lies_behind_the_last_training(string? last, string asOf, bool due) => Assert.Equal(
        due ? 1 : 0,
        Due(Policy with { Labels = null, Schedule = "0 3 * * 1" }, last is null ? null : Time(last), Time(asOf)).Count);

    [Fact]
    public void What_is_no_schedule_is_refused() =>
        Assert.Contains("cron", Assert.Throws<MonitorFailure>(() => Due(Policy with { Schedule = "monthly please" }, Monday, Monday)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(new[] { 0.69, 0.65, 0.9 }, true)]
    [InlineData(new[] { 0.69, 0.7 }, false)]
    [InlineData(new[] { 0.71, 0.6, 0.6 }, false)]
    [InlineData(new[] { 0.69 }, false)]
    [InlineData(new double[0], false)]
    public void A_metric_is_due_where_it_was_out_of_order_in_all_of_the_latest_windows(double[] values, bool due) => Assert.Equal(
        due, Due(Policy with { Labels = null, Metrics = [new RetrainMetric("auc", AtLeast: 0.7)] }, Monday, Monday, values: values).Count == 1);

    [Fact]
    public void A_metric_may_be_too_large_and_of_a_slice()
    {
        RetrainPolicy policy = Policy with { Labels = null, Metrics = [new RetrainMetric("log_loss", AtMost: 0.4, Windows: 1, Slice: "channel", SliceValue: "web")] };

        Assert.Equal(["log_loss of channel = web: 0.5, above 0.4 in 1 window(s)"], Due(policy, Monday, Monday, values: [0.5, 0.1]));
        Assert.Empty(Due(policy, Monday, Monday, values: [0.4]));
    }

    [Theory]
    [InlineData(99, 0)]
    [InlineData(100, 1)]
    public void Enough_outcomes_are_due(long labels, int causes) => Assert.Equal(causes, Due(Policy, Monday, Monday, labels).Count);

    [Fact]
    public void A_better_challenger_is_better_by_more_than_chance_and_by_more_than_nothing()
    {
        (double, double, bool)[] rows = [.. Rows(400)];

        (_, RetrainVerdict better) = RetrainComparison.Judge(rows, Policy);
        (_, RetrainVerdict worse) = RetrainComparison.Judge([.. rows.Select(row => (row.Item2, row.Item1, row.Item3))], Policy);
        (_, RetrainVerdict same) = RetrainComparison.Judge([.. rows.Select(row => (row.Item2, row.Item2, row.Item3))], Policy);
        (var test, RetrainVerdict tooSmall) = RetrainComparison.Judge(rows, Policy with { MinimumEffect = 0.99 });
        (_, RetrainVerdict unknown) = RetrainComparison.Judge([.. rows.Where(row => row.Item3)], Policy);

        Assert.Equal((RetrainVerdict.Better, RetrainVerdict.Worse, RetrainVerdict.Same, RetrainVerdict.Same, RetrainVerdict.Uncompared), (better, worse, same, tooSmall, unknown));
        Assert.InRange(test!.Difference, 0.2, 0.99);
    }

    [Fact]
    public void Retraining_has_stopped_helping_after_so_many_that_are_no_better()
    {
        RetrainVerdict?[] verdicts = [RetrainVerdict.Same, RetrainVerdict.Better, RetrainVerdict.Same, RetrainVerdict.Uncompared, RetrainVerdict.Worse, null];
        RetrainRequest[] requests = [.. verdicts.Select((verdict, i) => new RetrainRequest(i + 1, "m", 1, "b", "c", Monday, Monday, Monday) { Verdict = verdict })];

        Assert.Equal(2, RetrainComparison.InVain(requests));
        Assert.False(RetrainComparison.NeedsRemodelling([.. requests], Policy));
        Assert.True(RetrainComparison.NeedsRemodelling([.. requests], Policy with { RemodelAfter = 2 }));
        Assert.Equal(0, RetrainComparison.InVain(requests.Take(2)));
        Assert.Equal(0, RetrainComparison.InVain([]));
    }

    private static IReadOnlyList<string> Due(RetrainPolicy policy, DateTime? last, DateTime asOf, long labels = 0, double[]? values = null) =>
        RetrainTriggers.Due(policy, last, asOf, labels, _ => values ?? []);

    private static IEnumerable<(double Champion, double Challenger, bool IsPositive)> Rows(int count)
    {
        var random = new Random(1);
        for (int i = 0; i < count; i++)
        {
            bool isPositive = random.Next(2) == 0;
            yield return (random.NextDouble(), random.NextDouble() + (isPositive ? 0.6 : 0), isPositive);
        }
    }

    private static DateTime Time(string text) => DateTime.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
