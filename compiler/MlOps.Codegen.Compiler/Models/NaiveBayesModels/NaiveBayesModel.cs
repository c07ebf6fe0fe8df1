using System.Collections.Immutable;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Compiler.Pipeline.Statistics;

namespace MlOps.Codegen.Compiler.Models.NaiveBayesModels;

/// <summary>PMML 4.4, Naive Bayes.</summary>
/// <param name="Common">The parts that all kinds share.</param>
/// <param name="Threshold">The conditional probability that stands for a count of 0, and below which no density falls.</param>
/// <param name="Inputs">The evidence, in order.</param>
/// <param name="Output">How often each category of the target occurred, in the order that decides ties.</param>
public sealed record NaiveBayesModel(
    ModelCommon Common,
    double Threshold,
    ImmutableArray<BayesInput> Inputs,
    ImmutableArray<TargetValueCount> Output) : Model(Common)
{
    /// <inheritdoc/>
    public override string ElementName => "NaiveBayesModel";
}

/// <summary>PMML 4.4, Naive Bayes: BayesInput. It has either pair counts or statistics.</summary>
/// <param name="Field">The field's name.</param>
/// <param name="Derived">What stands in the field's place for pair counts; null for the field itself.</param>
/// <param name="PairCounts">For a discrete field, the counts per value.</param>
/// <param name="Stats">For a continuous field, a distribution per category.</param>
/// <param name="Location">The element's place.</param>
public sealed record BayesInput(
    string Field,
    DerivedField? Derived,
    ImmutableArray<PairCounts> PairCounts,
    ImmutableArray<TargetValueStat> Stats,
    SourceLocation Location) : PipelineNode(Location);

/// <summary>PMML 4.4, Naive Bayes: PairCounts.</summary>
/// <param name="Value">A value of the input as written.</param>
/// <param name="Counts">How often it occurred together with each category.</param>
/// <param name="Location">The element's place.</param>
public sealed record PairCounts(string Value, ImmutableArray<TargetValueCount> Counts, SourceLocation Location)
    : PipelineNode(Location);

/// <summary>PMML 4.4, Naive Bayes: TargetValueCount.</summary>
/// <param name="Value">A category of the target as written.</param>
/// <param name="Count">How often it occurred; need not be whole.</param>
/// <param name="Location">The element's place.</param>
public sealed record TargetValueCount(string Value, double Count, SourceLocation Location) : PipelineNode(Location);

/// <summary>PMML 4.4, Naive Bayes: TargetValueStat.</summary>
/// <param name="Value">A category of the target as written.</param>
/// <param name="Distribution">How the input is distributed where it occurs.</param>
/// <param name="Location">The element's place.</param>
public sealed record TargetValueStat(string Value, ContinuousDistribution Distribution, SourceLocation Location)
    : PipelineNode(Location);
