using MathNet.Numerics.Distributions;
using MathNet.Numerics;
using MlOps.Codegen.Artifacts.Monitoring;
using MlOps.Codegen.Monitoring.Baselines;
using MlOps.Codegen.Monitoring.Windows;
using Xunit.Abstractions;

namespace MlOps.Codegen.Monitoring.Tests.Windows;

/// <summary>
/// How often the default policy tells of a change where there is none, and misses one where there is: fifty normal columns with a
/// hundredth of their values missing, against a reference of 50,000 rows.
/// </summary>
public class AlarmSimulationTests(ITestOutputHelper output)
{
    private const int Columns = 50;
    private const int ReferenceRows = 50_000;
    private const double MissingRate = 0.01;

    [Theory]
    [InlineData(100)]
    [InlineData(1_000)]
    [InlineData(100_000)]
    public void Without_drift_fewer_than_two_of_a_hundred_windows_have_a_changed_column(int rows)
    {
        const int Windows = 200;
        var random = new Random(rows);
        MonitoringBaseline baseline = Baseline(random);
        var judgement = new DriftJudgement(baseline);
        int changed = Enumerable.Range(0, Windows).Count(_ => judgement.Judge(Window(baseline, rows, random, shifted: -1, shift: 0)).Any(column => column.Severity > 0));
        output.WriteLine($"{changed} of {Windows} windows of {rows} rows");
        Assert.True(changed < 0.02 * Windows, $"{changed} of {Windows} windows of {rows} rows");
    }

    [Fact]
    public void A_shift_of_a_quarter_of_a_deviation_in_one_column_is_found()
    {
        const int Windows = 200;
        var random = new Random(7);
        MonitoringBaseline baseline = Baseline(random);
        var judgement = new DriftJudgement(baseline);
        int found = 0;
        int others = 0;
        for (int i = 0; i < Windows; i++)
        {
            IReadOnlyList<FeatureDrift> columns = judgement.Judge(Window(baseline, 10_000, random, shifted: i % Columns, shift: 0.25));
            found += columns[i % Columns].Severity > 0 ? 1 : 0;
            others += columns.Where((_, column) => column != i % Columns).Count(column => column.Severity > 0);
        }

        output.WriteLine($"{found} of {Windows} shifts found, {others} other columns");
        Assert.True(found > 0.95 * Windows, $"{found} of {Windows}");
        Assert.True(others < 0.02 * Windows, $"{others} other columns");
    }

    [Fact]
    public void A_fixed_threshold_of_the_stability_index_would_tell_of_changes_that_are_none()
    {
        // What the bound is for: of a hundred rows in ten intervals the index is above 0.1 in every other column, by chance alone.
        var random = new Random(3);
        MonitoringBaseline baseline = Baseline(random);
        var judgement = new DriftJudgement(baseline);
        FeatureDrift[] columns = [.. judgement.Judge(Window(baseline, 100, random, shifted: -1, shift: 0))];
        Assert.InRange(columns.Count(column => column.Stability > 0.1), Columns / 4, Columns);
        Assert.DoesNotContain(columns, column => column.Severity > 0);
    }

    private static MonitoringBaseline Baseline(Random random)
    {
        IEnumerable<BaselineFeature> features = Enumerable.Range(0, Columns).Select(i =>
        {
            double[] sample = [.. Enumerable.Range(0, ReferenceRows).Select(_ => Normal.Sample(random, 0, 1)).Order()];
            double mean = sample.Average();
            double deviation = Math.Sqrt(sample.Average(x => (x - mean) * (x - mean)));
            IEnumerable<double> deciles = Enumerable.Range(1, 9).Select(decile => sample[(ReferenceRows * decile / 10) - 1]);
            BaselineFeature shape = BaselineBuilder.Numeric(new MonitoredColumn($"x{i}", ColumnKind.Numeric), sample[0], sample[^1], deviation, deciles);
            long missing = Binomial(random, ReferenceRows, MissingRate);
            return shape with
            {
                Bins = [.. shape.Bins.Select(bin => bin.Bin switch
                {
                    BinNumbers.Missing => bin with { Rows = missing },
                    >= 1 => bin with { Rows = ReferenceRows / 10 },
                    _ => bin,
                })],
            };
        });
        var specification = new MonitorSpecification { Model = "simulated", Table = "t", TimeColumn = "at", Columns = [.. Enumerable.Range(0, Columns).Select(i => new MonitoredColumn($"x{i}", ColumnKind.Numeric))] };
        return BaselineBuilder.Freeze(specification, null, null, ReferenceRows, [.. features]);
    }

    // The counts of a window, drawn from the probabilities of the bins: as if its rows were drawn one by one.
    private static long[][] Window(MonitoringBaseline baseline, int rows, Random random, int shifted, double shift) =>
    [
        .. baseline.Features.Select((feature, i) =>
        {
            double mean = i == shifted ? shift : 0;
            double Below(double? x) => SpecialFunctions.Erfc((mean - x!.Value) / Math.Sqrt(2)) / 2;
            double[] probabilities = [.. feature.Bins.Select(bin => bin.Bin switch
            {
                BinNumbers.Missing => MissingRate,
                BinNumbers.Invalid => 0,
                BinNumbers.Below => (1 - MissingRate) * Below(feature.Low),
                BinNumbers.Above => (1 - MissingRate) * (1 - Below(feature.High)),
                _ => (1 - MissingRate) * (Below(bin.Upper) - Below(bin.Lower)),
            })];
            return Multinomial(random, rows, probabilities);
        }),
    ];

    private static long[] Multinomial(Random random, long rows, double[] probabilities)
    {
        long[] counts = new long[probabilities.Length];
        double left = 1;
        for (int i = 0; i < counts.Length; i++)
        {
            counts[i] = left <= 0 ? 0 : Binomial(random, rows, Math.Clamp(probabilities[i] / left, 0, 1));
            rows -= counts[i];
            left -= probabilities[i];
        }

        // What rounding has left over.
        counts[0] += rows;
        return counts;
    }

    // By the place of one order statistic, and what is left on its side (L. Devroye 1986, X.4.3): exact, and quick for many rows.
    private static long Binomial(Random random, long rows, double probability)
    {
        long count = 0;
        while (rows > 30)
        {
            long middle = 1 + (rows / 2);
            double place = Beta.Sample(random, middle, rows + 1 - middle);
            if (place <= probability)
            {
                count += middle;
                rows -= middle;
                probability = (probability - place) / (1 - place);
            }
            else
            {
                rows = middle - 1;
                probability /= place;
            }
        }

        for (long i = 0; i < rows; i++)
        {
            count += random.NextDouble() < probability ? 1 : 0;
        }

        return count;
    }
}
