using MlOps.Codegen.Artifacts.Monitoring;
using MlOps.Codegen.Monitoring.Statistics;

namespace MlOps.Codegen.Monitoring.Windows;

/// <summary>
/// What the counts of a window say against a baseline, computed by the statistics of this library: what the generated SQL computes in
/// the database, a second time and by another way.
/// </summary>
/// <param name="baseline">The baseline.</param>
public sealed class DriftJudgement(MonitoringBaseline baseline)
{
    // Fewer rows are no rate.
    private const long FewestRows = 5;

    private DriftPolicy Policy => baseline.Specification.Policy;

    /// <summary>Judges a window.</summary>
    /// <param name="counts">For each column, in the order of the baseline, the rows of its bins, in their order.</param>
    /// <returns>What is found of each column.</returns>
    public IReadOnlyList<FeatureDrift> Judge(IReadOnlyList<IReadOnlyList<long>> counts)
    {
        CountPair[] cells = [.. baseline.Features.Select((feature, i) => Cells(feature, counts[i]))];
        ChiSquareTest?[] tests = [.. cells.Select(ChiSquareTest.PooledHomogeneity)];
        IReadOnlyList<bool> significant = FalseDiscovery.BenjaminiHochberg([.. tests.Select(test => test is { Degrees: > 0 } ? test.Probability : 1)], Policy.FalseDiscoveryRate / 2);
        return [.. baseline.Features.Select((feature, i) => Judge(feature, counts[i], cells[i], tests[i], significant[i]))];
    }

    private FeatureDrift Judge(BaselineFeature feature, IReadOnlyList<long> counts, CountPair cells, ChiSquareTest? test, bool isSignificant)
    {
        double? wasserstein = null;
        double? kolmogorov = null;
        if (feature.Column.Kind == ColumnKind.Numeric)
        {
            CountPair ordered = Ordered(feature, counts);
            kolmogorov = OrderedDistance.BinnedKolmogorovSmirnov(ordered);
            if (feature is { Low: { } low, High: { } high, Deviation: > 0 })
            {
                wasserstein = OrderedDistance.BinnedWasserstein(ordered, [low, .. feature.Edges, high]) / feature.Deviation;
            }
        }

        double? stability = DistributionDistance.PopulationStability(cells, Policy.Epsilon);
        double? bound = DistributionDistance.PopulationStabilityBound(cells, Policy.Confidence);
        double? jensenShannon = DistributionDistance.JensenShannon(cells);
        bool isBeyondBound = stability > bound;
        int severity = cells.CurrentTotal < Policy.MinimumRows ? 0
            : isSignificant && isBeyondBound && stability >= Policy.CriticalStability ? 2
            : isSignificant && ((isBeyondBound && stability >= Policy.WarningStability) || jensenShannon >= Policy.MinimumJensenShannon || wasserstein >= Policy.MinimumWasserstein) ? 1
            : HasRisenRate(feature, counts, cells) ? 1
            : 0;
        return new FeatureDrift(feature.Column.Name, stability, bound, jensenShannon, kolmogorov, wasserstein, test, isSignificant, severity);
    }

    private bool HasRisenRate(BaselineFeature feature, IReadOnlyList<long> counts, CountPair cells)
    {
        if (cells.IsEmpty)
        {
            return false;
        }

        IEnumerable<int[]> special = [[BinNumbers.Missing], [BinNumbers.Invalid], [BinNumbers.Other], [BinNumbers.Below, BinNumbers.Above]];
        return special.Any(bins =>
        {
            int[] places = [.. feature.Bins.Select((bin, i) => (bin.Bin, i)).Where(each => bins.Contains(each.Bin)).Select(each => each.i)];
            long r = places.Sum(i => feature.Bins[i].Rows);
            long c = places.Sum(i => counts[i]);
            double rise = ((double)c / cells.CurrentTotal) - ((double)r / cells.ReferenceTotal);
            ChiSquareTest? test = ChiSquareTest.Homogeneity(new CountPair([r, cells.ReferenceTotal - r], [c, cells.CurrentTotal - c]));
            double expected = (r + 1.0) * cells.CurrentTotal / (cells.ReferenceTotal + 1.0);
            return c >= FewestRows && rise >= Policy.MinimumRate && test?.Degrees == 1 && test.Statistic >= baseline.RateCritical
                && (c * Math.Log(c / expected)) - (c - expected) >= baseline.RateExponent;
        });
    }

    private static CountPair Cells(BaselineFeature feature, IReadOnlyList<long> counts)
    {
        int[] cells = [.. feature.Bins.Select(bin => bin.Cell).Distinct().Order()];
        return Grouped(feature, counts, cells);
    }

    private static CountPair Ordered(BaselineFeature feature, IReadOnlyList<long> counts) =>
        Grouped(feature, counts, [.. feature.Bins.Select(bin => bin.Cell).Where(cell => cell >= 1).Distinct().Order()]);

    private static CountPair Grouped(BaselineFeature feature, IReadOnlyList<long> counts, int[] cells) => new(
        [.. cells.Select(cell => feature.Bins.Where(bin => bin.Cell == cell).Sum(bin => bin.Rows))],
        [.. cells.Select(cell => feature.Bins.Select((bin, i) => bin.Cell == cell ? counts[i] : 0).Sum())]);
}

/// <summary>How a column of a window differs from the reference.</summary>
/// <param name="Name">The column.</param>
/// <param name="Stability">The population stability index; missing for an empty window, as are the following.</param>
/// <param name="StabilityBound">What chance alone stays below.</param>
/// <param name="JensenShannon">The Jensen-Shannon distance, with natural logarithms.</param>
/// <param name="KolmogorovSmirnov">max|F−G| at the ends of intervals; missing for what is no number.</param>
/// <param name="Wasserstein">In standard deviations of the reference; missing for what is no number, or does not vary.</param>
/// <param name="Test">The χ² test of homogeneity with pooled cells.</param>
/// <param name="IsSignificant">Whether it is a discovery among all columns.</param>
/// <param name="Severity">0; 1 where the change matters; 2 where it is critical.</param>
public sealed record FeatureDrift(
    string Name, double? Stability, double? StabilityBound, double? JensenShannon, double? KolmogorovSmirnov, double? Wasserstein, ChiSquareTest? Test, bool IsSignificant, int Severity);
