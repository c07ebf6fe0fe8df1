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

    /// <summary>Akaike's criterion, 2n times the log loss + 2k.</summary>
    /// <param name="rows">As of <see cref="LogLoss"/>.</param>
    /// <param name="parameters">How many parameters the model has.</param>
    /// <returns>The criterion; missing where there are no rows.</returns>
    public static double? Akaike(IReadOnlyCollection<(double Probability, bool IsPositive)> rows, int parameters) => (2 * rows.Count * LogLoss(rows)) + (2.0 * parameters);

    /// <summary>Schwarz's criterion, 2n times the log loss + k·ln(n).</summary>
    /// <param name="rows">As of <see cref="LogLoss"/>.</param>
    /// <param name="parameters">How many parameters the model has.</param>
    /// <returns>The criterion; missing where there are no rows.</returns>
    public static double? Bayesian(IReadOnlyCollection<(double Probability, bool IsPositive)> rows, int parameters) =>
        (2 * rows.Count * LogLoss(rows)) + (rows.Count == 0 ? 0 : parameters * Math.Log(rows.Count));

    /// <summary>The share of positive rows less the mean probability: 0 where probabilities are right on average.</summary>
    /// <param name="rows">As of <see cref="LogLoss"/>.</param>
    /// <returns>From −1 to 1; missing where there are no rows.</returns>
    public static double? CalibrationBias(IReadOnlyCollection<(double Probability, bool IsPositive)> rows) =>
        rows.Count == 0 ? null : rows.Average(row => (row.IsPositive ? 1 : 0) - row.Probability);

    /// <summary>The slope of the least-squares line of outcomes on probabilities: 1 where these are calibrated, below where they are too extreme.</summary>
    /// <param name="rows">As of <see cref="LogLoss"/>.</param>
    /// <returns>The slope; missing where probabilities do not vary.</returns>
    public static double? CalibrationSlope(IReadOnlyCollection<(double Probability, bool IsPositive)> rows)
    {
        if (rows.Count == 0 || rows.Min(row => row.Probability) == rows.Max(row => row.Probability))
        {
            return null;
        }

        double mean = rows.Average(row => row.Probability);
        return rows.Sum(row => (row.Probability - mean) * (row.IsPositive ? 1 : 0)) / rows.Sum(row => (row.Probability - mean) * (row.Probability - mean));
    }

    /// <summary>
    /// The statistic of the test whether outcomes can come from the probabilities (D. J. Spiegelhalter 1986): standard normal in large samples
    /// if they do, Σ(y−p)(1−2p) over the root of Σ(1−2p)²·p·(1−p).
    /// </summary>
    /// <param name="rows">As of <see cref="LogLoss"/>.</param>
    /// <returns>The statistic; missing where all probabilities are 0, ½ or 1.</returns>
    public static double? Spiegelhalter(IReadOnlyCollection<(double Probability, bool IsPositive)> rows)
    {
        double spread = rows.Sum(row => Math.Pow(1 - (2 * row.Probability), 2) * row.Probability * (1 - row.Probability));
        return spread == 0 ? null : rows.Sum(row => ((row.IsPositive ? 1 : 0) - row.Probability) * (1 - (2 * row.Probability))) / Math.Sqrt(spread);
    }

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
