using System.Collections.Immutable;

namespace MlOps.Codegen.Plan.Kernels;

/// <summary>How far the row lies from each of several fixed points, or how similar it is to them.</summary>
/// <remarks>
/// Of a <see cref="MinkowskiMeasure"/> or <see cref="ChebychevMeasure"/>, axes whose input is missing are left out, and the rest
/// stands for them: what is summed up, or the largest, is multiplied by all axes' missing weights over those of the present.
/// Where that divisor is 0, all results are missing. A <see cref="BinarySimilarityMeasure"/> is missing where any input is.
/// </remarks>
/// <param name="Inputs">The row's coordinates: doubles, at least one.</param>
/// <param name="Axes">How coordinates are compared, one per input.</param>
/// <param name="Measure">How the comparisons become one number.</param>
/// <param name="Points">The fixed points: coordinates point after point, one per input, all finite.</param>
public sealed record Distances(
    ImmutableArray<PlanValue> Inputs,
    ImmutableArray<DistanceAxis> Axes,
    DistanceMeasure Measure,
    ImmutableArray<double> Points) : Kernel
{
    /// <summary>How many fixed points there are.</summary>
    public int Count => Points.Length / Inputs.Length;

    /// <inheritdoc/>
    public override ImmutableArray<DataType> ResultTypes => [.. Enumerable.Repeat(DataType.Double, Count)];

    /// <inheritdoc/>
    public override IEnumerable<PlanValue> References => Inputs;
}

/// <summary>How the coordinates of one axis are compared.</summary>
/// <param name="Comparison">The comparison.</param>
/// <param name="Weight">What the comparison's power is multiplied by; finite, not negative.</param>
/// <param name="MissingWeight">How much the axis counts among those that may be missing; finite, not negative.</param>
/// <param name="Scale">For <see cref="DistanceComparison.GaussianSimilarity"/>: where the similarity is one half; above 0.</param>
/// <param name="Table">
/// For <see cref="DistanceComparison.Table"/>: a square matrix, row after row, whose rows are the input's codes from 0 and whose
/// columns the point's; otherwise empty.
/// </param>
public sealed record DistanceAxis(
    DistanceComparison Comparison,
    double Weight = 1,
    double MissingWeight = 1,
    double Scale = 1,
    ImmutableArray<double> Table = default);

/// <summary>Comparisons of two coordinates. What is no number by mathematics counts 0.</summary>
public enum DistanceComparison
{
    /// <summary>The magnitude of the difference.</summary>
    AbsoluteDifference,

    /// <summary>exp(−ln 2 · difference² / scale²).</summary>
    GaussianSimilarity,

    /// <summary>0 where they are equal, otherwise 1.</summary>
    Delta,

    /// <summary>1 where they are equal, otherwise 0.</summary>
    Equal,

    /// <summary>Looked up in a table of codes; 0 where the input is no code of it.</summary>
    Table,
}

/// <summary>How the comparisons of all axes become one number.</summary>
public abstract record DistanceMeasure;

/// <summary>
/// Each comparison to the inner power, times the axis's weight, summed up in the order of the axes; of that the root of the outer
/// power. Powers 1 and 2 are exact products, the root of 2 is the square root.
/// </summary>
/// <param name="InnerPower">Above 0.</param>
/// <param name="OuterPower">Above 0.</param>
public sealed record MinkowskiMeasure(double InnerPower, double OuterPower) : DistanceMeasure;

/// <summary>The largest comparison, each times the axis's weight.</summary>
public sealed record ChebychevMeasure : DistanceMeasure;

/// <summary>
/// For coordinates 0 and 1: the number of axes with each pair of coordinates, weighted and summed up, divided by the same with
/// other weights. Missing where an input is neither 0 nor 1, and where the divisor is 0. Axes' weights take no part.
/// </summary>
/// <param name="Numerator">The weights of pairs above the line.</param>
/// <param name="Denominator">The weights of pairs below the line.</param>
public sealed record BinarySimilarityMeasure(PairWeights Numerator, PairWeights Denominator) : DistanceMeasure;

/// <summary>Weights of pairs of the row's coordinate and the point's.</summary>
/// <param name="BothOne">Both are 1.</param>
/// <param name="RowOne">Only the row's is 1.</param>
/// <param name="PointOne">Only the point's is 1.</param>
/// <param name="BothZero">Neither is 1.</param>
public sealed record PairWeights(double BothOne, double RowOne, double PointOne, double BothZero)
{
    /// <summary>The weight of a pair.</summary>
    /// <param name="row">Whether the row's coordinate is 1.</param>
    /// <param name="point">Whether the point's is.</param>
    public double Of(bool row, bool point) => (row, point) switch
    {
        (true, true) => BothOne,
        (true, false) => RowOne,
        (false, true) => PointOne,
        (false, false) => BothZero,
    };
}
