using System.Collections.Immutable;
using MlOps.Codegen.Compiler.Models.ComparisonMeasures;
using MlOps.Codegen.Compiler.Pipeline;

namespace MlOps.Codegen.Compiler.Models.NearestNeighborModels;

/// <summary>PMML 4.4, Nearest Neighbors.</summary>
/// <param name="Common">The parts that all kinds share.</param>
/// <param name="NumberOfNeighbors">How many training instances decide.</param>
/// <param name="ContinuousMethod">How their continuous targets are combined.</param>
/// <param name="CategoricalMethod">How their categorical targets are combined.</param>
/// <param name="InstanceIdVariable">The instance field that holds ids; null for the instances' positions from 1.</param>
/// <param name="Threshold">Added to a distance before its reciprocal becomes a weight.</param>
/// <param name="Measure">How a row is compared with an instance.</param>
/// <param name="Inputs">The fields that are compared.</param>
/// <param name="InstanceFields">The fields of the training instances.</param>
/// <param name="Instances">The training instances: a text per instance field as written, null for missing.</param>
/// <param name="InstancesLocation">Where the instances stand.</param>
public sealed record NearestNeighborModel(
    ModelCommon Common,
    int NumberOfNeighbors,
    ContinuousScoringMethod ContinuousMethod,
    CategoricalScoringMethod CategoricalMethod,
    string? InstanceIdVariable,
    double Threshold,
    ComparisonMeasure Measure,
    ImmutableArray<ComparisonField> Inputs,
    ImmutableArray<string> InstanceFields,
    ImmutableArray<ImmutableArray<string?>> Instances,
    SourceLocation InstancesLocation) : Model(Common)
{
    /// <inheritdoc/>
    public override string ElementName => "NearestNeighborModel";
}

/// <summary>PMML 4.4, Nearest Neighbors: CONT-SCORING-METHOD.</summary>
public enum ContinuousScoringMethod
{
    /// <summary>The mean.</summary>
    Average,

    /// <summary>The mean, weighted by the reciprocals of the distances.</summary>
    WeightedAverage,

    /// <summary>The median.</summary>
    Median,
}

/// <summary>PMML 4.4, Nearest Neighbors: CAT-SCORING-METHOD.</summary>
public enum CategoricalScoringMethod
{
    /// <summary>The category that most neighbors have.</summary>
    MajorityVote,

    /// <summary>The category with the largest weight, the reciprocals of the distances.</summary>
    WeightedMajorityVote,
}
