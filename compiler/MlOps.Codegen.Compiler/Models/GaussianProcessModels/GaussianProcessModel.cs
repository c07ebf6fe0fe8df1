using System.Collections.Immutable;
using MlOps.Codegen.Compiler.Pipeline;

namespace MlOps.Codegen.Compiler.Models.GaussianProcessModels;

/// <summary>PMML 4.4, Gaussian Process.</summary>
/// <param name="Common">The parts that all kinds share.</param>
/// <param name="Kernel">The covariance of two instances.</param>
/// <param name="IsTransformed">Whether instances hold what the model compares; otherwise its local transformations are still to come.</param>
/// <param name="InstanceFields">The fields of instances.</param>
/// <param name="Instances">Per instance a text per field; null for missing.</param>
/// <param name="InstancesLocation">The place of TrainingInstances.</param>
public sealed record GaussianProcessModel(
    ModelCommon Common,
    CovarianceKernel Kernel,
    bool IsTransformed,
    ImmutableArray<string> InstanceFields,
    ImmutableArray<ImmutableArray<string?>> Instances,
    SourceLocation InstancesLocation) : Model(Common)
{
    /// <inheritdoc/>
    public override string ElementName => "GaussianProcessModel";
}

/// <summary>PMML 4.4, Gaussian Process: kernel types. All are γ · exp(−½ · Σ (|x − z| / λ)^p).</summary>
/// <param name="Gamma">γ, above 0.</param>
/// <param name="NoiseVariance">The variance of the noise in the instances' targets; not negative.</param>
/// <param name="Power">p: 2 for the squared, 1 for the absolute, the degree for the generalized exponential.</param>
/// <param name="Lambda">λ per coordinate, or one for all; above 0.</param>
public sealed record CovarianceKernel(double Gamma, double NoiseVariance, double Power, ImmutableArray<double> Lambda);
