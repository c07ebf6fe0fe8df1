using MlOps.Codegen.Plan;

namespace MlOps.Codegen.Cli.Verification;

/// <summary>How far two results may lie apart: numbers a little, everything else not at all.</summary>
/// <param name="Relative">The largest difference relative to the expected number.</param>
/// <param name="Absolute">A difference that is allowed whatever the magnitude.</param>
/// <param name="Zero">Expected numbers up to this magnitude are met by all numbers up to it.</param>
internal readonly record struct Tolerance(double Relative, double Absolute = 0, double Zero = 0)
{
    // Where a tool computes in single precision, what cancels (1 − p) keeps an error of this order, however small the result.
    private const double SinglePrecision = 1e-6;

    /// <summary>What targets promise of the reference evaluator.</summary>
    public static Tolerance OfTargets { get; } = new(1e-12);

    /// <summary>What is asked of numbers from elsewhere: other programs compute, round and print in their own way.</summary>
    /// <param name="allowed">The largest difference: relative, and absolute below 1.</param>
    public static Tolerance OfExpectedFile(double allowed) => new(allowed, allowed);

    /// <summary>What PMML asks of a model's own verification rows (PMML 4.4, Model Verification).</summary>
    /// <param name="precision">The largest difference relative to the expected number.</param>
    /// <param name="zeroThreshold">The magnitude up to which numbers count as zero.</param>
    /// <param name="isSingle">Whether the tool that recorded the rows computed in single precision.</param>
    public static Tolerance OfRecordedRows(double precision, double zeroThreshold, bool isSingle) =>
        new(precision, isSingle ? SinglePrecision : 0, zeroThreshold);

    /// <summary>How far a result lies from what is expected.</summary>
    /// <param name="expected">What is expected.</param>
    /// <param name="actual">The result.</param>
    /// <returns>For two numbers the difference relative to the expected; else 0 for equal and infinity for unequal.</returns>
    public static double Difference(Scalar expected, Scalar actual)
    {
        if (expected == actual)
        {
            return 0;
        }

        double distance = expected.IsDouble && actual.IsDouble
            ? Math.Abs(expected.Double - actual.Double) / Math.Abs(expected.Double)
            : double.NaN;
        return double.IsNaN(distance) ? double.PositiveInfinity : distance;
    }

    /// <summary>Whether a result is near enough to what is expected.</summary>
    /// <param name="expected">What is expected.</param>
    /// <param name="actual">The result.</param>
    public bool Allows(Scalar expected, Scalar actual)
    {
        if (!expected.IsDouble || !actual.IsDouble)
        {
            return expected == actual;
        }

        return (Math.Abs(expected.Double) <= Zero && Math.Abs(actual.Double) <= Zero)
            || Math.Abs(expected.Double - actual.Double) <= Absolute
            || Difference(expected, actual) <= Relative;
    }
}
