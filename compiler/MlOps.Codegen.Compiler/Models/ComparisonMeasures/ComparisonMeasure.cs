using System.Collections.Immutable;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Plan.Kernels;

namespace MlOps.Codegen.Compiler.Models.ComparisonMeasures;

/// <summary>PMML 4.4, Cluster Models: ComparisonMeasure.</summary>
/// <param name="Kind">What the numbers mean, where the file says it.</param>
/// <param name="Function">How fields are compared that say nothing of it themselves.</param>
/// <param name="Measure">How the comparisons become one number.</param>
/// <param name="Location">The element's place.</param>
public sealed record ComparisonMeasure(
    ComparisonKind? Kind, CompareFunction Function, Measure Measure, SourceLocation Location) : PipelineNode(Location);

/// <summary>What a comparison's number means.</summary>
public enum ComparisonKind
{
    /// <summary>The smaller, the nearer.</summary>
    Distance,

    /// <summary>The larger, the nearer.</summary>
    Similarity,
}

/// <summary>PMML 4.4, Cluster Models: COMPARE-FUNCTION.</summary>
public enum CompareFunction
{
    /// <summary>|x − y|.</summary>
    AbsDiff,

    /// <summary>exp(−ln 2 · (x − y)² / s²).</summary>
    GaussSim,

    /// <summary>0 if x = y, otherwise 1.</summary>
    Delta,

    /// <summary>1 if x = y, otherwise 0.</summary>
    Equal,

    /// <summary>Looked up in a matrix.</summary>
    Table,
}

/// <summary>PMML 4.4, Cluster Models: the measures.</summary>
public abstract record Measure;

/// <summary>Distances that sum powers of comparisons up.</summary>
/// <param name="InnerPower">The power of each comparison.</param>
/// <param name="OuterPower">Which root is taken of the sum.</param>
public sealed record PowerMeasure(double InnerPower, double OuterPower) : Measure;

/// <summary>The largest comparison: <c>chebychev</c>.</summary>
public sealed record LargestMeasure : Measure;

/// <summary>Similarities of binary fields, by how often which pairs of values occur.</summary>
/// <param name="Numerator">The weights of pairs above the line.</param>
/// <param name="Denominator">The weights of pairs below the line.</param>
public sealed record BinaryMeasure(PairWeights Numerator, PairWeights Denominator) : Measure;

/// <summary>A field that is compared: a ClusteringField, or a KNNInput.</summary>
/// <param name="Field">The field's name.</param>
/// <param name="Function">How it is compared; null for the measure's function.</param>
/// <param name="Weight">The weight of the comparison.</param>
/// <param name="SimilarityScale">For gaussSim, the difference at which the similarity is one half.</param>
/// <param name="Table">For table, a square matrix of similarities, in the order of the field's listed values.</param>
/// <param name="Location">The element's place.</param>
public sealed record ComparisonField(
    string Field,
    CompareFunction? Function,
    double Weight,
    double? SimilarityScale,
    ImmutableArray<ImmutableArray<double>>? Table,
    SourceLocation Location) : PipelineNode(Location);
