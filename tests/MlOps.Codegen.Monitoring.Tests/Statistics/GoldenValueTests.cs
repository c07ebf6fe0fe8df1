using MlOps.Codegen.Monitoring.Statistics;

namespace MlOps.Codegen.Monitoring.Tests.Statistics;

/// <summary>Numbers from outside: SciPy's, those of printed tables and papers, and some that can be computed by hand.</summary>
public class GoldenValueTests
{
    private static readonly CountPair Counts = new([16, 18, 16, 14, 12, 12], [16, 16, 16, 16, 16, 8]);

    [Fact]
    public void Distances_are_those_of_SciPy()
    {
        Assert.Equal(0.0372184, DistributionDistance.PopulationStability(Counts, 1e-4)!.Value, 7);
        Assert.Equal(0.0680482, DistributionDistance.JensenShannon(Counts)!.Value, 7);
        Assert.Equal(0.0817342, DistributionDistance.JensenShannon(Counts)!.Value / Math.Sqrt(Math.Log(2)), 7);
        Assert.Equal(0.0681277, DistributionDistance.Hellinger(Counts)!.Value, 7);
        Assert.Equal(0.0681818, DistributionDistance.TotalVariation(Counts)!.Value, 7);
        Assert.Equal(0.0454545, DistributionDistance.Largest(Counts)!.Value, 7);
    }

    [Fact]
    public void Tests_of_counts_are_those_of_SciPy()
    {
        ChiSquareTest fit = ChiSquareTest.GoodnessOfFit(Counts)!;
        Assert.Equal((3.174603, 5, 0.673088), (Math.Round(fit.Statistic, 6), fit.Degrees, Math.Round(fit.Probability, 6)));
        ChiSquareTest same = ChiSquareTest.Homogeneity(Counts)!;
        Assert.Equal((1.622409, 5, 0.898526), (Math.Round(same.Statistic, 6), same.Degrees, Math.Round(same.Probability, 6)));
    }

    [Theory]
    [InlineData(1e-2, 0.064)]
    [InlineData(1e-4, 0.31)]
    [InlineData(1e-6, 0.54)]
    public void What_an_emptied_cell_contributes_hangs_on_epsilon(double epsilon, double contribution)
    {
        // 5 % becomes 0; what the other cell adds is subtracted.
        double whole = DistributionDistance.PopulationStability(new([5, 95], [0, 100]), epsilon)!.Value;
        Assert.Equal(contribution, whole - (0.05 * Math.Log(1 / 0.95)), 2);
    }

    [Fact]
    public void Ties_count_half_in_the_area_under_the_curve()
    {
        (double, bool)[] rows = [(.1, false), (.4, false), (.35, true), (.8, true), (.35, false), (.4, true)];
        Assert.Equal(7.0 / 9, Ranking.Auc(rows)!.Value, 15);
        Assert.Equal(5.0 / 9, Ranking.Gini(rows)!.Value, 15);
    }

    [Theory]
    [InlineData(1, 0.05, 3.841458820694124)]
    [InlineData(9, 0.01, 21.665994333461924)]
    [InlineData(2, 1e-9, 41.44653167389282)]
    public void Critical_values_are_those_of_tables(int degrees, double probability, double value) =>
        Assert.Equal(value, CriticalValue.ChiSquare(degrees, probability), 9);

    [Fact]
    public void Kolmogorov_and_normal_quantiles_are_those_of_tables()
    {
        Assert.Equal(1.358102, CriticalValue.Kolmogorov(0.05), 6);
        Assert.Equal(1.627624, CriticalValue.Kolmogorov(0.01), 6);
        Assert.Equal(1.959964, CriticalValue.Normal(0.975), 6);
        Assert.Equal(0.05, CriticalValue.NormalTails(1.959963984540054), 12);
    }

    [Theory]
    [InlineData(0, 0, 1)]
    [InlineData(3, 3, 1)]
    [InlineData(1, 9, 0.021484375)]
    [InlineData(121, 59, 5.450095e-06)]
    public void Pairs_decide_between_two_models(long champion, long challenger, double probability) =>
        Assert.Equal(probability, PairedTests.McNemar(champion, challenger), 7);

    [Fact]
    public void Discoveries_are_those_of_the_paper()
    {
        // The example of Benjamini and Hochberg, table 1: at 5 % the four smallest of fifteen are discoveries.
        double[] probabilities = [.0001, .0004, .0019, .0095, .0201, .0278, .0298, .0344, .0459, .3240, .4262, .5719, .6528, .7590, 1];
        IReadOnlyList<bool> found = FalseDiscovery.BenjaminiHochberg(probabilities, 0.05);
        Assert.Equal([true, true, true, true], found.Take(4));
        Assert.DoesNotContain(true, found.Skip(4));
    }

    [Fact]
    public void Groups_are_compared_by_the_four_fifths_rule()
    {
        GroupCounts[] groups = [new("a", 100, 60, 50, 45, 50, 15), new("b", 100, 30, 40, 20, 60, 10), new("c", 3, 0, 1, 0, 2, 0)];
        GroupFairness fairness = GroupFairness.Of(groups, minimumRows: 30);
        Assert.Equal((0.5, 0.4), (fairness.SelectionRatio!.Value, Math.Round(fairness.EqualizedOdds!.Value, 12)));
        Assert.Equal(["c"], fairness.Left);
        Assert.Null(GroupFairness.Of(groups.Take(1), 30).SelectionRatio);
    }

    [Fact]
    public void Probabilities_are_judged()
    {
        (double, bool)[] rows = [(.9, true), (.2, false), (.6, false), (1, true)];
        Assert.Equal((-Math.Log(.9) - Math.Log(.8) - Math.Log(.4)) / 4, ProbabilityQuality.LogLoss(rows)!.Value, 12);
        Assert.Equal((.01 + .04 + .36) / 4, ProbabilityQuality.Brier(rows)!.Value, 12);
        IReadOnlyList<CalibrationBin> bins = ProbabilityQuality.Calibration(rows, [.5]);
        Assert.Equal([(0, 1L, .2, 0), (1, 3L, 2.5 / 3, 2.0 / 3)], bins.Select(bin => (bin.Bin, bin.Rows, bin.MeanProbability, bin.PositiveShare)));
        Assert.Equal(((1 * .2) + (3 * (0.5 / 3))) / 4, ProbabilityQuality.CalibrationError(bins)!.Value, 12);
        Assert.Equal((0.1 - 0.2 - 0.6 + 0) / 4, ProbabilityQuality.CalibrationBias(rows)!.Value, 12);
        Assert.Equal((2 * (-Math.Log(.9) - Math.Log(.8) - Math.Log(.4))) + 6, ProbabilityQuality.Akaike(rows, 3)!.Value, 9);
        Assert.Equal((2 * (-Math.Log(.9) - Math.Log(.8) - Math.Log(.4))) + (3 * Math.Log(4)), ProbabilityQuality.Bayesian(rows, 3)!.Value, 9);

        // The mean is .675: (.225 + .325) over .225² + .475² + .075² + .325².
        Assert.Equal(0.55 / 0.3875, ProbabilityQuality.CalibrationSlope(rows)!.Value, 12);

        // Of .9 and .2 and .6: (.1·−.8 − .2·.6 + .6·.2) over the root of .64·.09 + .36·.16 + .04·.24.
        Assert.Equal(((.1 * -.8) - (.2 * .6) + (.6 * .2)) / Math.Sqrt((.64 * .09) + (.36 * .16) + (.04 * .24)), ProbabilityQuality.Spiegelhalter(rows)!.Value, 12);
        Assert.Equal(new EstimatedConfusion(1.5, .5, .4, 1.6), ProbabilityQuality.Estimate([(.8, true), (.7, true), (.3, false), (.1, false)]) with { });
    }

    [Fact]
    public void Cuts_are_points_of_the_curves()
    {
        IReadOnlyList<RankingCut> cuts = RankingCut.Of([(4, .7, 1, 1), (3, .5, 0, 0), (2, .3, 4, 2), (1, null, 1, 0)]);
        Assert.Equal(
            [new(4, .7, 1, 1.0 / 6, 1.0 / 3, 0, 1, 2), new(2, .3, 5, 5.0 / 6, 1, 2.0 / 3, 0.6, 1.2), new RankingCut(1, null, 6, 1, 1, 1, 0.5, 1)],
            cuts);
        Assert.Equal((null, 0.0, null), (RankingCut.Of([(1, null, 2, 0)])[0].TruePositiveRate, RankingCut.Of([(1, null, 2, 0)])[0].Precision, RankingCut.Of([(1, null, 2, 0)])[0].Lift));
        Assert.Empty(RankingCut.Of([]));
    }

    [Fact]
    public void Numbers_are_judged()
    {
        (double, double)[] rows = [(2.5, 3), (0, -0.5), (2, 2), (8, 7)];
        Assert.Equal(0.5, RegressionQuality.MeanAbsoluteError(rows)!.Value, 12);
        Assert.Equal(Math.Sqrt(0.375), RegressionQuality.RootMeanSquaredError(rows)!.Value, 12);
        Assert.Equal(0.9486081370449679, RegressionQuality.Determination(rows)!.Value, 12);
        Assert.Equal((4 * Math.Log(0.375)) + 4, RegressionQuality.Akaike(rows, 2)!.Value, 12);
        Assert.Equal((4 * Math.Log(0.375)) + (2 * Math.Log(4)), RegressionQuality.Bayesian(rows, 2)!.Value, 12);
    }
}
