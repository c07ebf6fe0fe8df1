namespace MlOps.Codegen.Monitoring.Statistics;

/// <summary>A χ² test of counts.</summary>
/// <param name="Statistic">Its statistic; 0 where there is one cell only.</param>
/// <param name="Degrees">Its degrees of freedom; 0 where there is one cell only, which tells nothing.</param>
/// <param name="Probability">The probability of such a statistic, or a larger one, under equality.</param>
public sealed record ChiSquareTest(double Statistic, int Degrees, double Probability)
{
    /// <summary>The expectation below which cells are pooled (W. G. Cochran 1954).</summary>
    public const double SmallExpectation = 5;

    /// <summary>Whether the current sample can come from the shares of the reference, which are taken as known.</summary>
    /// <param name="counts">The samples.</param>
    /// <returns>The test; missing where a sample is empty.</returns>
    /// <exception cref="ArgumentException">The current sample has rows in a cell that has none in the reference.</exception>
    public static ChiSquareTest? GoodnessOfFit(CountPair counts)
    {
        if (counts.IsEmpty)
        {
            return null;
        }

        double statistic = 0;
        int cells = 0;
        foreach ((long r, long c) in counts.Reference.Zip(counts.Current).Where(cell => cell.First + cell.Second > 0))
        {
            if (r == 0)
            {
                throw new ArgumentException("no share of the reference is 0 where there are rows", nameof(counts));
            }

            double expected = (double)r / counts.ReferenceTotal * counts.CurrentTotal;
            statistic += (c - expected) * (c - expected) / expected;
            cells++;
        }

        return Of(statistic, cells);
    }

    /// <summary>Whether two samples can come from one distribution, Σ(r·C−c·R)²/((r+c)·R·C), over cells as they are.</summary>
    /// <param name="counts">The samples.</param>
    /// <returns>The test; missing where a sample is empty.</returns>
    public static ChiSquareTest? Homogeneity(CountPair counts)
    {
        if (counts.IsEmpty)
        {
            return null;
        }

        double totalR = counts.ReferenceTotal;
        double totalC = counts.CurrentTotal;
        double statistic = 0;
        int cells = 0;
        foreach ((long r, long c) in counts.Reference.Zip(counts.Current).Where(cell => cell.First + cell.Second > 0))
        {
            double difference = (r * totalC) - (c * totalR);
            statistic += difference / ((r + c) * totalR) * (difference / totalC);
            cells++;
        }

        return Of(statistic, cells);
    }

    /// <summary>
    /// The same over cells of which the small ones are one: those whose expectation in the smaller sample is below
    /// <see cref="SmallExpectation"/>, and, where these together stay below it, the next larger cell too.
    /// </summary>
    /// <param name="counts">The samples.</param>
    /// <returns>The test; missing where a sample is empty.</returns>
    public static ChiSquareTest? PooledHomogeneity(CountPair counts)
    {
        if (counts.IsEmpty)
        {
            return null;
        }

        double share = (double)Math.Min(counts.ReferenceTotal, counts.CurrentTotal) / (counts.ReferenceTotal + counts.CurrentTotal);
        (long R, long C)[] cells = [.. counts.Reference.Zip(counts.Current).Where(cell => cell.First + cell.Second > 0).OrderBy(cell => cell.First + cell.Second)];
        int pooled = 0;
        double expected = 0;
        while (pooled < cells.Length)
        {
            double next = (cells[pooled].R + cells[pooled].C) * share;
            if (next >= SmallExpectation && (pooled == 0 || expected >= SmallExpectation))
            {
                break;
            }

            expected += next;
            pooled++;
        }

        IEnumerable<(long R, long C)> rest = cells.Skip(pooled);
        if (pooled > 0)
        {
            rest = rest.Append((cells.Take(pooled).Sum(cell => cell.R), cells.Take(pooled).Sum(cell => cell.C)));
        }

        (long R, long C)[] merged = [.. rest];
        return Homogeneity(new CountPair([.. merged.Select(cell => cell.R)], [.. merged.Select(cell => cell.C)]));
    }

    private static ChiSquareTest Of(double statistic, int cells) =>
        cells < 2 ? new(0, 0, 1) : new(statistic, cells - 1, CriticalValue.ChiSquareTail(cells - 1, statistic));
}
