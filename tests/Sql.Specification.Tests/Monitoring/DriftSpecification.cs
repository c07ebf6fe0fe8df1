using FsCheck;
using FsCheck.Fluent;
using MlOps.Codegen.Artifacts.Monitoring;
using MlOps.Codegen.Monitoring;
using MlOps.Codegen.Monitoring.Statistics;
using MlOps.Codegen.Monitoring.Windows;
using MlOps.Codegen.Sql.Specification.Comparison;

namespace MlOps.Codegen.Sql.Specification.Monitoring;

/// <summary>What an engine computes of windows is what the statistics say.</summary>
/// <param name="fixture">The engine.</param>
public abstract class DriftSpecification<TFixture>(TFixture fixture) : IClassFixture<TFixture>
    where TFixture : SqlFixture
{
    private const int Cases = 5;

    private static readonly MonitoredColumn X = new("x \"1", ColumnKind.Numeric) { Exact = true };
    private static readonly MonitoredColumn C = new("c", ColumnKind.Category);
    private static readonly MonitoredColumn B = new("b", ColumnKind.Boolean);

    [SkippableFact]
    public void Golden_values_are_reproduced()
    {
        int[] reference = [16, 18, 16, 14, 12, 12];
        int[] current = [16, 16, 16, 16, 16, 8];
        using var sandbox = new MonitorSandbox(fixture, [C]);
        sandbox.Fill(0, reference.SelectMany((count, i) => Enumerable.Repeat(sandbox.Literal($"k{i}"), count)));
        sandbox.Fill(1, current.SelectMany((count, i) => Enumerable.Repeat(sandbox.Literal($"k{i}"), count)));
        sandbox.Freeze();
        long window = sandbox.Look(1);
        AssertNear(0.0372184, "stability");
        AssertNear(0.0680482, "jensen_shannon");
        AssertNear(0.0681277, "hellinger");
        AssertNear(0.0681818, "total_variation");
        AssertNear(0.0454545, "largest_difference");
        AssertNear(1.622409, "chi_square");
        AssertNear(5, "degrees");

        // The bound of Yurdakul: twice 1/88 of χ²(5, 0.99) = 15.08627.
        AssertNear(2 * 15.0862725 / 88, "stability_bound");
        Assert.Equal(0, sandbox.Drift(window, "significant"));
        Assert.Equal(0, sandbox.Drift(window, "severity"));

        void AssertNear(double expected, string measure) => Assert.InRange(sandbox.Drift(window, measure)!.Value, expected - 1e-6, expected + 1e-6);
    }

    [SkippableFact]
    public void Any_sample_is_compared_as_the_statistics_do()
    {
        using var sandbox = new MonitorSandbox(fixture, [X, C, B], new DriftPolicy { Bins = 4, MinimumCategoryRows = 1, FalseDiscoveryRate = 0.3, MinimumRows = 5 });
        Gen<double?> number = Gen.Frequency(
            (6, ArbMap.Default.GeneratorFor<int>().Select(i => (double?)(i % 7))),
            (6, ArbMap.Default.GeneratorFor<NormalFloat>().Where(x => Math.Abs(x.Item) < 1e100).Select(x => (double?)x.Item)),
            (1, Gen.Constant((double?)null)));
        Gen<string?> text = Gen.Elements("a", "A", "a ", "b", "", "ä", null);
        Gen<bool?> boolean = Gen.Elements<bool?>(true, false, null);
        Gen<Row> row = number.SelectMany(x => text.SelectMany(c => boolean.Select(b => new Row(x, c, b))));
        Gen<(Row[] Reference, Row[] Current)> samples = row.NonEmptyListOf().SelectMany(r => row.ListOf().Select(c => (r.ToArray(), c.ToArray())));
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(Cases), Prop.ForAll(samples.ToArbitrary(), sample =>
        {
            sandbox.Clear();
            Row[][] windows = [sample.Reference, sample.Current, [], [sample.Reference[0]], [.. sample.Reference.Select(_ => new Row(null, null, null))], [.. sample.Reference, .. sample.Current], sample.Reference];
            sandbox.Fill(0, sample.Reference.Select(Values));
            for (int i = 0; i < windows.Length; i++)
            {
                sandbox.Fill(i + 1, windows[i].Select(Values));
            }

            MonitoringBaseline baseline = sandbox.Freeze();
            AssertQuantiles(sample.Reference, baseline.Features[0]);
            for (int i = 0; i < windows.Length; i++)
            {
                AssertCompared(sandbox, sandbox.Look(i + 1), baseline, sample.Reference, windows[i]);
            }

            // The last window is the reference once more.
            foreach (int feature in (int[])[1, 2, 3])
            {
                foreach (string measure in (string[])["stability", "jensen_shannon", "hellinger", "total_variation", "largest_difference", "chi_square", "severity", "significant"])
                {
                    Assert.Equal(0, sandbox.Drift(windows.Length, measure, feature)!.Value, 7);
                }
            }
        }));

        string Values(Row each) => $"{sandbox.Literal(each.X)}, {sandbox.Literal(each.C)}, {sandbox.Literal(each.B)}";
    }

    [SkippableFact]
    public void What_is_no_number_and_what_was_never_seen_is_counted_apart()
    {
        using var sandbox = new MonitorSandbox(fixture, [X, C]);
        sandbox.Fill(0, Enumerable.Range(0, 100).Select(i => $"{sandbox.Literal((double)i)}, 'known'"));
        string[] invalid = fixture.NotANumber is { } nan
            ? [nan, sandbox.Dialect.DoubleLiteral(double.PositiveInfinity), sandbox.Dialect.DoubleLiteral(double.NegativeInfinity), sandbox.Literal(1.7e308), sandbox.Literal(-1e101)]
            : [sandbox.Literal(1.7e308), sandbox.Literal(-1e101)];
        sandbox.Fill(1, invalid.Select(value => $"{value}, 'new'"));
        sandbox.Fill(1, Enumerable.Repeat("NULL, NULL", 4).Concat(Enumerable.Repeat("-1, 'Known'", 5)).Concat(Enumerable.Repeat("100, 'known '", 6)).Concat(Enumerable.Repeat("99, 'known'", 2)));
        sandbox.Freeze();
        long window = sandbox.Look(1);
        double rows = 17 + invalid.Length;
        Assert.Equal(4 / rows, sandbox.Drift(window, "missing_rate")!.Value, 12);
        Assert.Equal(invalid.Length / rows, sandbox.Drift(window, "invalid_rate")!.Value, 12);
        Assert.Equal(11 / rows, sandbox.Drift(window, "out_of_range_rate")!.Value, 12);
        Assert.Equal((11 + invalid.Length) / rows, sandbox.Drift(window, "unseen_rate", 2)!.Value, 12);
        Assert.Equal(4 / rows, sandbox.Drift(window, "missing_rate", 2)!.Value, 12);
    }

    [SkippableFact]
    public void A_window_inside_the_reference_is_refused()
    {
        using var sandbox = new MonitorSandbox(fixture, [C]);
        sandbox.Fill(0, Enumerable.Repeat("'a'", 10));
        sandbox.Freeze();
        Assert.Contains("reference", Assert.Throws<MonitorFailure>(() => sandbox.Look(0)).Message, StringComparison.Ordinal);
        Assert.Contains("begins before", Assert.Throws<MonitorFailure>(() => sandbox.Monitor.Look(MonitorSandbox.Day(2), MonitorSandbox.Day(2), CancellationToken.None)).Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void A_lasting_change_raises_an_alert_and_a_passing_one_does_not()
    {
        using var sandbox = new MonitorSandbox(fixture, [X, C]);
        var random = new Random(20240101);
        string Row(double shift, string c) => $"{sandbox.Literal(Math.Round(random.NextDouble() + shift, 3))}, {sandbox.Literal(c)}";
        sandbox.Fill(0, Enumerable.Range(0, 800).Select(i => Row(0, $"c{i % 3}")));
        sandbox.Fill(1, Enumerable.Range(0, 400).Select(i => Row(0.3, $"c{i % 3}")));
        sandbox.Fill(2, Enumerable.Range(0, 400).Select(i => Row(0, $"c{i % 3}")));
        sandbox.Fill(3, Enumerable.Range(0, 400).Select(i => Row(0, $"c{i % 3}")));
        sandbox.Fill(4, Enumerable.Range(0, 400).Select(i => Row(0.3, $"c{i % 3}")));
        sandbox.Fill(5, Enumerable.Range(0, 400).Select(i => Row(0.3, $"c{i % 3}")));
        sandbox.Freeze();
        int[] alerts = [.. Enumerable.Range(1, 5).Select(day =>
        {
            sandbox.Look(day);
            return (int)sandbox.Number($"SELECT COUNT(*) FROM {sandbox.Scripts.Names.Alert}")!.Value;
        })];
        Assert.Equal([0, 0, 0, 0, 1], alerts);
        Assert.Equal(2, sandbox.Number($"SELECT severity FROM {sandbox.Scripts.Names.Alert} WHERE subject = {sandbox.Literal(X.Name)}"));

        // Looking again finds the same, and tells nobody twice.
        Assert.Equal(5, sandbox.Look(5));
        Assert.Equal(1, sandbox.Number($"SELECT COUNT(*) FROM {sandbox.Scripts.Names.Alert}"));
        Assert.Equal(400, sandbox.Number($"SELECT row_count FROM {sandbox.Scripts.Names.Window} WHERE window_id = 5"));
    }

    private static void AssertQuantiles(Row[] reference, BaselineFeature feature)
    {
        double[] sorted = [.. reference.Select(each => each.X).OfType<double>().Order()];
        IEnumerable<double> edges = Enumerable.Range(1, 3)
            .Where(_ => sorted.Length > 0)
            .Select(i => sorted[(int)Math.Ceiling(i * sorted.Length / 4.0) - 1])
            .Where(edge => edge < sorted[^1])
            .Distinct();
        Assert.Equal(edges, feature.Edges);
        Assert.Equal(sorted.Length == 0 ? null : sorted[0], feature.Low);
        Assert.Equal(sorted.Length == 0 ? null : sorted[^1], feature.High);
    }

    private static void AssertCompared(MonitorSandbox sandbox, long window, MonitoringBaseline baseline, Row[] reference, Row[] current)
    {
        BaselineFeature numbers = baseline.Features[0];
        int Cell(double? x) => x is null ? 0 : 1 + numbers.Edges.Count(edge => x > edge);
        int[] cells = [.. Enumerable.Range(0, numbers.Edges.Length + 2)];
        var all = new CountPair([.. cells.Select(cell => reference.LongCount(each => Cell(each.X) == cell))], [.. cells.Select(cell => current.LongCount(each => Cell(each.X) == cell))]);
        var ordered = new CountPair([.. all.Reference.Skip(1)], [.. all.Current.Skip(1)]);
        AssertMeasures(1, all);
        AssertClose(OrderedDistance.BinnedKolmogorovSmirnov(ordered), "kolmogorov_smirnov", 1);
        AssertClose(OrderedDistance.BinnedError(ordered), "kolmogorov_smirnov_error", 1);
        if (numbers.Deviation > 0)
        {
            double[] values = [.. reference.Select(each => each.X).OfType<double>()];
            double deviation = Math.Sqrt(values.Average(x => Math.Pow(x - values.Average(), 2)));
            double? moved = OrderedDistance.BinnedWasserstein(ordered, [numbers.Low!.Value, .. numbers.Edges, numbers.High!.Value]) / deviation;
            AssertClose(moved, "wasserstein", 1);
        }

        double[] referenceNumbers = [.. reference.Select(each => each.X).OfType<double>()];
        double[] currentNumbers = [.. current.Select(each => each.X).OfType<double>()];
        AssertSame(OrderedDistance.KolmogorovSmirnov(referenceNumbers, currentNumbers), sandbox.Metric(window, "exact_kolmogorov_smirnov", X.Name), "exact Kolmogorov-Smirnov");
        AssertSame(
            numbers.Deviation > 0 ? OrderedDistance.Wasserstein(referenceNumbers, currentNumbers) / numbers.Deviation : null,
            sandbox.Metric(window, "exact_wasserstein", X.Name),
            "exact Wasserstein");

        // In the order of the cells: which of two equally small ones is pooled hangs on it.
        string?[] categories = [null, .. baseline.Features[1].Categories];
        string?[] known = [.. baseline.Features[1].Categories];
        AssertMeasures(2, new CountPair(
            [.. categories.Select(category => reference.LongCount(each => each.C == category)).Prepend(reference.LongCount(each => each.C is not null && !known.Contains(each.C)))],
            [.. categories.Select(category => current.LongCount(each => each.C == category)).Prepend(current.LongCount(each => each.C is not null && !known.Contains(each.C)))]));
        bool?[] values2 = [null, true, false];
        AssertMeasures(3, new CountPair([.. values2.Select(value => reference.LongCount(each => each.B == value))], [.. values2.Select(value => current.LongCount(each => each.B == value))]));

        // What is judged in the database is judged here, from the same counts.
        long[][] bins = [.. baseline.Features.Select((feature, i) => (long[])[.. feature.Bins.Select(bin => (long)(sandbox.Number(
            string.Create(System.Globalization.CultureInfo.InvariantCulture, $"SELECT row_count FROM {sandbox.Scripts.Names.Profile} WHERE window_id = {window} AND feature_id = {i + 1} AND bin = {bin.Bin}")) ?? 0))])];
        Assert.All(bins, counts => Assert.Equal(current.Length, counts.Sum()));
        IReadOnlyList<FeatureDrift> judged = new DriftJudgement(baseline).Judge(bins);
        for (int feature = 1; feature <= judged.Count; feature++)
        {
            Assert.Equal(judged[feature - 1].IsSignificant ? 1 : 0, sandbox.Drift(window, "significant", feature));
            Assert.Equal(judged[feature - 1].Severity, sandbox.Drift(window, "severity", feature));
        }

        void AssertMeasures(int feature, CountPair counts)
        {
            AssertClose(DistributionDistance.PopulationStability(counts, baseline.Specification.Policy.Epsilon), "stability", feature);
            AssertClose(DistributionDistance.PopulationStabilityBound(counts), "stability_bound", feature);
            AssertClose(DistributionDistance.JensenShannon(counts), "jensen_shannon", feature, 1e-7);
            AssertClose(DistributionDistance.Hellinger(counts), "hellinger", feature, 1e-7);
            AssertClose(DistributionDistance.TotalVariation(counts), "total_variation", feature);
            AssertClose(DistributionDistance.Largest(counts), "largest_difference", feature);
            ChiSquareTest? test = ChiSquareTest.PooledHomogeneity(counts);
            AssertClose(test?.Statistic, "chi_square", feature);
            AssertClose(test?.Degrees, "degrees", feature);
        }

        void AssertClose(double? expected, string measure, int feature, double tolerance = 1e-9)
        {
            AssertSame(expected, sandbox.Drift(window, measure, feature), $"{measure} of {feature}", tolerance);
        }

        static void AssertSame(double? expected, double? found, string what, double tolerance = 1e-9) =>
            Assert.True(expected is null ? found is null : found is not null && Math.Abs(found.Value - expected.Value) <= tolerance * Math.Max(1, Math.Abs(expected.Value)), $"{what}: {found}, not {expected}");
    }

    private sealed record Row(double? X, string? C, bool? B);
}
