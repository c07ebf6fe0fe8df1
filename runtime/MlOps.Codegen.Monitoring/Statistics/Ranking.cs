namespace MlOps.Codegen.Monitoring.Statistics;

/// <summary>How well scores put positive rows above negative ones.</summary>
public static class Ranking
{
    /// <summary>
    /// The area under the ROC curve: the probability that a positive row has a higher score than a negative one, ties counting half
    /// (D. Bamber 1975).
    /// </summary>
    /// <param name="rows">Scores, none NaN, and whether the row is positive.</param>
    /// <returns>From 0 to 1; missing where one of the classes is not there.</returns>
    public static double? Auc(IEnumerable<(double Score, bool IsPositive)> rows)
    {
        double below = 0;
        double pairs = 0;
        double positives = 0;
        foreach (ScoreGroup group in Groups(rows))
        {
            pairs += group.Positives * (below + (group.Negatives / 2.0));
            below += group.Negatives;
            positives += group.Positives;
        }

        return positives == 0 || below == 0 ? null : pairs / (positives * below);
    }

    /// <summary>Twice the area less 1: 0 for chance, 1 for perfect.</summary>
    /// <param name="rows">As of <see cref="Auc"/>.</param>
    public static double? Gini(IEnumerable<(double Score, bool IsPositive)> rows) => (2 * Auc(rows)) - 1;

    /// <summary>The largest distance between the distributions of scores of positive and of negative rows.</summary>
    /// <param name="rows">As of <see cref="Auc"/>.</param>
    public static double? Separation(IEnumerable<(double Score, bool IsPositive)> rows)
    {
        (double Score, bool IsPositive)[] all = [.. rows];
        return OrderedDistance.KolmogorovSmirnov(all.Where(row => row.IsPositive).Select(row => row.Score), all.Where(row => !row.IsPositive).Select(row => row.Score));
    }

    /// <summary>The ROC curve: a point per distinct score, from the highest, after (0, 0).</summary>
    /// <param name="rows">As of <see cref="Auc"/>.</param>
    /// <returns>Pairs of false and true positive rates, where rows from a threshold on count as positive; empty where a class is not there.</returns>
    public static IReadOnlyList<RocPoint> Roc(IEnumerable<(double Score, bool IsPositive)> rows)
    {
        ScoreGroup[] groups = [.. Groups(rows).Reverse()];
        double positives = groups.Sum(group => group.Positives);
        double negatives = groups.Sum(group => group.Negatives);
        if (positives == 0 || negatives == 0)
        {
            return [];
        }

        var points = new List<RocPoint> { new(double.PositiveInfinity, 0, 0) };
        long trues = 0;
        long falses = 0;
        foreach (ScoreGroup group in groups)
        {
            trues += group.Positives;
            falses += group.Negatives;
            points.Add(new RocPoint(group.Score, falses / negatives, trues / positives));
        }

        return points;
    }

    /// <summary>How many times more positive rows the highest scores have than all rows have.</summary>
    /// <param name="rows">As of <see cref="Auc"/>.</param>
    /// <param name="share">Which share of the rows, above 0 and at most 1; scores that tie with the last are taken in proportion.</param>
    /// <returns>The lift; missing where there is no positive row.</returns>
    public static double? Lift(IEnumerable<(double Score, bool IsPositive)> rows, double share)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(share);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(share, 1);
        ScoreGroup[] groups = [.. Groups(rows).Reverse()];
        double total = groups.Sum(group => group.Positives + group.Negatives);
        double positives = groups.Sum(group => group.Positives);
        double wanted = total * share;
        double taken = 0;
        double found = 0;
        foreach (ScoreGroup group in groups)
        {
            long size = group.Positives + group.Negatives;
            double part = Math.Min(1, (wanted - taken) / size);
            found += part * group.Positives;
            taken += part * size;
            if (taken >= wanted)
            {
                break;
            }
        }

        return positives == 0 ? null : found / wanted / (positives / total);
    }

    private static IEnumerable<ScoreGroup> Groups(IEnumerable<(double Score, bool IsPositive)> rows) => rows
        .GroupBy(row => row.Score)
        .Select(group => new ScoreGroup(group.Key, group.LongCount(row => row.IsPositive), group.LongCount(row => !row.IsPositive)))
        .OrderBy(group => group.Score);

    private readonly record struct ScoreGroup(double Score, long Positives, long Negatives);
}

/// <summary>A point of a ROC curve.</summary>
/// <param name="Threshold">Rows from this score on count as positive.</param>
/// <param name="FalsePositiveRate">From 0 to 1.</param>
/// <param name="TruePositiveRate">From 0 to 1.</param>
public sealed record RocPoint(double Threshold, double FalsePositiveRate, double TruePositiveRate);
