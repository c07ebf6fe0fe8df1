namespace MlOps.Codegen.Monitoring.Statistics;

/// <summary>Control of false discoveries among many tests.</summary>
public static class FalseDiscovery
{
    /// <summary>
    /// Which of several tests are discoveries, so that the expected share of false ones among them stays below a rate
    /// (Y. Benjamini and Y. Hochberg 1995): the k smallest probabilities, for the largest k whose k-th is at most k/m of the rate.
    /// </summary>
    /// <param name="probabilities">The tests' probabilities.</param>
    /// <param name="rate">Between 0 and 1.</param>
    /// <returns>For each test, in the same order, whether it is a discovery.</returns>
    public static IReadOnlyList<bool> BenjaminiHochberg(IReadOnlyList<double> probabilities, double rate)
    {
        double[] sorted = [.. probabilities.Order()];
        int found = sorted.Length;
        while (found > 0 && sorted[found - 1] > found * rate / sorted.Length)
        {
            found--;
        }

        return [.. probabilities.Select(probability => found > 0 && probability <= sorted[found - 1])];
    }

    /// <summary>
    /// The same without probabilities: how many discoveries there are, where for each test it is known how strict a level it passes.
    /// It is what the generated SQL does with critical values that were frozen with the baseline.
    /// </summary>
    /// <param name="levels">For each test, the smallest k such that it passes the level k/m of the rate; m+1 where it passes none.</param>
    /// <returns>The largest k such that at least k tests pass level k; 0 for no discovery.</returns>
    public static int Discoveries(IReadOnlyList<int> levels)
    {
        int found = levels.Count;
        while (found > 0 && levels.Count(level => level <= found) < found)
        {
            found--;
        }

        return found;
    }
}
