using System.Collections.Immutable;

namespace MlOps.Codegen.Plan.Kernels;

/// <summary>
/// Several weighted sums over the same values: each result is its bias, then each weight times its input, added in double in the
/// order of the inputs. Missing, all of them, where any input is missing.
/// </summary>
/// <param name="Inputs">The values, doubles, at least one.</param>
/// <param name="Biases">Where each sum starts, finite; as many as there are results, at least one.</param>
/// <param name="Weights">Result after result, one finite weight per input.</param>
public sealed record DenseLayer(
    ImmutableArray<PlanValue> Inputs, ImmutableArray<double> Biases, ImmutableArray<double> Weights) : Kernel
{
    /// <inheritdoc/>
    public override ImmutableArray<DataType> ResultTypes => [.. Enumerable.Repeat(DataType.Double, Biases.Length)];

    /// <inheritdoc/>
    public override IEnumerable<PlanValue> References => Inputs;
}
