using System.Collections.Immutable;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Compiler.Pipeline.Expressions;

namespace MlOps.Codegen.Compiler.Models.BayesianNetworkModels;

/// <summary>PMML 4.4, Bayesian Network.</summary>
/// <param name="Common">The parts that all kinds share.</param>
/// <param name="DiscreteNodes">The nodes with finitely many values.</param>
/// <param name="ContinuousNodes">The nodes that are numbers.</param>
public sealed record BayesianNetworkModel(
    ModelCommon Common,
    ImmutableArray<DiscreteNode> DiscreteNodes,
    ImmutableArray<ContinuousNode> ContinuousNodes) : Model(Common)
{
    /// <inheritdoc/>
    public override string ElementName => "BayesianNetworkModel";
}

/// <summary>PMML 4.4, Bayesian Network: DiscreteNode.</summary>
/// <param name="Name">The node's name: the field that it stands for.</param>
/// <param name="Derived">What is known of it in a row; null for the field of its name.</param>
/// <param name="Distributions">How its values are distributed, for each combination of its parents' values.</param>
/// <param name="Location">The element's place.</param>
public sealed record DiscreteNode(
    string Name, DerivedField? Derived, ImmutableArray<DiscreteDistribution> Distributions, SourceLocation Location)
    : PipelineNode(Location);

/// <summary>PMML 4.4, Bayesian Network: DiscreteConditionalProbability, or a node's own ValueProbability elements.</summary>
/// <param name="Parents">The parents with the values that it is about; none for a node without parents.</param>
/// <param name="Probabilities">The values, as written, with their probabilities.</param>
/// <param name="Location">The element's place.</param>
public sealed record DiscreteDistribution(
    ImmutableArray<ParentValue> Parents, ImmutableArray<(string Value, double Probability)> Probabilities, SourceLocation Location)
    : PipelineNode(Location);

/// <summary>PMML 4.4, Bayesian Network: ParentValue.</summary>
/// <param name="Parent">The parent's name.</param>
/// <param name="Value">Its value, as written.</param>
public readonly record struct ParentValue(string Parent, string Value);

/// <summary>PMML 4.4, Bayesian Network: ContinuousNode.</summary>
/// <param name="Name">The node's name: the field that it stands for.</param>
/// <param name="Derived">What is known of it in a row; null for the field of its name.</param>
/// <param name="Distributions">How it is distributed, for each combination of its discrete parents' values.</param>
/// <param name="Location">The element's place.</param>
public sealed record ContinuousNode(
    string Name, DerivedField? Derived, ImmutableArray<ConditionalDensity> Distributions, SourceLocation Location)
    : PipelineNode(Location);

/// <summary>PMML 4.4, Bayesian Network: ContinuousConditionalProbability, or a node's own ContinuousDistribution.</summary>
/// <param name="Parents">The discrete parents with the values that it is about; none where it has no discrete parents.</param>
/// <param name="Shape">The family of the distribution.</param>
/// <param name="First">The mean, or the lower end; an expression over continuous parents.</param>
/// <param name="Second">The variance, or the upper end; an expression over continuous parents.</param>
/// <param name="Location">The element's place.</param>
public sealed record ConditionalDensity(
    ImmutableArray<ParentValue> Parents, DensityShape Shape, PipelineExpression First, PipelineExpression Second, SourceLocation Location)
    : PipelineNode(Location);

/// <summary>Families of continuous distributions in Bayesian networks.</summary>
public enum DensityShape
{
    /// <summary>By mean and variance.</summary>
    Normal,

    /// <summary>By the mean and variance of the logarithm.</summary>
    Lognormal,

    /// <summary>By its ends.</summary>
    Uniform,
}
