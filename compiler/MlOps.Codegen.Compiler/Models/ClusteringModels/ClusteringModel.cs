using System.Collections.Immutable;
using MlOps.Codegen.Compiler.Models.ComparisonMeasures;
using MlOps.Codegen.Compiler.Pipeline;

namespace MlOps.Codegen.Compiler.Models.ClusteringModels;

/// <summary>PMML 4.4, Cluster Models, whose clusters are given by their centres.</summary>
/// <param name="Common">The parts that all kinds share.</param>
/// <param name="Measure">How a row is compared with a centre.</param>
/// <param name="Fields">The fields of the centres' coordinates, in their order.</param>
/// <param name="MissingValueWeights">Per field how much it counts among those that may be missing; null for one each.</param>
/// <param name="Clusters">The clusters, in order.</param>
public sealed record ClusteringModel(
    ModelCommon Common,
    ComparisonMeasure Measure,
    ImmutableArray<ComparisonField> Fields,
    ImmutableArray<double>? MissingValueWeights,
    ImmutableArray<Cluster> Clusters) : Model(Common)
{
    /// <inheritdoc/>
    public override string ElementName => "ClusteringModel";
}

/// <summary>PMML 4.4, Cluster Models: Cluster.</summary>
/// <param name="Id">Its id; its position from 1 where the file gives none.</param>
/// <param name="Name">Its name, where it has one.</param>
/// <param name="Center">A coordinate per field, as written.</param>
/// <param name="Location">The element's place.</param>
public sealed record Cluster(string Id, string? Name, ImmutableArray<string> Center, SourceLocation Location)
    : PipelineNode(Location);
