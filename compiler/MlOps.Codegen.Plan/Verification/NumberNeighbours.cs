namespace MlOps.Codegen.Plan.Verification;

/// <summary>The numbers around a constant at which a comparison with it changes.</summary>
internal static class NumberNeighbours
{
    // Below this magnitude engines may flush numbers to zero.
    private const double SmallestNormal = 2.2250738585072014E-308;

    /// <summary>The constant, and the numbers one unit in the last place below and above it.</summary>
    /// <param name="constant">A finite number.</param>
    public static IEnumerable<double> OfDouble(double constant) => [Below(constant), constant, Above(constant)];

    /// <summary>
    /// As <see cref="OfDouble"/>, and the same of the nearest binary32 number, of its neighbours, and of the midpoints between
    /// them, where rounding changes its mind.
    /// </summary>
    /// <param name="constant">A finite number.</param>
    public static IEnumerable<double> OfFloat(double constant)
    {
        float nearest = (float)constant;
        if (!float.IsFinite(nearest))
        {
            return OfDouble(constant);
        }

        double lower = MathF.BitDecrement(nearest);
        double upper = MathF.BitIncrement(nearest);
        double[] near = [constant, nearest, lower, upper, (lower + nearest) / 2, (nearest + upper) / 2];
        return near.Where(double.IsFinite).SelectMany(OfDouble);
    }

    private static double Below(double value) => value switch
    {
        0 or SmallestNormal => value - SmallestNormal,
        _ => Math.BitDecrement(value),
    };

    private static double Above(double value) => value switch
    {
        0 or -SmallestNormal => value + SmallestNormal,
        _ => Math.BitIncrement(value),
    };
}
