namespace MlOps.Codegen.Compiler.Models.NaiveBayesModels;

/// <summary>Logarithms of probabilities and counts, with a finite number for that of 0, because not every engine has infinities.</summary>
internal static class LogProbability
{
    /// <summary>The logarithm of what is impossible. Whatever else is added to it, the sum stays below <see cref="Least"/>.</summary>
    public const double Impossible = -1e300;

    /// <summary>Below every logarithm, or sum of logarithms, of what is possible.</summary>
    public const double Least = -1e299;

    // JPMML takes a count for 0 that differs from it by rounding only.
    private const double Zero = 1.1102230246251565e-16;

    /// <summary>Whether a count is 0 but for rounding.</summary>
    public static bool IsZero(double count) => Math.Abs(count) <= Zero;

    /// <summary>The natural logarithm of a probability or count.</summary>
    /// <param name="value">Not negative.</param>
    public static double Of(double value) => value > 0 ? Math.Log(value) : Impossible;
}
