using System.Collections.Immutable;

namespace MlOps.Codegen.Plan.Kernels;

/// <summary>
/// Weighted sums of a kernel function of the row and each of several fixed vectors: each result is its constant, then each
/// coefficient that is not 0 times the function's value, added in double in the order of the vectors. Missing, all of them, where
/// any input is missing.
/// </summary>
/// <param name="Inputs">The row's vector: doubles, at least one.</param>
/// <param name="Vectors">The fixed vectors: coordinates vector after vector, one per input, all finite; at least one vector.</param>
/// <param name="Function">The kernel function.</param>
/// <param name="Constants">Where each sum starts, finite; as many as there are results, at least one.</param>
/// <param name="Coefficients">Result after result, one finite coefficient per vector.</param>
public sealed record KernelSum(
    ImmutableArray<PlanValue> Inputs,
    ImmutableArray<double> Vectors,
    KernelFunction Function,
    ImmutableArray<double> Constants,
    ImmutableArray<double> Coefficients) : Kernel
{
    /// <summary>How many fixed vectors there are.</summary>
    public int Count => Vectors.Length / Inputs.Length;

    /// <inheritdoc/>
    public override ImmutableArray<DataType> ResultTypes => [.. Enumerable.Repeat(DataType.Double, Constants.Length)];

    /// <inheritdoc/>
    public override IEnumerable<PlanValue> References => Inputs;
}

/// <summary>A function of the row x and a fixed vector v. Sums run in the order of the coordinates.</summary>
public abstract record KernelFunction;

/// <summary>(γ·⟨x, v⟩ + c)^d, the power as <see cref="Expressions.BinaryOperator.Power"/> defines it.</summary>
/// <param name="Gamma">γ, finite.</param>
/// <param name="Coef0">c, finite.</param>
/// <param name="Degree">d, finite.</param>
public sealed record PolynomialFunction(double Gamma, double Coef0, double Degree) : KernelFunction;

/// <summary>tanh(γ·⟨x, v⟩ + c).</summary>
/// <param name="Gamma">γ, finite.</param>
/// <param name="Coef0">c, finite.</param>
public sealed record SigmoidFunction(double Gamma, double Coef0) : KernelFunction;

/// <summary>exp(−f · Σ (|x − v| / l)^p), the exponential as <see cref="Expressions.UnaryOperator.Exp"/> defines it.</summary>
/// <param name="Factor">f, finite.</param>
/// <param name="Power">p, above 0. Powers of 1 and 2 are exact: the magnitude, and the product with itself.</param>
/// <param name="Lengths">l per coordinate, finite and not 0; empty where all are 1.</param>
public sealed record ExponentialFunction(double Factor, double Power, ImmutableArray<double> Lengths) : KernelFunction;
