namespace MlOps.Codegen.Monitoring.Statistics;

/// <summary>How good probabilities of a positive outcome are.</summary>
public static class ProbabilityQuality
{
    /// <summary>The mean of −ln of the probability that was given to what came, in nats.</summary>
    /// <param name="rows">Probabilities from 0 to 1, and the outcome.</param>
    /// <param name="epsilon">Probabilities are kept this far from 0 and 1, or one wrong certainty would be infinite.</param>
    /// <returns>From 0; missing where there are no rows.</returns>
    public static double? LogLoss(IReadOnlyCollection<(double Probability, bool IsPositive)> rows, double epsilon = 1e-15) =>
        rows.Count == 0 ? null : rows.Average(row => -Math.Log(row.IsPositive ? Kept(row.Probability, epsilon) : 1 - Kept(row.Probability, epsilon)));

    /// <summary>The mean squared difference of probability and outcome (G. W. Brier 1950).</summary>
    /// <param name="rows">As of <see cref="LogLoss"/>.</param>
    /// <returns>From 0 to 1; missing where there are no rows.</returns>
    public static double? Brier(IReadOnlyCollection<(double Probability, bool IsPositive)> rows) =>
        rows.Count == 0 ? null : rows.Average(row => Math.Pow(row.Probability - (row.IsPositive ? 1 : 0), 2));

    /// <summary>Mean probability and share of positive rows per interval of probability.</summary>
    /// <param name="rows">As of <see cref="LogLoss"/>.</param>
    /// <param name="edges">The intervals' inner ends, ascending; an interval has its upper end.</param>
    /// <returns>The intervals that have rows.</returns>
    public static IReadOnlyList<CalibrationBin> Calibration(IEnumerable<(double Probability, bool IsPositive)> rows, IReadOnlyList<double> edges) =>
    [
        .. rows.GroupBy(row => edges.Count(edge => row.Probability > edge))
            .OrderBy(group => group.Key)
            .Select(group => new CalibrationBin(group.Key, group.LongCount(), group.Average(row => row.Probability), group.Average(row => row.IsPositive ? 1.0 : 0.0))),
    ];

    /// <summary>The expected calibration error: Σ|mean probability − share of positive rows|, weighted by rows.</summary>
    /// <param name="bins">Intervals of probability.</param>
    /// <returns>From 0 to 1; missing where there are no rows.</returns>
    public static double? CalibrationError(IReadOnlyCollection<CalibrationBin> bins)
    {
        long total = bins.Sum(bin => bin.Rows);
        return total == 0 ? null : bins.Sum(bin => bin.Rows * Math.Abs(bin.MeanProbability - bin.PositiveShare)) / total;
    }

    /// <summary>
    /// What the confusion matrix will be once outcomes are known, if the probabilities are calibrated (confidence-based performance
    /// estimation). It does not see that the relation of inputs and outcome has changed.
    /// </summary>
    /// <param name="rows">Calibrated probabilities, and what was decided.</param>
    public static EstimatedConfusion Estimate(IEnumerable<(double Probability, bool IsSelected)> rows)
    {
        double truePositives = 0;
        double falsePositives = 0;
        double falseNegatives = 0;
        double trueNegatives = 0;
        foreach ((double probability, bool isSelected) in rows)
        {
            truePositives += isSelected ? probability : 0;
            falsePositives += isSelected ? 1 - probability : 0;
            falseNegatives += isSelected ? 0 : probability;
            trueNegatives += isSelected ? 0 : 1 - probability;
        }

        return new EstimatedConfusion(truePositives, falsePositives, falseNegatives, trueNegatives);
    }

    private static double Kept(double probability, double epsilon) => Math.Clamp(probability, epsilon, 1 - epsilon);
}

/// <summary>An interval of probability.</summary>
/// <param name="Bin">Its number, from 0.</param>
/// <param name="Rows">How many rows it has.</param>
/// <param name="MeanProbability">Their mean probability.</param>
/// <param name="PositiveShare">The share of those whose outcome is positive.</param>
public sealed record CalibrationBin(int Bin, long Rows, double MeanProbability, double PositiveShare);

/// <summary>A confusion matrix of expectations.</summary>
/// <param name="TruePositives">Selected rows that will turn out positive.</param>
/// <param name="FalsePositives">Selected rows that will turn out negative.</param>
/// <param name="FalseNegatives">Other rows that will turn out positive.</param>
/// <param name="TrueNegatives">Other rows that will turn out negative.</param>
public sealed record EstimatedConfusion(double TruePositives, double FalsePositives, double FalseNegatives, double TrueNegatives)
{
    /// <summary>The share of right decisions; missing where there are no rows.</summary>
    public double? Accuracy => Share(TruePositives + TrueNegatives, TruePositives + TrueNegatives + FalsePositives + FalseNegatives);

    /// <summary>The share of selected rows that are positive; missing where none is selected.</summary>
    public double? Precision => Share(TruePositives, TruePositives + FalsePositives);

    /// <summary>The share of positive rows that are selected; missing where none is expected.</summary>
    public double? Recall => Share(TruePositives, TruePositives + FalseNegatives);

    private static double? Share(double part, double whole) => whole == 0 ? null : part / whole;
}
