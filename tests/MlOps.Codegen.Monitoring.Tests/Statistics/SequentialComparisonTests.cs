using MathNet.Numerics.Distributions;
using MlOps.Codegen.Monitoring.Statistics;
using Xunit.Abstractions;

namespace MlOps.Codegen.Monitoring.Tests.Statistics;

/// <summary>
/// How often a challenger that is no better is taken for better, or worse, by somebody who looks after each of twenty windows and stops at
/// the first difference; and how soon one is found that is better.
/// </summary>
public class SequentialComparisonTests(ITestOutputHelper output)
{
    private const int Experiments = 200;
    private const int Looks = 20;
    private const int RowsPerLook = 200;
    private const double SmallestDifference = 0.02;

    [Fact]
    public void Looking_at_every_window_does_not_inflate_the_error()
    {
        var random = new Random(20240301);
        int sequential = 0;
        int uncorrected = 0;
        int decisions = 0;
        for (int i = 0; i < Experiments; i++)
        {
            (double, double, bool)[][] windows = [.. Enumerable.Range(0, Looks).Select(_ => Rows(random, advantage: 0))];
            PairedLook[] compared = [.. windows.Select(Look)];
            IReadOnlyList<SequentialLook> looks = SequentialComparison.OfAreas(compared, SmallestDifference, 0.95);
            sequential += looks[^1].Probability <= 0.05 ? 1 : 0;
            uncorrected += Enumerable.Range(1, Looks).Select(last => Naive(compared[..last])).Any(probability => probability <= 0.05) ? 1 : 0;
            decisions += SequentialComparison.OfDecisions(windows.Select(Pairs))[^1] <= 0.05 ? 1 : 0;

            // The probability and the interval say the same, at every look.
            double smallest = 1;
            foreach (SequentialLook look in looks)
            {
                smallest = look.Low > 0 || look.High < 0 ? 0 : smallest;
                Assert.Equal(smallest == 0, look.Probability < 0.05);
            }
        }

        output.WriteLine($"of {Experiments} experiments of {Looks} looks without a difference: areas {sequential}, decisions {decisions}, each look by itself {uncorrected}");
        Assert.InRange(sequential, 0, Experiments * 0.05);
        Assert.InRange(decisions, 0, Experiments * 0.05);
        Assert.True(uncorrected > Experiments * 0.1, "what the boundary is for");
    }

    [Fact]
    public void A_better_challenger_is_found()
    {
        var random = new Random(20240302);
        int[] found = [.. Enumerable.Range(0, 50).Select(_ =>
        {
            IReadOnlyList<SequentialLook> looks = SequentialComparison.OfAreas(Enumerable.Range(0, Looks).Select(_ => Look(Rows(random, advantage: 0.35))), SmallestDifference, 0.95);
            return looks.TakeWhile(look => look.Low <= 0).Count() + 1;
        })];
        output.WriteLine($"found after {found.Average():F1} looks on average; {found.Count(look => look <= Looks)} of {found.Length} within {Looks}");
        Assert.True(found.Count(look => look <= Looks) >= 45);
    }

    [Fact]
    public void Looks_without_enough_rows_say_nothing()
    {
        PairedLook[] looks = [new(5, 2, 1, 0), new(0, 0, 0, 0), new(300, 9, 0.5, 1e-6), new(300, 291, 0.5, 1e-6)];
        Assert.All(SequentialComparison.OfAreas(looks, SmallestDifference, 0.95), look => Assert.Equal(new SequentialLook(0, 0, -1, 1, 1), look));
        Assert.Equal([1, 1], SequentialComparison.OfDecisions([(0, 0), (1, 1)]));
    }

    [Fact]
    public void Intervals_and_probabilities_are_those_of_the_formulas()
    {
        // One look of 100 rows, a difference of 0.1 with variance 0.0004, watched for 0.1: sum 10, its variance 4, mixture (0.04/0.1)².
        SequentialLook look = Assert.Single(SequentialComparison.OfAreas([new PairedLook(100, 50, 0.1, 0.0004)], 0.1, 0.95));
        double boundary = Math.Sqrt(4.16 * (Math.Log(4.16 / 0.16) - (2 * Math.Log(0.05))));
        Assert.Equal((10 - boundary) / 100, look.Low, 12);
        Assert.Equal((10 + boundary) / 100, look.High, 12);
        Assert.Equal(Math.Sqrt(4.16 / 0.16) * Math.Exp(-100 / (2 * 4.16)), look.Probability, 12);

        // Ten pairs, all for the challenger: the mixture gives 1/11 to each number, the coin 2^-10 to this one.
        Assert.Equal(11 * Math.Pow(2, -10), Assert.Single(SequentialComparison.OfDecisions([(0, 10)])), 12);
    }

    // Scores of both models have much in common; the challenger's sees the class a little better.
    private static (double Champion, double Challenger, bool IsPositive)[] Rows(Random random, double advantage) =>
    [
        .. Enumerable.Range(0, RowsPerLook).Select(_ =>
        {
            bool isPositive = random.NextDouble() < 0.3;
            double common = Normal.Sample(random, isPositive ? 1 : 0, 0.8);
            return (common + Normal.Sample(random, 0, 0.6), common + Normal.Sample(random, isPositive ? advantage : 0, 0.6), isPositive);
        }),
    ];

    private static PairedLook Look((double Champion, double Challenger, bool IsPositive)[] rows)
    {
        DeLongTest test = PairedTests.DeLong(rows)!;
        return new PairedLook(rows.Length, rows.Count(row => row.IsPositive), test.Difference, test.StandardError * test.StandardError);
    }

    private static (long OnlyChampion, long OnlyChallenger) Pairs((double Champion, double Challenger, bool IsPositive)[] rows) => (
        rows.Count(row => row.Champion > 0.5 == row.IsPositive && row.Challenger > 0.5 != row.IsPositive),
        rows.Count(row => row.Champion > 0.5 != row.IsPositive && row.Challenger > 0.5 == row.IsPositive));

    // What somebody does who tests all rows so far, as if it were the only look.
    private static double Naive(PairedLook[] looks)
    {
        double rows = looks.Sum(look => look.Rows);
        double difference = looks.Sum(look => look.Rows * look.Difference) / rows;
        return CriticalValue.NormalTails(difference / Math.Sqrt(looks.Sum(look => look.Rows * look.Rows * look.Variance) / (rows * rows)));
    }
}
