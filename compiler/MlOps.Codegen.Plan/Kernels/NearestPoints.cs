using System.Collections.Immutable;

namespace MlOps.Codegen.Plan.Kernels;

/// <summary>
/// The points of a <see cref="Distances"/> kernel that are nearest to the row, from the nearest on; of equally near ones the first
/// comes first. All results are missing where any distance is.
/// </summary>
/// <remarks>The results are the points' indexes, from 0, and then their distances.</remarks>
/// <param name="Distances">The distances that are compared; they are no results.</param>
/// <param name="Neighbors">How many points are wanted, from 1 to all.</param>
/// <param name="LargestFirst">Whether the largest number is the nearest: similarities.</param>
public sealed record NearestPoints(Distances Distances, int Neighbors, bool LargestFirst) : Kernel
{
    /// <inheritdoc/>
    public override ImmutableArray<DataType> ResultTypes =>
        [.. Enumerable.Repeat(DataType.Integer, Neighbors), .. Enumerable.Repeat(DataType.Double, Neighbors)];

    /// <inheritdoc/>
    public override IEnumerable<PlanValue> References => Distances.References;
}
