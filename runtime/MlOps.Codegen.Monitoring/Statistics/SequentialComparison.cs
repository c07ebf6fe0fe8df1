namespace MlOps.Codegen.Monitoring.Statistics;

/// <summary>
/// Two models that are compared look after look, whenever rows have come: intervals and probabilities that hold at all looks together,
/// however many there are and whoever stops when, so that looking often finds nothing that is not there.
/// </summary>
/// <remarks>
/// Areas under the ROC curve: the differences of the looks, weighted by their rows, are summed up, and the sum stays within the boundary
/// of a normal mixture (H. Robbins 1970; S. R. Howard, A. Ramdas, J. McAuliffe and J. Sekhon 2021, proposition 5) with probability of the
/// confidence, asymptotically, as variances are estimated (I. Waudby-Smith, D. Arbour, R. Sinha, E. H. Kennedy and A. Ramdas 2024). The test
/// is the mixture sequential probability ratio test (R. Johari, P. Koomen, L. Pekelis and D. Walsh 2022). Decisions: of pairs that only one
/// model got right each is a toss of a coin if the models are equally good; the ratio to a uniform mixture of coins is a martingale, which
/// exceeds 1/α with probability α at most (J. Ville 1939). That is exact.
/// </remarks>
public static class SequentialComparison
{
    /// <summary>A look with fewer rows of a class is left out: its variance is hardly known.</summary>
    public const long FewestOfClass = 10;

    /// <summary>What may be said after each look.</summary>
    /// <param name="looks">The looks, in order; no row is in two of them.</param>
    /// <param name="smallestDifference">The difference that is watched for, for which the boundary is narrowest: set before the first look, above 0.</param>
    /// <param name="confidence">With which probability all intervals together cover the difference, between 0 and 1.</param>
    /// <returns>For each look, what may be said after it.</returns>
    public static IReadOnlyList<SequentialLook> OfAreas(IEnumerable<PairedLook> looks, double smallestDifference, double confidence)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(smallestDifference);
        double alpha = 1 - confidence;
        double rows = 0;
        double sum = 0;
        double variance = 0;
        double mixture = 0;
        double probability = 1;
        int count = 0;
        return
        [
            .. looks.Select(look =>
            {
                if (Math.Min(look.Positives, look.Rows - look.Positives) >= FewestOfClass && look.Variance > 0)
                {
                    count++;
                    rows += look.Rows;
                    sum += look.Rows * look.Difference;
                    variance += (double)look.Rows * look.Rows * look.Variance;

                    // The scale comes from the first look's variance, which says nothing of its difference.
                    mixture = mixture > 0 ? mixture : Math.Pow(look.Rows * look.Variance / smallestDifference, 2);
                }

                if (count == 0)
                {
                    return new SequentialLook(0, 0, -1, 1, 1);
                }

                double whole = variance + mixture;
                double boundary = Math.Sqrt(whole * (Math.Log(whole / mixture) - (2 * Math.Log(alpha))));
                probability = Math.Min(probability, Math.Exp((Math.Log(whole / mixture) / 2) - (sum * sum / (2 * whole))));
                return new SequentialLook(count, sum / rows, Math.Max(-1, (sum - boundary) / rows), Math.Min(1, (sum + boundary) / rows), probability);
            }),
        ];
    }

    /// <summary>The probability of so uneven pairs at any of the looks, if both models are equally good.</summary>
    /// <param name="looks">For each look, how many rows only the champion, and how many only the challenger decided right.</param>
    /// <returns>For each look, the smallest such probability so far.</returns>
    public static IReadOnlyList<double> OfDecisions(IEnumerable<(long OnlyChampion, long OnlyChallenger)> looks)
    {
        double champion = 0;
        double challenger = 0;
        double probability = 1;
        return
        [
            .. looks.Select(look =>
            {
                champion += look.OnlyChampion;
                challenger += look.OnlyChallenger;
                double pairs = champion + challenger;
                double ratio = (pairs * Math.Log(2)) + LogFactorial(champion) + LogFactorial(challenger) - LogFactorial(pairs + 1);
                probability = Math.Min(probability, Math.Exp(-ratio));
                return probability;
            }),
        ];
    }

    private static double LogFactorial(double n) => MathNet.Numerics.SpecialFunctions.GammaLn(n + 1);
}

/// <summary>A look at two models over the same rows.</summary>
/// <param name="Rows">How many rows were compared.</param>
/// <param name="Positives">How many of them are positive.</param>
/// <param name="Difference">The challenger's area less the champion's.</param>
/// <param name="Variance">DeLong's, of the difference.</param>
public sealed record PairedLook(long Rows, long Positives, double Difference, double Variance);

/// <summary>What may be said of two models after a look, all looks before it accounted for.</summary>
/// <param name="Looks">How many looks had enough rows.</param>
/// <param name="Difference">The challenger's area less the champion's, over all rows so far.</param>
/// <param name="Low">Where the interval of the difference begins; −1 where nothing can be said.</param>
/// <param name="High">Where it ends.</param>
/// <param name="Probability">The probability that, at this look or one before, the areas differ so much or more if they are equal.</param>
public sealed record SequentialLook(int Looks, double Difference, double Low, double High, double Probability);
