namespace MlOps.Codegen.Monitoring.Statistics;

/// <summary>Values that statistics exceed by chance with a given probability.</summary>
public static class CriticalValue
{
    /// <summary>The value that a χ² variable exceeds with a probability.</summary>
    /// <param name="degrees">Its degrees of freedom, at least 1.</param>
    /// <param name="probability">Between 0 and 1.</param>
    public static double ChiSquare(int degrees, double probability)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(degrees, 1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(probability);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(probability, 1);

        // By bisection on the upper tail: the library's own quantile loses digits where the tail is thin.
        double low = 0;
        double high = Math.Max(16, 2.0 * degrees);
        while (ChiSquareTail(degrees, high) > probability)
        {
            high *= 2;
        }

        for (int i = 0; i < 200 && high > BitIncrement(low); i++)
        {
            double middle = (low + high) / 2;
            if (ChiSquareTail(degrees, middle) > probability)
            {
                low = middle;
            }
            else
            {
                high = middle;
            }
        }

        return high;
    }

    /// <summary>The probability that a χ² variable exceeds a value.</summary>
    /// <param name="degrees">Its degrees of freedom, at least 1.</param>
    /// <param name="value">The value.</param>
    public static double ChiSquareTail(int degrees, double value) =>
        value <= 0 ? 1 : MathNet.Numerics.SpecialFunctions.GammaUpperRegularized(degrees / 2.0, value / 2);

    /// <summary>c(α) of the two-sample Kolmogorov-Smirnov test, √(−½·ln(α/2)): D exceeds it times √((R+C)/(R·C)) by chance, in large samples.</summary>
    /// <param name="probability">α, between 0 and 1.</param>
    public static double Kolmogorov(double probability) => Math.Sqrt(-Math.Log(probability / 2) / 2);

    /// <summary>The quantile of the standard normal distribution.</summary>
    /// <param name="probability">Between 0 and 1.</param>
    public static double Normal(double probability) => MathNet.Numerics.Distributions.Normal.InvCDF(0, 1, probability);

    /// <summary>The probability that a standard normal variable is further from 0 than a value.</summary>
    /// <param name="value">The value.</param>
    public static double NormalTails(double value) => MathNet.Numerics.SpecialFunctions.Erfc(Math.Abs(value) / Math.Sqrt(2));

    private static double BitIncrement(double value) => Math.BitIncrement(Math.BitIncrement(value));
}
