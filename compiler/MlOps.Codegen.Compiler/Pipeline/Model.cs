using System.Collections.Immutable;
using MlOps.Codegen.Compiler.Pipeline.Expressions;

namespace MlOps.Codegen.Compiler.Pipeline;

/// <summary>What every model element has (PMML 4.4, General Structure: MODEL-ELEMENT).</summary>
/// <param name="Common">The parts that all kinds share.</param>
public abstract record Model(ModelCommon Common) : PipelineNode(Common.Location)
{
    /// <summary>The element's name, such as <c>TreeModel</c>.</summary>
    public abstract string ElementName { get; }

    /// <summary>What it is made of, in a few words for people, such as <c>31 nodes</c>; empty where there is nothing to say.</summary>
    public virtual string Summary => "";

    /// <summary>The models inside it, in order.</summary>
    public virtual IEnumerable<Model> Parts => [];
}

/// <summary>The parts that all model kinds share.</summary>
/// <param name="ModelName">The model's name; empty where it has none.</param>
/// <param name="Function">What it does.</param>
/// <param name="MiningSchema">The fields it uses.</param>
/// <param name="Output">What it yields besides its prediction.</param>
/// <param name="Targets">How its prediction is adjusted.</param>
/// <param name="LocalTransformations">Its own derived fields.</param>
/// <param name="Verification">Rows with known results; null where it has none.</param>
/// <param name="MathContext">The arithmetic that the producing tool used.</param>
/// <param name="Location">The element's place.</param>
public sealed record ModelCommon(
    string ModelName,
    MiningFunction Function,
    ImmutableArray<MiningField> MiningSchema,
    ImmutableArray<OutputField> Output,
    ImmutableArray<Target> Targets,
    TransformationDictionary LocalTransformations,
    ModelVerification? Verification,
    MathContext MathContext,
    SourceLocation Location);

/// <summary>PMML 4.4, General Structure: MINING-FUNCTION.</summary>
public enum MiningFunction
{
    /// <summary>Predicts a number.</summary>
    Regression,

    /// <summary>Predicts a label.</summary>
    Classification,

    /// <summary>Finds a group.</summary>
    Clustering,

    /// <summary>Finds what goes together.</summary>
    AssociationRules,

    /// <summary>Finds sequences.</summary>
    Sequences,

    /// <summary>Forecasts.</summary>
    TimeSeries,

    /// <summary>Any of these.</summary>
    Mixed,
}

/// <summary>JPMML's extension <c>x-mathContext</c>.</summary>
public enum MathContext
{
    /// <summary>Double precision.</summary>
    Double,

    /// <summary>Single precision.</summary>
    Float,
}

/// <summary>PMML 4.4, MiningSchema: MiningField.</summary>
/// <param name="Name">The field's name.</param>
/// <param name="UsageType">What it is used for.</param>
/// <param name="OpType">Overrides the field's own, where given.</param>
/// <param name="Outliers">What happens to values outside <paramref name="LowValue"/>…<paramref name="HighValue"/>.</param>
/// <param name="LowValue">The lower limit.</param>
/// <param name="HighValue">The upper limit.</param>
/// <param name="MissingValueReplacement">What stands for a missing value, as written.</param>
/// <param name="MissingValueTreatment">How the replacement was found, or that missing is invalid.</param>
/// <param name="InvalidValueTreatment">What happens to invalid values.</param>
/// <param name="InvalidValueReplacement">What stands for an invalid value, as written.</param>
/// <param name="Location">The element's place.</param>
public sealed record MiningField(
    string Name,
    UsageType UsageType,
    OpType? OpType,
    OutlierTreatment Outliers,
    double? LowValue,
    double? HighValue,
    string? MissingValueReplacement,
    MissingValueTreatment MissingValueTreatment,
    InvalidValueTreatment InvalidValueTreatment,
    string? InvalidValueReplacement,
    SourceLocation Location) : PipelineNode(Location);

/// <summary>PMML 4.4, Output: OutputField.</summary>
/// <param name="Name">Its name.</param>
/// <param name="OpType">How its values may be used, where declared.</param>
/// <param name="Type">Its type, where declared.</param>
/// <param name="Feature">What it shows.</param>
/// <param name="TargetField">Which target it speaks of, where there are several.</param>
/// <param name="Value">The category or entity that it speaks of, as written.</param>
/// <param name="RuleFeature">Which part of a rule it shows.</param>
/// <param name="Rank">Which of the ranked results it shows, from 1.</param>
/// <param name="RankBasis">By what rules are ranked.</param>
/// <param name="RankDescending">Whether the ranking descends.</param>
/// <param name="Algorithm">Which association rules count.</param>
/// <param name="IsMultiValued">Whether several results are joined.</param>
/// <param name="SegmentId">The segment whose result it shows.</param>
/// <param name="IsFinalResult">Whether callers see it; otherwise only other output fields use it.</param>
/// <param name="Expression">For transformed values and decisions, the expression over earlier output fields.</param>
/// <param name="Location">The element's place.</param>
public sealed record OutputField(
    string Name,
    OpType? OpType,
    DeclaredType? Type,
    ResultFeature Feature,
    string? TargetField,
    string? Value,
    RuleFeature RuleFeature,
    int Rank,
    RankBasis RankBasis,
    bool RankDescending,
    RuleAlgorithm Algorithm,
    bool IsMultiValued,
    string? SegmentId,
    bool IsFinalResult,
    PipelineExpression? Expression,
    SourceLocation Location) : PipelineNode(Location);

/// <summary>PMML 4.4, Output: RESULT-FEATURE.</summary>
public enum ResultFeature
{
    /// <summary>The prediction.</summary>
    PredictedValue,

    /// <summary>The prediction's display text.</summary>
    PredictedDisplayValue,

    /// <summary>An expression over other outputs.</summary>
    TransformedValue,

    /// <summary>An expression that yields a decision.</summary>
    Decision,

    /// <summary>The probability of a category.</summary>
    Probability,

    /// <summary>How close the row is to a category or entity.</summary>
    Affinity,

    /// <summary>The difference between the known and the predicted value.</summary>
    Residual,

    /// <summary>The standard error of the prediction.</summary>
    StandardError,

    /// <summary>The standard deviation of the prediction.</summary>
    StandardDeviation,

    /// <summary>The id of the winning cluster.</summary>
    ClusterId,

    /// <summary>The affinity to a cluster.</summary>
    ClusterAffinity,

    /// <summary>The id of the winning entity: node, cluster, rule, segment.</summary>
    EntityId,

    /// <summary>The affinity to an entity.</summary>
    EntityAffinity,

    /// <summary>A warning of the model.</summary>
    Warning,

    /// <summary>A part of a rule.</summary>
    RuleValue,

    /// <summary>A scorecard's reason code.</summary>
    ReasonCode,

    /// <summary>What an association rule starts from.</summary>
    Antecedent,

    /// <summary>What an association rule leads to.</summary>
    Consequent,

    /// <summary>A rule as text.</summary>
    Rule,

    /// <summary>A rule's id.</summary>
    RuleId,

    /// <summary>The confidence of a category or a rule.</summary>
    Confidence,

    /// <summary>A rule's support.</summary>
    Support,

    /// <summary>A rule's lift.</summary>
    Lift,

    /// <summary>A rule's leverage.</summary>
    Leverage,

    /// <summary>The lower end of an interval that holds the true value with some probability.</summary>
    ConfidenceIntervalLower,

    /// <summary>The upper end of an interval that holds the true value with some probability.</summary>
    ConfidenceIntervalUpper,

    /// <summary>JPMML's extension <c>x-report</c>: how the result came about, as text.</summary>
    Report,
}

/// <summary>PMML 4.4, Output: RULE-FEATURE.</summary>
public enum RuleFeature
{
    /// <summary>The items that it starts from.</summary>
    Antecedent,

    /// <summary>The items that it leads to.</summary>
    Consequent,

    /// <summary>The whole rule as text.</summary>
    Rule,

    /// <summary>Its id.</summary>
    RuleId,

    /// <summary>Its confidence.</summary>
    Confidence,

    /// <summary>Its support.</summary>
    Support,

    /// <summary>Its lift.</summary>
    Lift,

    /// <summary>Its leverage.</summary>
    Leverage,

    /// <summary>Its affinity.</summary>
    Affinity,
}

/// <summary>PMML 4.4, Output: RANK-BASIS.</summary>
public enum RankBasis
{
    /// <summary>Confidence.</summary>
    Confidence,

    /// <summary>Support.</summary>
    Support,

    /// <summary>Lift.</summary>
    Lift,

    /// <summary>Leverage.</summary>
    Leverage,

    /// <summary>Affinity.</summary>
    Affinity,
}

/// <summary>PMML 4.4, Output: the <c>algorithm</c> that chooses association rules.</summary>
public enum RuleAlgorithm
{
    /// <summary>Rules whose antecedent is among the items.</summary>
    Recommendation,

    /// <summary>Rules whose antecedent is among the items, and whose consequent is not.</summary>
    ExclusiveRecommendation,

    /// <summary>Rules whose antecedent and consequent are among the items.</summary>
    RuleAssociation,
}

/// <summary>PMML 4.4, Targets: Target.</summary>
/// <param name="Field">The target field's name; empty for the only one.</param>
/// <param name="OpType">Overrides the field's own, where given.</param>
/// <param name="CastInteger">How the result is made whole.</param>
/// <param name="Min">Results below become this.</param>
/// <param name="Max">Results above become this.</param>
/// <param name="RescaleConstant">Added after the factor.</param>
/// <param name="RescaleFactor">Multiplies the result.</param>
/// <param name="Values">What is known of single values.</param>
/// <param name="Location">The element's place.</param>
public sealed record Target(
    string Field,
    OpType? OpType,
    CastInteger CastInteger,
    double? Min,
    double? Max,
    double RescaleConstant,
    double RescaleFactor,
    ImmutableArray<TargetValue> Values,
    SourceLocation Location) : PipelineNode(Location);

/// <summary>PMML 4.4, Targets: <c>castInteger</c>.</summary>
public enum CastInteger
{
    /// <summary>The result stays as it is.</summary>
    None,

    /// <summary>To the nearest whole number, half up.</summary>
    Round,

    /// <summary>Up.</summary>
    Ceiling,

    /// <summary>Down.</summary>
    Floor,
}

/// <summary>PMML 4.4, Targets: TargetValue.</summary>
/// <param name="Value">The value as written; null for a continuous target's default.</param>
/// <param name="DisplayValue">The text shown for it.</param>
/// <param name="PriorProbability">Its probability where the model yields none.</param>
/// <param name="DefaultValue">A continuous target's value where the model yields none.</param>
/// <param name="Location">The element's place.</param>
public sealed record TargetValue(
    string? Value,
    string? DisplayValue,
    double? PriorProbability,
    double? DefaultValue,
    SourceLocation Location) : PipelineNode(Location);

/// <summary>PMML 4.4, Model Verification.</summary>
/// <param name="Fields">The columns.</param>
/// <param name="Rows">The rows: a text per column as written, null for missing.</param>
/// <param name="Location">The element's place.</param>
public sealed record ModelVerification(
    ImmutableArray<VerificationField> Fields,
    ImmutableArray<ImmutableArray<string?>> Rows,
    SourceLocation Location) : PipelineNode(Location);

/// <summary>PMML 4.4, Model Verification: VerificationField.</summary>
/// <param name="Field">The input, target or output field.</param>
/// <param name="Precision">The largest relative difference allowed.</param>
/// <param name="ZeroThreshold">Below this magnitude numbers count as zero.</param>
/// <param name="Location">The element's place.</param>
public sealed record VerificationField(string Field, double Precision, double ZeroThreshold, SourceLocation Location)
    : PipelineNode(Location);
