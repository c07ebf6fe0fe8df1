namespace MlOps.Codegen.Monitoring.Statistics;

/// <summary>Distances between distributions of numbers, which look at their order.</summary>
public static class OrderedDistance
{
    /// <summary>The two-sample Kolmogorov-Smirnov statistic, max|F−G|, of the numbers themselves.</summary>
    /// <param name="reference">The reference, in any order; no NaN.</param>
    /// <param name="current">The current sample, likewise.</param>
    /// <returns>From 0 to 1; missing where a sample is empty.</returns>
    public static double? KolmogorovSmirnov(IEnumerable<double> reference, IEnumerable<double> current)
    {
        List<Step> steps = Steps(reference, current);
        return steps.Count == 0 ? null : steps.Max(step => Math.Abs(step.Difference));
    }

    /// <summary>The Wasserstein distance of order 1, ∫|F−G|dx, of the numbers themselves, in their unit.</summary>
    /// <param name="reference">The reference, in any order; finite.</param>
    /// <param name="current">The current sample, likewise.</param>
    /// <returns>From 0; missing where a sample is empty.</returns>
    public static double? Wasserstein(IEnumerable<double> reference, IEnumerable<double> current)
    {
        List<Step> steps = Steps(reference, current);
        return steps.Count == 0 ? null : steps.Zip(steps.Skip(1), (step, next) => Math.Abs(step.Difference) * (next.Value - step.Value)).Sum();
    }

    /// <summary>
    /// max|F−G| at the ends of ordered cells. It understates the statistic of the numbers by at most
    /// <see cref="BinnedError"/>, since between two ends F and G may part by no more than the cell's own shares.
    /// </summary>
    /// <param name="counts">The samples, cells in ascending order.</param>
    /// <returns>From 0 to 1; missing where a sample is empty.</returns>
    public static double? BinnedKolmogorovSmirnov(CountPair counts) => counts.IsEmpty ? null : Differences(counts).Max(Math.Abs);

    /// <summary>By how much <see cref="BinnedKolmogorovSmirnov"/> may understate: the largest share of a cell in either sample.</summary>
    /// <param name="counts">The samples, cells in ascending order.</param>
    public static double? BinnedError(CountPair counts) => counts.IsEmpty ? null : counts.Shares().Max(share => Math.Max(share.Reference, share.Current));

    /// <summary>
    /// ∫|F−G|dx by the trapezoidal rule between the ends of ordered cells: F−G is taken as linear inside a cell, and as 0 outside the
    /// range. Where it changes its sign inside a cell, that cell's part is computed as the two triangles that it is.
    /// </summary>
    /// <param name="counts">The samples, cells in ascending order.</param>
    /// <param name="ends">The cells' ends: one more than cells, the first and the last those of the reference's range; ascending.</param>
    /// <returns>In the unit of <paramref name="ends"/>; missing where a sample is empty.</returns>
    /// <exception cref="ArgumentException">The number of ends does not fit.</exception>
    public static double? BinnedWasserstein(CountPair counts, IReadOnlyList<double> ends)
    {
        if (ends.Count != counts.Reference.Count + 1)
        {
            throw new ArgumentException("there is one more end than cells", nameof(ends));
        }

        if (counts.IsEmpty)
        {
            return null;
        }

        double sum = 0;
        double before = 0;
        int i = 0;
        foreach (double after in Differences(counts))
        {
            double width = ends[i + 1] - ends[i];
            double mean = before * after >= 0
                ? (Math.Abs(before) + Math.Abs(after)) / 2
                : ((before * before) + (after * after)) / (2 * (Math.Abs(before) + Math.Abs(after)));
            sum += width * mean;
            before = after;
            i++;
        }

        return sum;
    }

    private static IEnumerable<double> Differences(CountPair counts)
    {
        long reference = 0;
        long current = 0;
        for (int i = 0; i < counts.Reference.Count; i++)
        {
            reference += counts.Reference[i];
            current += counts.Current[i];
            yield return ((double)reference / counts.ReferenceTotal) - ((double)current / counts.CurrentTotal);
        }
    }

    private static List<Step> Steps(IEnumerable<double> reference, IEnumerable<double> current)
    {
        double[] first = [.. reference.Order()];
        double[] second = [.. current.Order()];
        var steps = new List<Step>();
        if (first.Length == 0 || second.Length == 0)
        {
            return steps;
        }

        int i = 0;
        int j = 0;
        while (i < first.Length || j < second.Length)
        {
            double value = i == first.Length ? second[j] : j == second.Length ? first[i] : Math.Min(first[i], second[j]);
            while (i < first.Length && first[i] == value)
            {
                i++;
            }

            while (j < second.Length && second[j] == value)
            {
                j++;
            }

            steps.Add(new Step(value, ((double)i / first.Length) - ((double)j / second.Length)));
        }

        return steps;
    }

    private readonly record struct Step(double Value, double Difference);
}
