using System.Collections.Immutable;
using System.Globalization;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Compiler.Pipeline.Predicates;

namespace MlOps.Codegen.Compiler.Models.MiningModels;

/// <summary>PMML 4.4, Multiple Models: MiningModel with its Segmentation.</summary>
/// <param name="Common">The parts that all kinds share.</param>
/// <param name="Method">How the segments' results are combined.</param>
/// <param name="MissingPredictionTreatment">What happens where a segment's prediction is missing.</param>
/// <param name="MissingThreshold">The share of missing predictions (by weight) from which the result is missing.</param>
/// <param name="Segments">The segments, in order.</param>
public sealed record MiningModel(
    ModelCommon Common,
    MultipleModelMethod Method,
    MissingPredictionTreatment MissingPredictionTreatment,
    double MissingThreshold,
    ImmutableArray<Segment> Segments) : Model(Common)
{
    /// <inheritdoc/>
    public override string ElementName => "MiningModel";

    /// <inheritdoc/>
    public override string Summary => string.Create(CultureInfo.InvariantCulture, $"{Method} of {Segments.Length} segments");

    /// <inheritdoc/>
    public override IEnumerable<Model> Parts => Segments.Select(segment => segment.Model);
}

/// <summary>PMML 4.4, Multiple Models: Segment.</summary>
/// <param name="Id">Its id; its position from 1 where the file gives none.</param>
/// <param name="Weight">Its weight.</param>
/// <param name="Predicate">When it applies.</param>
/// <param name="Model">Its model.</param>
/// <param name="Location">The element's place.</param>
public sealed record Segment(string Id, double Weight, Predicate Predicate, Model Model, SourceLocation Location)
    : PipelineNode(Location);

/// <summary>PMML 4.4, Multiple Models: MULTIPLE-MODEL-METHOD, with JPMML's <c>x-</c> extensions.</summary>
public enum MultipleModelMethod
{
    /// <summary>The category with the most votes.</summary>
    MajorityVote,

    /// <summary>The category with the largest weight of votes.</summary>
    WeightedMajorityVote,

    /// <summary>The mean.</summary>
    Average,

    /// <summary>The weighted mean.</summary>
    WeightedAverage,

    /// <summary>The median.</summary>
    Median,

    /// <summary>The weighted median.</summary>
    WeightedMedian,

    /// <summary>The largest.</summary>
    Max,

    /// <summary>The sum.</summary>
    Sum,

    /// <summary>The weighted sum.</summary>
    WeightedSum,

    /// <summary>The first segment that applies.</summary>
    SelectFirst,

    /// <summary>All results (several per row).</summary>
    SelectAll,

    /// <summary>The last segment that applies, which may use the outputs of those before it.</summary>
    ModelChain,

    /// <summary>JPMML's extension <c>x-multiModelChain</c>: a chain whose segments predict several targets.</summary>
    MultiModelChain,
}

/// <summary>PMML 4.4, Multiple Models: MISSING-PREDICTION-TREATMENT.</summary>
public enum MissingPredictionTreatment
{
    /// <summary>The result is missing.</summary>
    ReturnMissing,

    /// <summary>The segment is left out.</summary>
    SkipSegment,

    /// <summary>The missing value takes part.</summary>
    Continue,
}
