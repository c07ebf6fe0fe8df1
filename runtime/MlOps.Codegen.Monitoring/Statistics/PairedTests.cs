namespace MlOps.Codegen.Monitoring.Statistics;

/// <summary>Tests of two models that scored the same rows.</summary>
public static class PairedTests
{
    /// <summary>The pairs below which McNemar's test is exact.</summary>
    private const long FewPairs = 25;

    /// <summary>
    /// The difference of two areas under ROC curves over the same rows (E. R. DeLong, D. M. DeLong and D. L. Clarke-Pearson 1988, with
    /// the midranks of X. Sun and W. Xu 2014).
    /// </summary>
    /// <param name="rows">The scores of both models, and whether the row is positive.</param>
    /// <param name="confidence">Of the interval, between 0 and 1.</param>
    /// <returns>The test; missing where a class has fewer than two rows.</returns>
    public static DeLongTest? DeLong(IReadOnlyCollection<(double Champion, double Challenger, bool IsPositive)> rows, double confidence = 0.95)
    {
        (double Champion, double Challenger, bool)[] positives = [.. rows.Where(row => row.IsPositive)];
        (double Champion, double Challenger, bool)[] negatives = [.. rows.Where(row => !row.IsPositive)];
        if (positives.Length < 2 || negatives.Length < 2)
        {
            return null;
        }

        double[][] overPositives = [Placements(positives, negatives, row => row.Champion, above: true), Placements(positives, negatives, row => row.Challenger, above: true)];
        double[][] overNegatives = [Placements(negatives, positives, row => row.Champion, above: false), Placements(negatives, positives, row => row.Challenger, above: false)];
        double champion = overPositives[0].Average();
        double challenger = overPositives[1].Average();
        double variance = DifferenceVariance(overPositives) + DifferenceVariance(overNegatives);
        return DeLongTest.Of(champion, challenger, variance, confidence);
    }

    /// <summary>
    /// McNemar's test of decisions that only one of two models got right: exact (binomial) for few of them, else χ² with one degree of
    /// freedom and Edwards's correction for continuity.
    /// </summary>
    /// <param name="onlyChampion">How many rows only the champion decided right.</param>
    /// <param name="onlyChallenger">How many rows only the challenger decided right.</param>
    /// <returns>The probability of such a difference, or a larger one, if both are equally good.</returns>
    public static double McNemar(long onlyChampion, long onlyChallenger)
    {
        long pairs = onlyChampion + onlyChallenger;
        if (pairs == 0)
        {
            return 1;
        }

        if (pairs < FewPairs)
        {
            long fewer = Math.Min(onlyChampion, onlyChallenger);
            double tail = 0;
            double term = Math.Pow(0.5, pairs);
            for (long i = 0; i <= fewer; i++)
            {
                tail += term;
                term *= (double)(pairs - i) / (i + 1);
            }

            return Math.Min(1, 2 * tail);
        }

        double difference = Math.Max(0, Math.Abs(onlyChampion - onlyChallenger) - 1);
        return CriticalValue.ChiSquareTail(1, difference * difference / pairs);
    }

    // For each of one class, the share of the other that it is rightly ordered against; ties count half.
    private static double[] Placements(
        (double Champion, double Challenger, bool)[] rows, (double Champion, double Challenger, bool)[] others, Func<(double Champion, double Challenger, bool), double> score, bool above)
    {
        double[] sorted = [.. others.Select(score).Order()];
        return [.. rows.Select(row =>
        {
            double value = score(row);
            int below = Below(sorted, value, orEqual: false);
            int upTo = Below(sorted, value, orEqual: true);
            double lower = (below + upTo) / 2.0 / sorted.Length;
            return above ? lower : 1 - lower;
        })];
    }

    private static int Below(double[] sorted, double value, bool orEqual)
    {
        int low = 0;
        int high = sorted.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (sorted[middle] < value || (orEqual && sorted[middle] == value))
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    private static double DifferenceVariance(double[][] placements)
    {
        double[] differences = [.. placements[0].Zip(placements[1], (first, second) => second - first)];
        double mean = differences.Average();
        return differences.Sum(difference => (difference - mean) * (difference - mean)) / (differences.Length - 1) / differences.Length;
    }
}

/// <summary>The difference of two areas under ROC curves.</summary>
/// <param name="Champion">The champion's area.</param>
/// <param name="Challenger">The challenger's area.</param>
/// <param name="StandardError">That of the difference.</param>
/// <param name="Low">Where the interval of the difference, challenger less champion, begins.</param>
/// <param name="High">Where it ends.</param>
/// <param name="Probability">The probability of such a difference, or a larger one, if the areas are equal.</param>
public sealed record DeLongTest(double Champion, double Challenger, double StandardError, double Low, double High, double Probability)
{
    /// <summary>Challenger less champion.</summary>
    public double Difference => Challenger - Champion;

    /// <summary>The test, from what a database computes.</summary>
    /// <param name="champion">The champion's area.</param>
    /// <param name="challenger">The challenger's area.</param>
    /// <param name="variance">That of the difference, not negative.</param>
    /// <param name="confidence">Of the interval, between 0 and 1.</param>
    public static DeLongTest Of(double champion, double challenger, double variance, double confidence)
    {
        double error = Math.Sqrt(Math.Max(0, variance));
        double difference = challenger - champion;
        double margin = CriticalValue.Normal((1 + confidence) / 2) * error;
        double probability = error > 0 ? CriticalValue.NormalTails(difference / error) : difference == 0 ? 1 : 0;
        return new DeLongTest(champion, challenger, error, difference - margin, difference + margin, probability);
    }
}
