using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using MlOps.Codegen.Monitoring.Statistics;

namespace MlOps.Codegen.Monitoring.Tests.Statistics;

/// <summary>What holds for all samples.</summary>
public class StatisticsPropertyTests
{
    private const double Epsilon = 1e-4;

    private static IEnumerable<Func<CountPair, double?>> Distances { get; } =
    [
        counts => DistributionDistance.PopulationStability(counts, Epsilon),
        DistributionDistance.JensenShannon,
        DistributionDistance.Hellinger,
        DistributionDistance.TotalVariation,
        DistributionDistance.Largest,
        OrderedDistance.BinnedKolmogorovSmirnov,
        counts => ChiSquareTest.Homogeneity(counts)?.Statistic,
        counts => ChiSquareTest.PooledHomogeneity(counts)?.Statistic,
    ];

    [Property]
    public void Distances_are_symmetric_not_negative_and_0_on_identity(NonNegativeInt[] first, NonNegativeInt[] second)
    {
        int cells = Math.Min(first.Length, second.Length);
        var counts = new CountPair([.. first.Take(cells).Select(n => (long)n.Item)], [.. second.Take(cells).Select(n => (long)n.Item)]);
        Assert.All(Distances, distance =>
        {
            double? there = distance(counts);
            Assert.Equal(counts.IsEmpty, there is null);
            if (there is not null)
            {
                Assert.True(there >= 0);
                Assert.Equal(there.Value, distance(counts.Swapped())!.Value, 9);
                Assert.Equal(0, distance(new CountPair(counts.Reference, counts.Reference))!.Value, 7);

                // Twice the rows in the same shares are the same distribution.
                Assert.Equal(0, distance(new CountPair(counts.Reference, [.. counts.Reference.Select(n => 2 * n)]))!.Value, 7);
            }
        });
    }

    [Property]
    public void Binned_Kolmogorov_Smirnov_understates_by_no_more_than_its_bound(NormalFloat[] first, NormalFloat[] second, NormalFloat[] edges)
    {
        double[] reference = [.. first.Select(x => x.Item)];
        double[] current = [.. second.Select(x => x.Item)];
        double[] ends = [.. edges.Select(x => x.Item).Distinct().Order()];
        CountPair counts = new(Histogram(reference, ends), Histogram(current, ends));
        double? exact = OrderedDistance.KolmogorovSmirnov(reference, current);
        double? binned = OrderedDistance.BinnedKolmogorovSmirnov(counts);
        Assert.Equal(exact is null, binned is null);
        if (exact is not null)
        {
            Assert.InRange(exact.Value, binned!.Value - 1e-12, binned.Value + OrderedDistance.BinnedError(counts)!.Value + 1e-12);
        }
    }

    [Property]
    public void Exact_distances_of_numbers_are_those_of_their_definition(int[] first, int[] second)
    {
        double[] reference = [.. first.Select(x => (double)x)];
        double[] current = [.. second.Select(x => (double)x)];
        if (reference.Length == 0 || current.Length == 0)
        {
            Assert.Null(OrderedDistance.KolmogorovSmirnov(reference, current));
            Assert.Null(OrderedDistance.Wasserstein(reference, current));
            return;
        }

        double[] values = [.. reference.Concat(current).Distinct().Order()];
        double Gap(double x) => Math.Abs(reference.Count(r => r <= x) / (double)reference.Length - (current.Count(c => c <= x) / (double)current.Length));
        Assert.Equal(values.Max(Gap), OrderedDistance.KolmogorovSmirnov(reference, current)!.Value, 12);
        Assert.Equal(values.Zip(values.Skip(1), (x, next) => Gap(x) * (next - x)).Sum(), OrderedDistance.Wasserstein(reference, current)!.Value, 9);

        // A shift moves all of the mass by itself.
        Assert.Equal(2.5, OrderedDistance.Wasserstein(reference, [.. reference.Select(x => x + 2.5)])!.Value, 9);
    }

    [Property]
    public void Area_and_its_comparison_are_those_of_all_pairs(Tuple<byte, byte, bool>[] sample)
    {
        (double Champion, double Challenger, bool IsPositive)[] rows = [.. sample.Select(row => ((double)(row.Item1 % 8), (double)(row.Item2 % 8), row.Item3))];
        (double Champion, double Challenger, bool IsPositive)[] positives = [.. rows.Where(row => row.IsPositive)];
        (double Champion, double Challenger, bool IsPositive)[] negatives = [.. rows.Where(row => !row.IsPositive)];
        double? auc = Ranking.Auc(rows.Select(row => (row.Champion, row.IsPositive)));
        if (positives.Length == 0 || negatives.Length == 0)
        {
            Assert.Null(auc);
            return;
        }

        double Kernel(double x, double y) => x > y ? 1 : x == y ? 0.5 : 0;
        Assert.Equal(positives.Average(p => negatives.Average(n => Kernel(p.Champion, n.Champion))), auc!.Value, 12);
        DeLongTest? test = PairedTests.DeLong(rows);
        if (positives.Length < 2 || negatives.Length < 2)
        {
            Assert.Null(test);
            return;
        }

        double[] over = [.. positives.Select(p => negatives.Average(n => Kernel(p.Challenger, n.Challenger) - Kernel(p.Champion, n.Champion)))];
        double[] under = [.. negatives.Select(n => positives.Average(p => Kernel(p.Challenger, n.Challenger) - Kernel(p.Champion, n.Champion)))];
        Assert.Equal(over.Average(), test!.Difference, 12);
        Assert.Equal(Math.Sqrt((Variance(over) / over.Length) + (Variance(under) / under.Length)), test.StandardError, 12);
    }

    [Property]
    public void Levels_find_what_probabilities_find(NonNegativeInt[] sample)
    {
        const double Rate = 0.05;
        double[] probabilities = [.. sample.Select(n => n.Item % 100 / 400.0)];
        int m = probabilities.Length;
        int[] levels = [.. probabilities.Select(p => Enumerable.Range(1, m + 1).First(k => k > m || p <= k * Rate / m))];
        int found = FalseDiscovery.Discoveries(levels);
        Assert.Equal(FalseDiscovery.BenjaminiHochberg(probabilities, Rate), levels.Select(level => level <= found));
    }

    [Property]
    public void Pooled_cells_have_no_small_expectation(NonNegativeInt[] first, NonNegativeInt[] second)
    {
        int cells = Math.Min(first.Length, second.Length);
        var counts = new CountPair([.. first.Take(cells).Select(n => (long)n.Item)], [.. second.Take(cells).Select(n => (long)n.Item)]);
        ChiSquareTest? pooled = ChiSquareTest.PooledHomogeneity(counts);
        if (pooled is { Degrees: > 0 })
        {
            Assert.True(pooled.Degrees <= ChiSquareTest.Homogeneity(counts)!.Degrees);

            // As many cells as are left, none with less than five expected, take at least that many rows.
            Assert.True(Math.Min(counts.ReferenceTotal, counts.CurrentTotal) >= (ChiSquareTest.SmallExpectation * (pooled.Degrees + 1)) - 1e-9);
        }
    }

    [Fact]
    public void A_curve_encloses_its_area()
    {
        (double, bool)[] rows = [(.1, false), (.4, false), (.35, true), (.8, true), (.35, false), (.4, true)];
        IReadOnlyList<RocPoint> points = Ranking.Roc(rows);
        double area = points.Zip(points.Skip(1), (a, b) => (b.FalsePositiveRate - a.FalsePositiveRate) * (a.TruePositiveRate + b.TruePositiveRate) / 2).Sum();
        Assert.Equal(Ranking.Auc(rows)!.Value, area, 12);
        Assert.Equal(1, Ranking.Lift(rows, 1)!.Value, 12);
        Assert.Equal(2, Ranking.Lift(rows, 1.0 / 6)!.Value, 12);
        Assert.Equal(1.0 / 3, Ranking.Separation(rows)!.Value, 12);
    }

    private static double Variance(double[] values) => values.Sum(value => Math.Pow(value - values.Average(), 2)) / (values.Length - 1);

    private static long[] Histogram(double[] values, double[] edges)
    {
        long[] counts = new long[edges.Length + 1];
        foreach (double value in values)
        {
            counts[edges.Count(edge => value > edge)]++;
        }

        return counts;
    }
}
