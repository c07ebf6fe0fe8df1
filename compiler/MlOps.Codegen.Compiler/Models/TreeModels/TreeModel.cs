using System.Collections.Immutable;
using System.Globalization;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Compiler.Pipeline.Predicates;

namespace MlOps.Codegen.Compiler.Models.TreeModels;

/// <summary>PMML 4.4, Tree Model.</summary>
/// <param name="Common">The parts that all kinds share.</param>
/// <param name="MissingValueStrategy">What happens where a predicate is unknown.</param>
/// <param name="MissingValuePenalty">Multiplies the confidence once for each use of a missing-value rule.</param>
/// <param name="NoTrueChildStrategy">What happens where no child's predicate is true.</param>
/// <param name="Nodes">All nodes, parents before children; the root is the first. Flat, because trees may be deep.</param>
public sealed record TreeModel(
    ModelCommon Common,
    MissingValueStrategy MissingValueStrategy,
    double MissingValuePenalty,
    NoTrueChildStrategy NoTrueChildStrategy,
    ImmutableArray<Node> Nodes) : Model(Common)
{
    /// <inheritdoc/>
    public override string ElementName => "TreeModel";

    /// <inheritdoc/>
    public override string Summary => string.Create(CultureInfo.InvariantCulture, $"{Nodes.Length} nodes");
}

/// <summary>PMML 4.4, Tree Model: Node.</summary>
/// <param name="Id">Its id; null where it has none.</param>
/// <param name="Score">Its score as written; null where it has none.</param>
/// <param name="RecordCount">How many training rows reached it.</param>
/// <param name="DefaultChild">The id of the child taken where a predicate is unknown.</param>
/// <param name="Predicate">When it is entered.</param>
/// <param name="ScoreDistributions">What is known of the categories.</param>
/// <param name="Children">The indexes of its children, in order.</param>
/// <param name="Location">The element's place.</param>
public sealed record Node(
    string? Id,
    string? Score,
    double? RecordCount,
    string? DefaultChild,
    Predicate Predicate,
    ImmutableArray<ScoreDistribution> ScoreDistributions,
    ImmutableArray<int> Children,
    SourceLocation Location) : PipelineNode(Location);

/// <summary>PMML 4.4, Tree Model: ScoreDistribution.</summary>
/// <param name="Value">The category as written.</param>
/// <param name="RecordCount">How many training rows had it; null where only probabilities are given.</param>
/// <param name="Confidence">The confidence, where given.</param>
/// <param name="Probability">The probability, where given.</param>
/// <param name="Location">The element's place.</param>
public sealed record ScoreDistribution(
    string Value,
    double? RecordCount,
    double? Confidence,
    double? Probability,
    SourceLocation Location) : PipelineNode(Location);

/// <summary>PMML 4.4, Tree Model: MISSING-VALUE-STRATEGY.</summary>
public enum MissingValueStrategy
{
    /// <summary>Unknown counts as false.</summary>
    None,

    /// <summary>The node reached last decides.</summary>
    LastPrediction,

    /// <summary>The prediction is missing.</summary>
    NullPrediction,

    /// <summary>The default child is taken.</summary>
    DefaultChild,

    /// <summary>All children that could be entered are combined, weighted by their record counts.</summary>
    WeightedConfidence,

    /// <summary>The leaves of all children that could be entered are pooled.</summary>
    AggregateNodes,
}

/// <summary>PMML 4.4, Tree Model: NO-TRUE-CHILD-STRATEGY.</summary>
public enum NoTrueChildStrategy
{
    /// <summary>The prediction is missing.</summary>
    ReturnNullPrediction,

    /// <summary>The node reached last decides.</summary>
    ReturnLastPrediction,
}
