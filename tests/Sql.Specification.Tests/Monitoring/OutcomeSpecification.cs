using MlOps.Codegen.Artifacts.Monitoring;
using MlOps.Codegen.Monitoring.Reports;
using MlOps.Codegen.Monitoring.Statistics;
using MlOps.Codegen.Sql.Specification.Comparison;

namespace MlOps.Codegen.Sql.Specification.Monitoring;

/// <summary>Accuracy, fairness and worth are what the statistics say, computed where the rows are.</summary>
/// <param name="fixture">The engine.</param>
public abstract class OutcomeSpecification<TFixture>(TFixture fixture) : IClassFixture<TFixture>
    where TFixture : SqlFixture
{
    private const int Rows = 400;

    [SkippableFact]
    public void Golden_area_is_reproduced()
    {
        using var sandbox = new MonitorSandbox(fixture, [new("s", ColumnKind.Numeric, ColumnRole.Score), new("y", ColumnKind.Boolean, ColumnRole.Outcome)]);
        (double, bool)[] rows = [(.1, false), (.4, false), (.35, true), (.8, true), (.35, false), (.4, true)];
        sandbox.Fill(0, rows.Select(row => $"{sandbox.Literal(row.Item1)}, {sandbox.Literal(row.Item2)}"));
        sandbox.Fill(1, rows.Select(row => $"{sandbox.Literal(row.Item1)}, {sandbox.Literal(row.Item2)}"));
        sandbox.Freeze();
        long window = sandbox.Look(1);
        Assert.Equal(7.0 / 9, sandbox.Metric(window, "auc")!.Value, 12);
        Assert.Equal(5.0 / 9, sandbox.Metric(window, "gini")!.Value, 12);
    }

    [SkippableFact]
    public void Classes_are_measured_as_the_statistics_do_and_again_when_labels_come()
    {
        Person[] people = People();
        using MonitorSandbox sandbox = Sandbox(people);

        // At first no outcome is known: there is what can be estimated, and what needs none.
        sandbox.Fill(1, people.Select(person => Values(sandbox, person with { Outcome = null })));
        sandbox.Freeze();
        long window = sandbox.Look(1);
        Assert.Null(sandbox.Metric(window, "auc"));
        Assert.Equal(Rows, sandbox.Number($"SELECT row_count FROM {sandbox.Scripts.Names.Window}"));
        Assert.Equal(0, sandbox.Drift(window, "severity", 5));
        EstimatedConfusion estimated = ProbabilityQuality.Estimate(people.Select(person => (person.Score, person.Decision)));
        Near(estimated.Accuracy, "estimated_accuracy");
        Near(estimated.Precision, "estimated_precision");
        Near(estimated.Recall, "estimated_recall");
        Near(people.Sum(person => person.Decision ? 10 : -1), "profit");

        // Labels come, for some.
        sandbox.Execute($"DELETE FROM {sandbox.Scripts.Names.Source} WHERE {sandbox.Dialect.Quote(sandbox.Specification.TimeColumn)} >= {sandbox.Scripts.Moment(MonitorSandbox.Day(1))}");
        sandbox.Fill(1, people.Select(person => Values(sandbox, person)));
        Assert.Equal(window, sandbox.Look(1));
        Person[] known = [.. people.Where(person => person.Outcome is not null)];
        AssertRanking(known, "", "");
        foreach (IGrouping<string?, Person> region in known.Where(person => person.Region is not null).GroupBy(person => person.Region))
        {
            AssertRanking([.. region], "region", region.Key!);
        }

        Near(known.Average(person => person.Decision == person.Outcome ? 0.0 : 1), "misclassification");
        DeLongTest test = PairedTests.DeLong([.. known.Select(person => (person.Score, person.Challenger, person.Outcome == true))])!;
        Near(test.Difference, "auc_difference");
        Near(test.StandardError * test.StandardError, "auc_difference_variance");
        Near(known.Count(person => person.Decision == person.Outcome && person.ChallengerDecision != person.Outcome), "only_champion_right");
        Near(known.Count(person => person.Decision != person.Outcome && person.ChallengerDecision == person.Outcome), "only_challenger_right");

        GroupCounts[] groups =
        [
            .. people.Where(person => person.Sex is not null).GroupBy(person => person.Sex).Select(group => new GroupCounts(
                group.Key!, group.Count(), group.Count(p => p.Decision), group.Count(p => p.Outcome == true), group.Count(p => p.Outcome == true && p.Decision),
                group.Count(p => p.Outcome == false), group.Count(p => p.Outcome == false && p.Decision))),
        ];
        GroupFairness fairness = GroupFairness.Of(groups, sandbox.Specification.Policy.MinimumGroupRows);
        Near(fairness.SelectionRatio, "selection_ratio", "sex");
        Near(fairness.EqualizedOdds, "equalized_odds", "sex");

        WindowReport report = new MonitorReader(sandbox.Database, sandbox.Scripts, sandbox.Baseline!).One(window);
        Assert.Equal(groups.OrderBy(group => group.Group, StringComparer.Ordinal), report.Groups.Select(group => group.Counts).OrderBy(group => group.Group, StringComparer.Ordinal));
        Assert.Equal(test.Probability, report.Challenge!.Ranking!.Probability, 6);
        Assert.Equal((known.Length, known.Count(person => person.Outcome == true)), (report.Curve.Sum(point => point.Rows), report.Curve.Sum(point => point.Positives)));
        Assert.Contains(report.Columns, column => column.Name == "score" && column.Probability is >= 0 and <= 1);

        // The value is beyond its limit, which the specification sets; a limit that holds tells nobody.
        Assert.Equal(["profit"], new MonitorReader(sandbox.Database, sandbox.Scripts, sandbox.Baseline!).Alerts().Select(alert => alert.Subject.Trim()));

        void AssertRanking(Person[] rows, string slice, string value)
        {
            (double, bool)[] scored = [.. rows.Select(person => (person.Score, person.Outcome == true))];
            Near(Ranking.Auc(scored), "auc", slice, value);
            Near(Ranking.Separation(scored), "separation", slice, value);
            Near(ProbabilityQuality.Brier(scored), "brier", slice, value);
            Near(ProbabilityQuality.LogLoss(scored), "log_loss", slice, value);
        }

        void Near(double? expected, string metric, string slice = "", string value = "")
        {
            double? found = sandbox.Metric(window, metric, slice, value);
            Assert.True(expected is null ? found is null : found is not null && Math.Abs(found.Value - expected.Value) <= 1e-9 * Math.Max(1, Math.Abs(expected.Value)), $"{metric} of {slice} {value}: {found}, not {expected}");
        }
    }

    [SkippableFact]
    public void Numbers_are_measured_as_the_statistics_do()
    {
        using var sandbox = new MonitorSandbox(fixture, [new("p", ColumnKind.Numeric, ColumnRole.Score), new("y", ColumnKind.Numeric, ColumnRole.Outcome)]);
        var random = new Random(5);
        (double, double)[] rows = [.. Enumerable.Range(0, 50).Select(i => (i + random.NextDouble(), (double)i))];
        sandbox.Fill(0, rows.Select(row => $"{sandbox.Literal(row.Item1)}, {sandbox.Literal(row.Item2)}"));
        sandbox.Fill(1, rows.Select(row => $"{sandbox.Literal(row.Item1)}, {sandbox.Literal(row.Item2)}").Append($"{sandbox.Literal(3.0)}, NULL"));
        sandbox.Freeze();
        long window = sandbox.Look(1);
        Assert.Equal(RegressionQuality.MeanAbsoluteError(rows)!.Value, sandbox.Metric(window, "mae")!.Value, 10);
        Assert.Equal(RegressionQuality.RootMeanSquaredError(rows)!.Value, sandbox.Metric(window, "rmse")!.Value, 10);
        Assert.Equal(RegressionQuality.Determination(rows)!.Value, sandbox.Metric(window, "r2")!.Value, 10);
    }

    private MonitorSandbox Sandbox(Person[] people)
    {
        MonitorSandbox sandbox = new(fixture,
        [
            new("score", ColumnKind.Numeric, ColumnRole.Score),
            new("challenger", ColumnKind.Numeric, ColumnRole.ChallengerScore),
            new("decision", ColumnKind.Category, ColumnRole.Decision) { Positive = "yes" },
            new("challenger decision", ColumnKind.Boolean, ColumnRole.ChallengerDecision),
            new("outcome", ColumnKind.Boolean, ColumnRole.Outcome),
            new("region", ColumnKind.Category, ColumnRole.Slice),
            new("sex", ColumnKind.Category, ColumnRole.Protected),
        ]);
        string decision = $"source.{sandbox.Dialect.Quote("decision")}";
        sandbox.Specification = sandbox.Specification with
        {
            Values = [new ValueMeasure("profit", $"SUM(CASE WHEN {decision} = 'yes' THEN 10 ELSE -1 END) -- a comment")],
            Limits = [new MetricLimit("profit", AtMost: 0), new MetricLimit("auc", AtLeast: 0.01)],
        };
        sandbox.Fill(0, people.Select(person => Values(sandbox, person)));
        return sandbox;
    }

    private static Person[] People()
    {
        var random = new Random(11);
        return [.. Enumerable.Range(0, Rows).Select(_ =>
        {
            double score = Math.Round(random.NextDouble(), 2);
            bool outcome = random.NextDouble() < score;
            return new Person(
                score,
                Math.Round(Math.Clamp(score + ((random.NextDouble() - 0.5) * 0.4), 0, 1), 2),
                score > 0.5,
                random.NextDouble() < 0.5,
                random.NextDouble() < 0.2 ? null : outcome,
                random.Next(4) switch { 0 => "north", 1 => "North", 2 => "south", _ => null },
                random.Next(20) switch { 0 => "x", < 10 => "f", _ => "m" });
        })];
    }

    private static string Values(MonitorSandbox sandbox, Person person) => string.Join(
        ", ",
        sandbox.Literal(person.Score),
        sandbox.Literal(person.Challenger),
        sandbox.Literal(person.Decision ? "yes" : "no"),
        sandbox.Literal((bool?)person.ChallengerDecision),
        sandbox.Literal(person.Outcome),
        sandbox.Literal(person.Region),
        sandbox.Literal(person.Sex));

    private sealed record Person(double Score, double Challenger, bool Decision, bool ChallengerDecision, bool? Outcome, string? Region, string? Sex);
}
