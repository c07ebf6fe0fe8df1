using MlOps.Codegen.Plan;

namespace MlOps.Codegen.Cli.Verification;

/// <summary>How far two results may lie apart: numbers relatively, everything else not at all.</summary>
/// <param name="Relative">The largest difference, relative to the expected number.</param>
/// <param name="Zero">Expected numbers up to this magnitude are met by all numbers up to it.</param>
internal readonly record struct Tolerance(double Relative, double Zero)
{
    /// <summary>What targets promise of the reference evaluator.</summary>
    public static Tolerance OfTargets { get; } = new(1e-12, 0);

    /// <summary>What is asked of numbers from elsewhere: other programs compute, round and print in their own way.</summary>
    public static Tolerance OfExpectedFiles { get; } = new(1e-9, 1e-9);

    /// <summary>How far a result lies from what is expected.</summary>
    /// <param name="expected">What is expected.</param>
    /// <param name="actual">The result.</param>
    /// <returns>For two numbers the relative difference, 0 where both count as zero; else 0 for equal and infinity for unequal.</returns>
    public double Difference(Scalar expected, Scalar actual)
    {
        if (expected == actual)
        {
            return 0;
        }

        if (!expected.IsDouble || !actual.IsDouble)
        {
            return double.PositiveInfinity;
        }

        if (Math.Abs(expected.Double) <= Zero)
        {
            return Math.Abs(actual.Double) <= Zero ? 0 : double.PositiveInfinity;
        }

        double distance = Math.Abs(expected.Double - actual.Double) / Math.Abs(expected.Double);
        return double.IsNaN(distance) ? double.PositiveInfinity : distance;
    }
}
