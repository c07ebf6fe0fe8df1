namespace MlOps.Codegen.Monitoring.Statistics;

/// <summary>Distances between two distributions over the same cells. Every one is missing where a sample is empty, and 0 for equal shares.</summary>
public static class DistributionDistance
{
    /// <summary>The population stability index, Σ(q−p)·ln(q/p), in nats; called CSI where the column is a characteristic.</summary>
    /// <param name="counts">The samples.</param>
    /// <param name="epsilon">What stands for a share that is smaller: part of the metric, above 0.</param>
    /// <returns>From 0; no upper limit but the one that <paramref name="epsilon"/> sets.</returns>
    public static double? PopulationStability(CountPair counts, double epsilon)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(epsilon);
        return counts.IsEmpty ? null : counts.Shares().Sum(share =>
        {
            double p = Math.Max(share.Reference, epsilon);
            double q = Math.Max(share.Current, epsilon);
            return (q - p) * Math.Log(q / p);
        });
    }

    /// <summary>The Jensen-Shannon distance, the root of the divergence, with natural logarithms (J. Lin 1991; Endres and Schindelin 2003).</summary>
    /// <param name="counts">The samples.</param>
    /// <returns>From 0 to √ln 2. Divided by √ln 2 it is the distance to base 2.</returns>
    public static double? JensenShannon(CountPair counts) => counts.IsEmpty ? null : Math.Sqrt(Math.Max(0, counts.Shares().Sum(share =>
    {
        double middle = (share.Reference + share.Current) / 2;
        return (Term(share.Reference, middle) + Term(share.Current, middle)) / 2;
    })));

    /// <summary>The Hellinger distance, √(1−Σ√(p·q)).</summary>
    /// <param name="counts">The samples.</param>
    /// <returns>From 0 to 1.</returns>
    public static double? Hellinger(CountPair counts) =>
        counts.IsEmpty ? null : Math.Sqrt(Math.Max(0, 1 - counts.Shares().Sum(share => Math.Sqrt(share.Reference * share.Current))));

    /// <summary>The total variation, ½Σ|p−q|: the largest difference of the probabilities of any set of cells.</summary>
    /// <param name="counts">The samples.</param>
    /// <returns>From 0 to 1.</returns>
    public static double? TotalVariation(CountPair counts) =>
        counts.IsEmpty ? null : counts.Shares().Sum(share => Math.Abs(share.Reference - share.Current)) / 2;

    /// <summary>The largest difference of a cell's share, max|p−q|.</summary>
    /// <param name="counts">The samples.</param>
    /// <returns>From 0 to 1.</returns>
    public static double? Largest(CountPair counts) =>
        counts.IsEmpty ? null : counts.Shares().Max(share => Math.Abs(share.Reference - share.Current));

    /// <summary>
    /// The population stability that chance alone exceeds in one of a hundred comparisons, (1/R+1/C)·χ²(B−1, 0.99): under equality
    /// R·C/(R+C) times the index is asymptotically χ².
    /// </summary>
    /// <param name="counts">The samples.</param>
    /// <param name="confidence">How often chance must stay below, between 0 and 1.</param>
    public static double? PopulationStabilityBound(CountPair counts, double confidence = 0.99)
    {
        int degrees = counts.Reference.Zip(counts.Current).Count(cell => cell.First + cell.Second > 0) - 1;
        return counts.IsEmpty ? null
            : degrees < 1 ? 0
            : ((1.0 / counts.ReferenceTotal) + (1.0 / counts.CurrentTotal)) * CriticalValue.ChiSquare(degrees, 1 - confidence);
    }

    private static double Term(double share, double middle) => share == 0 ? 0 : share * Math.Log(share / middle);
}
