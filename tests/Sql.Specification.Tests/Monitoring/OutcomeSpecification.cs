using FsCheck;
using FsCheck.Fluent;
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
    private const int Parameters = 7;
    private const int Cases = 3;

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

        AssertDecisions(known, "", "");
        foreach (IGrouping<string?, Person> sex in known.Where(person => person.Sex is not null).GroupBy(person => person.Sex))
        {
            AssertDecisions([.. sex], "sex", sex.Key!);
            AssertRanking([.. sex], "sex", sex.Key!);
        }

        (double, bool)[] probabilities = [.. known.Select(person => (person.Score, person.Outcome == true))];
        Near(ProbabilityQuality.Akaike(probabilities, Parameters), "aic");
        Near(ProbabilityQuality.Bayesian(probabilities, Parameters), "bic");
        Near(known.Count(person => person.Outcome == true), "paired_positives");
        double[] biases = [.. known.Where(person => person.Sex is "f" or "m").GroupBy(person => person.Sex).Select(sex => ProbabilityQuality.CalibrationBias([.. sex.Select(person => (person.Score, person.Outcome == true))])!.Value)];
        Near(biases.Max() - biases.Min(), "calibration_gap", "sex");
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

        // Choosing from an interval of the score on: the ROC curve's points, and the lift there.
        foreach (RankingCut cut in report.Ranking)
        {
            Person[] chosen = [.. known.Where(person => cut.Threshold is null || person.Score > cut.Threshold)];
            Assert.Equal((chosen.Length, (double)chosen.Length / known.Length), (cut.Rows, cut.Share));
            Assert.Equal(chosen.Count(person => person.Outcome == true) / (double)known.Count(person => person.Outcome == true), cut.TruePositiveRate!.Value, 12);
            Assert.Equal(chosen.Count(person => person.Outcome == false) / (double)known.Count(person => person.Outcome == false), cut.FalsePositiveRate!.Value, 12);
            Assert.Equal(cut.TruePositiveRate.Value / cut.Share, cut.Lift!.Value, 12);
        }

        Assert.InRange(report.Ranking.Count, 5, 10);
        SequentialLook sequence = Assert.Single(SequentialComparison.OfAreas(
            [new PairedLook(known.Length, known.Count(person => person.Outcome == true), test.Difference, test.StandardError * test.StandardError)], sandbox.Specification.Policy.SmallestDifference, 0.95));
        Assert.Equal(sequence.Low, report.Challenge.Sequence!.Low, 8);
        Assert.Equal(sequence.Probability, report.Challenge.Sequence.Probability, 6);
        Assert.InRange(report.Challenge.DecisionSequenceProbability!.Value, 0, 1);

        // The value is beyond its limit, which the specification sets; a limit that holds tells nobody.
        Assert.Equal(["profit"], Subjects(sandbox));

        // Who looks again where an alert was raised by an earlier release, whose subject ended in blanks, raises none beside it.
        sandbox.Execute($"UPDATE {sandbox.Scripts.Names.Alert} SET subject = 'profit  '");
        sandbox.Look(1);
        Assert.Equal(["profit"], Subjects(sandbox).Select(subject => subject.TrimEnd()));

        // The mix of scores, decisions and reasons is compared as inputs are.
        AssertMix(3, person => person.Decision ? "yes" : "no", ["yes", "no"]);
        AssertMix(8, person => person.Reason, ["income", "age"]);

        void AssertMix(int feature, Func<Person, string?> value, string?[] values)
        {
            var counts = new CountPair([.. values.Append(null).Select(each => people.LongCount(person => value(person) == each) * 2)], [.. values.Append(null).Select(each => people.LongCount(person => value(person) == each))]);
            Assert.Equal(DistributionDistance.PopulationStability(counts, 1e-4)!.Value, sandbox.Drift(window, "stability", feature)!.Value, 9);
        }

        void AssertRanking(Person[] rows, string slice, string value)
        {
            if (slice.Length > 0 && rows.Length < sandbox.Specification.Policy.MinimumGroupRows)
            {
                Assert.Null(sandbox.Metric(window, "auc", slice, value));
                return;
            }

            (double, bool)[] scored = [.. rows.Select(person => (person.Score, person.Outcome == true))];
            Near(Ranking.Auc(scored), "auc", slice, value);
            Near(Ranking.Separation(scored), "separation", slice, value);
            Near(ProbabilityQuality.Brier(scored), "brier", slice, value);
            Near(ProbabilityQuality.LogLoss(scored), "log_loss", slice, value);
            Near(ProbabilityQuality.CalibrationError(ProbabilityQuality.Calibration(scored, sandbox.Baseline!.Features[0].Edges)), "calibration_error", slice, value);
            Near(ProbabilityQuality.CalibrationBias(scored), "calibration_bias", slice, value);
            Near(ProbabilityQuality.CalibrationSlope(scored), "calibration_slope", slice, value);
            Near(ProbabilityQuality.Spiegelhalter(scored), "calibration_z", slice, value);
        }

        void AssertDecisions(Person[] rows, string slice, string value)
        {
            bool isLarge = slice.Length == 0 || rows.Length >= sandbox.Specification.Policy.MinimumGroupRows;
            double? selected = rows.Count(person => person.Decision);
            double? positive = rows.Count(person => person.Outcome == true);
            double both = rows.Count(person => person.Decision && person.Outcome == true);
            Near(isLarge ? rows.Average(person => person.Decision == person.Outcome ? 0.0 : 1) : null, "misclassification", slice, value);
            Near(isLarge ? both / selected : null, "decision_precision", slice, value);
            Near(isLarge ? both / positive : null, "decision_recall", slice, value);
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
        sandbox.Specification = sandbox.Specification with { Parameters = Parameters };
        sandbox.Fill(0, rows.Select(row => $"{sandbox.Literal(row.Item1)}, {sandbox.Literal(row.Item2)}"));

        // An outcome that is not known, and what cannot be computed with, take no part.
        sandbox.Fill(1, rows.Select(row => $"{sandbox.Literal(row.Item1)}, {sandbox.Literal(row.Item2)}")
            .Append($"{sandbox.Literal(3.0)}, NULL").Append($"{sandbox.Literal(1e200)}, {sandbox.Literal(1.0)}").Append($"{sandbox.Literal(1.0)}, {sandbox.Literal(-1e200)}"));
        sandbox.Freeze();
        long window = sandbox.Look(1);
        Assert.Equal(RegressionQuality.MeanAbsoluteError(rows)!.Value, sandbox.Metric(window, "mae")!.Value, 10);
        Assert.Equal(RegressionQuality.RootMeanSquaredError(rows)!.Value, sandbox.Metric(window, "rmse")!.Value, 10);
        Assert.Equal(RegressionQuality.Determination(rows)!.Value, sandbox.Metric(window, "r2")!.Value, 10);
        Assert.Equal(RegressionQuality.Akaike(rows, Parameters)!.Value, sandbox.Metric(window, "aic")!.Value, 9);
        Assert.Equal(RegressionQuality.Bayesian(rows, Parameters)!.Value, sandbox.Metric(window, "bic")!.Value, 9);
    }

    [SkippableFact]
    public void Alerts_tell_a_column_from_the_figure_that_is_called_like_it_and_from_its_parts()
    {
        MonitoredColumn[] columns = [new("profit", ColumnKind.Numeric), new("s", ColumnKind.Numeric, ColumnRole.Score), new("y", ColumnKind.Numeric, ColumnRole.Outcome), new("g", ColumnKind.Category, ColumnRole.Slice)];
        using var sandbox = new MonitorSandbox(fixture, columns, new DriftPolicy { WindowsChanged = 1, WindowsLookedAt = 1, MinimumCategoryRows = 1 });
        sandbox.Specification = sandbox.Specification with
        {
            Values = [new ValueMeasure("profit", $"SUM(source.{sandbox.Dialect.Quote("profit")})")],
            Limits = [new MetricLimit("profit", AtMost: 0), new MetricLimit("mae", AtMost: 0)],
        };
        sandbox.Fill(0, Rows(0));
        sandbox.Fill(1, Rows(1_000));
        sandbox.Freeze();
        sandbox.Look(1);
        Assert.Equal(["mae", "mae g a", "profit", "profit (figure)"], Subjects(sandbox).Order(StringComparer.Ordinal));

        IEnumerable<string> Rows(int shift) => Enumerable.Range(0, 60).Select(i => $"{sandbox.Literal((double)(i + shift))}, {sandbox.Literal(1.0)}, {sandbox.Literal(2.0)}, 'a'");
    }

    private static IEnumerable<string> Subjects(MonitorSandbox sandbox) =>
        new MonitorReader(sandbox.Database, sandbox.Scripts, sandbox.Baseline!).Alerts().Select(alert => alert.Subject);

    [SkippableFact]
    public void Any_sample_is_measured_as_the_statistics_do()
    {
        using var sandbox = new MonitorSandbox(
            fixture,
            [new("s", ColumnKind.Numeric, ColumnRole.Score), new("d", ColumnKind.Boolean, ColumnRole.Decision), new("y", ColumnKind.Boolean, ColumnRole.Outcome), new("g", ColumnKind.Category, ColumnRole.Protected)],
            new DriftPolicy { Bins = 4, MinimumCategoryRows = 1, MinimumGroupRows = 2 });
        Gen<double?> score = Gen.Frequency((12, Gen.Choose(0, 8).Select(i => (double?)(i / 8.0))), (1, Gen.Constant((double?)null)), (1, Gen.Constant((double?)1.5)));
        Gen<bool?> boolean = Gen.Elements<bool?>(true, true, false, false, null);
        Gen<Case> row = score.SelectMany(s => boolean.SelectMany(d => boolean.SelectMany(y => Gen.Elements("a", "A", "b", null).Select(g => new Case(s, d, y, g)))));
        Gen<(Case[] Reference, Case[] Current)> samples = row.NonEmptyListOf().SelectMany(r => row.ListOf().Select(c => (r.ToArray(), c.ToArray())));
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(Cases), Prop.ForAll(samples.ToArbitrary(), sample =>
        {
            sandbox.Clear();
            Case[] probabilities = [.. sample.Current.Where(each => each.S is not 1.5)];
            Case[][] windows = [sample.Current, probabilities, [], [sample.Reference[0]], [.. probabilities.Select(each => each with { S = 0.25 })], [.. sample.Reference.Select(each => each with { Y = null })]];
            sandbox.Fill(0, sample.Reference.Select(Text));
            for (int i = 0; i < windows.Length; i++)
            {
                sandbox.Fill(i + 1, windows[i].Select(Text));
            }

            MonitoringBaseline baseline = sandbox.Freeze();
            for (int i = 0; i < windows.Length; i++)
            {
                AssertMeasured(sandbox, sandbox.Look(i + 1), baseline.Features[0], windows[i]);
            }
        }));

        string Text(Case each) => $"{sandbox.Literal(each.S)}, {sandbox.Literal(each.D)}, {sandbox.Literal(each.Y)}, {sandbox.Literal(each.G)}";
    }

    private static void AssertMeasured(MonitorSandbox sandbox, long window, BaselineFeature score, Case[] rows)
    {
        AssertPart(rows, "", "");
        foreach (IGrouping<string?, Case> group in rows.Where(each => each.G is not null).GroupBy(each => each.G))
        {
            AssertPart([.. group], "g", group.Key!);
        }

        GroupCounts[] groups =
        [
            .. rows.Where(each => each.G is not null && each.D is not null).GroupBy(each => each.G).Select(group => new GroupCounts(
                group.Key!, group.Count(), group.Count(each => each.D == true), group.Count(each => each.Y == true), group.Count(each => each.Y == true && each.D == true),
                group.Count(each => each.Y == false), group.Count(each => each.Y == false && each.D == true))),
        ];
        GroupFairness fairness = GroupFairness.Of(groups, sandbox.Specification.Policy.MinimumGroupRows);
        Near(fairness.SelectionRatio, "selection_ratio", "g", "");
        Near(fairness.EqualizedOdds, "equalized_odds", "g", "");

        void AssertPart(Case[] part, string slice, string value)
        {
            long least = slice.Length == 0 ? 1 : sandbox.Specification.Policy.MinimumGroupRows;
            (double, bool)[] scored = [.. part.Where(each => each.S is not null && each.Y is not null).Select(each => (each.S!.Value, each.Y!.Value))];
            bool isScored = scored.Length >= least;
            bool isProbability = isScored && scored.All(row => row.Item1 <= 1);
            Near(isScored ? Ranking.Auc(scored) : null, "auc", slice, value);
            Near(isScored ? Ranking.Gini(scored) : null, "gini", slice, value);
            Near(isScored ? Ranking.Separation(scored) : null, "separation", slice, value);
            Near(isScored ? scored.Average(row => row.Item2 ? 1.0 : 0) : null, "positive_rate", slice, value);
            Near(isProbability ? ProbabilityQuality.Brier(scored) : null, "brier", slice, value);
            Near(isProbability ? ProbabilityQuality.LogLoss(scored) : null, "log_loss", slice, value);
            Near(isProbability ? ProbabilityQuality.CalibrationError(ProbabilityQuality.Calibration(scored, score.Edges)) : null, "calibration_error", slice, value);
            Near(isProbability ? ProbabilityQuality.CalibrationBias(scored) : null, "calibration_bias", slice, value);
            Near(isProbability ? ProbabilityQuality.CalibrationSlope(scored) : null, "calibration_slope", slice, value);
            Near(isProbability ? ProbabilityQuality.Spiegelhalter(scored) : null, "calibration_z", slice, value);
            (bool D, bool Y)[] decided = [.. part.Where(each => each.D is not null && each.Y is not null).Select(each => (each.D!.Value, each.Y!.Value))];
            double right = decided.Count(row => row.D && row.Y);
            bool isDecided = decided.Length >= least;
            Near(isDecided ? decided.Average(row => row.D == row.Y ? 0.0 : 1) : null, "misclassification", slice, value);
            Near(isDecided && decided.Any(row => row.D) ? right / decided.Count(row => row.D) : null, "decision_precision", slice, value);
            Near(isDecided && decided.Any(row => row.Y) ? right / decided.Count(row => row.Y) : null, "decision_recall", slice, value);
        }

        void Near(double? expected, string metric, string slice, string value)
        {
            double? found = sandbox.Metric(window, metric, slice, value);
            Assert.True(expected is null ? found is null : found is not null && Math.Abs(found.Value - expected.Value) <= 1e-9 * Math.Max(1, Math.Abs(expected.Value)), $"{metric} of {slice} {value}: {found}, not {expected}");
        }
    }

    [SkippableFact]
    public void Expected_performance_outside_its_band_for_long_raises_an_alert()
    {
        using var sandbox = new MonitorSandbox(fixture, [new("p", ColumnKind.Numeric, ColumnRole.Score), new("d", ColumnKind.Boolean, ColumnRole.Decision)], new DriftPolicy { ReferenceChunks = 4, MinimumJensenShannon = 0.9, WarningStability = 9, CriticalStability = 9, MinimumWasserstein = 9 });
        sandbox.Specification = sandbox.Specification with { Limits = [new MetricLimit("estimated_recall", FallsBy: 0.1)] };
        var random = new Random(8);

        // Four parts of six hours; the scores are sure of themselves, and less so from the third day on.
        (double, bool)[][] parts = [.. Enumerable.Range(0, 4).Select(_ => Rows(0.1))];
        for (int i = 0; i < parts.Length; i++)
        {
            sandbox.Fill(0, parts[i].Select(Text), (6 * i) + 1);
        }

        sandbox.Fill(1, Enumerable.Range(0, 4).SelectMany(_ => Rows(0.1)).Select(Text));
        sandbox.Fill(2, Rows(0.35).Select(Text));
        sandbox.Fill(3, Rows(0.35).Select(Text));
        MonitoringBaseline baseline = sandbox.Freeze();
        double[] accuracies = [.. parts.Select(part => ProbabilityQuality.Estimate(part).Accuracy!.Value)];
        PerformanceBand band = Assert.Single(baseline.Bands, each => each.Metric == "estimated_accuracy");
        Assert.Equal((4, 100.0), (band.Chunks, band.Rows));
        Assert.Equal(accuracies.Average(), band.Mean, 9);
        Assert.Equal(Math.Sqrt(accuracies.Sum(each => Math.Pow(each - accuracies.Average(), 2)) / 3), band.Deviation, 9);
        Assert.Equal((3 * band.Deviation, 6 * band.Deviation), (band.Margin(400, 3), Math.Round(band.Margin(25, 3) / band.Deviation, 9) * band.Deviation));
        Assert.Equal(ProbabilityQuality.Estimate(parts.SelectMany(part => part)).Accuracy!.Value, Assert.Single(baseline.Reference, each => each.Metric == "estimated_accuracy").Value, 9);

        int Alerts(string condition) => (int)sandbox.Number($"SELECT COUNT(*) FROM {sandbox.Scripts.Names.Alert} WHERE subject {condition}")!.Value;
        (int, int)[] alerts = [.. Enumerable.Range(1, 3).Select(day =>
        {
            sandbox.Look(day);
            return (Alerts("= 'estimated_accuracy'"), Alerts("= 'estimated_recall'"));
        })];

        // The limit on a fall from the reference tells at once, each time.
        Assert.Equal([(0, 0), (0, 1), (1, 2)], alerts);

        // Nothing of the reference is among the windows.
        Assert.Equal(0, sandbox.Number($"SELECT COUNT(*) FROM {sandbox.Scripts.Names.Metric} WHERE window_id < 1"));

        (double, bool)[] Rows(double unsure) => [.. Enumerable.Range(0, 100).Select(i => Math.Round(unsure * (0.5 + random.NextDouble()), 4)).Select((p, i) => i % 2 == 0 ? (p, false) : (1 - p, true))];
        string Text((double, bool) row) => $"{sandbox.Literal(row.Item1)}, {sandbox.Literal(row.Item2)}";
    }

    private sealed record Case(double? S, bool? D, bool? Y, string? G);

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
            new("why", ColumnKind.Category, ColumnRole.Reason),
        ]);
        string decision = $"source.{sandbox.Dialect.Quote("decision")}";
        sandbox.Specification = sandbox.Specification with
        {
            Values = [new ValueMeasure("profit", $"SUM(CASE WHEN {decision} = 'yes' THEN 10 ELSE -1 END) -- a comment")],
            Limits = [new MetricLimit("profit", AtMost: 0), new MetricLimit("auc", AtLeast: 0.01, FallsBy: 1e-6, RisesBy: 1e-6)],
            Parameters = Parameters,
        };
        sandbox.Fill(0, people.Concat(people).Select(person => Values(sandbox, person)));
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
                random.Next(20) switch { 0 => "x", < 10 => "f", _ => "m" },
                random.Next(5) switch { 0 => null, < 3 => "income", _ => "age" });
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
        sandbox.Literal(person.Sex),
        sandbox.Literal(person.Reason));

    private sealed record Person(double Score, double Challenger, bool Decision, bool ChallengerDecision, bool? Outcome, string? Region, string? Sex, string? Reason);
}
