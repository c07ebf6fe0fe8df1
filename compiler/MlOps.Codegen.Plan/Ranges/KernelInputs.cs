using MlOps.Codegen.Plan.Kernels;

namespace MlOps.Codegen.Plan.Ranges;

/// <summary>Bounds the inputs of kernels that compute with them, so that powers and products inside stay within the range of a double.</summary>
/// <remarks>Sums of weights and coordinates leave room of a factor of 1e100 on both sides.</remarks>
internal static class KernelInputs
{
    // What a power of an input may be, and the inverse of it.
    private const double LargestPower = 1e200;

    /// <summary>The kernel over bounded inputs.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="bounded">A value of at least one magnitude, or 0, and at most another, made from an input.</param>
    public static Kernel Bounded(Kernel kernel, Func<PlanValue, double, double, PlanValue> bounded)
    {
        switch (kernel)
        {
            case DenseLayer layer:
                return layer with { Inputs = [.. layer.Inputs.Select(input => Bound(input, 1))] };
            case KernelSum sum:
                double degree = Degree(sum.Function);
                return sum with { Inputs = [.. sum.Inputs.Select(input => Bound(input, degree))] };
            case Distances { Measure: not BinarySimilarityMeasure } distances:
                return distances with
                {
                    Inputs = [.. distances.Inputs.Select((input, i) => Bound(input, Degree(distances, distances.Axes[i])))],
                };
            case NearestPoints nearest:
                return nearest with { Distances = (Distances)Bounded(nearest.Distances, bounded) };
            default:
                return kernel;
        }

        // Without powers an input is bounded as a factor is.
        PlanValue Bound(PlanValue input, double power)
        {
            double most = Math.Pow(LargestPower, 1 / Math.Max(2, power));
            return bounded(input, 1 / most, most);
        }
    }

    private static double Degree(KernelFunction function) => function switch
    {
        PolynomialFunction polynomial => Math.Abs(polynomial.Degree),
        ExponentialFunction exponential => exponential.Power,
        SigmoidFunction => 1,
        _ => throw new InvalidOperationException($"unknown function {function.GetType().Name}"),
    };

    // A Gaussian similarity is at most 1, whatever its power; the square of the difference inside is what may be large.
    private static double Degree(Distances distances, DistanceAxis axis) =>
        axis.Comparison == DistanceComparison.AbsoluteDifference && distances.Measure is MinkowskiMeasure minkowski
            ? minkowski.InnerPower
            : 1;
}
