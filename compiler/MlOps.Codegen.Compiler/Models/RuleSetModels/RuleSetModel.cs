using System.Collections.Immutable;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Compiler.Pipeline.Predicates;

namespace MlOps.Codegen.Compiler.Models.RuleSetModels;

/// <summary>PMML 4.4, Ruleset: RuleSetModel.</summary>
/// <param name="Common">The parts that all kinds share.</param>
/// <param name="Criterion">Which of the rules that fire decide: the first RuleSelectionMethod's.</param>
/// <param name="DefaultScore">The category where no rule fires, as written; null for none.</param>
/// <param name="DefaultConfidence">Its confidence; null for none.</param>
/// <param name="Rules">The rules, in order.</param>
public sealed record RuleSetModel(
    ModelCommon Common,
    RuleSelectionCriterion Criterion,
    string? DefaultScore,
    double? DefaultConfidence,
    ImmutableArray<Rule> Rules) : Model(Common)
{
    /// <inheritdoc/>
    public override string ElementName => "RuleSetModel";
}

/// <summary>PMML 4.4, Ruleset: RuleSelectionMethod's <c>criterion</c>.</summary>
public enum RuleSelectionCriterion
{
    /// <summary>The score with the largest sum of weights.</summary>
    WeightedSum,

    /// <summary>The rule with the largest weight.</summary>
    WeightedMax,

    /// <summary>The first rule.</summary>
    FirstHit,
}

/// <summary>PMML 4.4, Ruleset: Rule.</summary>
/// <param name="Predicate">When it applies; inside a compound rule, in addition to that one's.</param>
/// <param name="Location">The element's place.</param>
public abstract record Rule(Predicate Predicate, SourceLocation Location) : PipelineNode(Location);

/// <summary>PMML 4.4, Ruleset: SimpleRule.</summary>
/// <param name="Id">Its id; its position among all simple rules from 1 where the file gives none.</param>
/// <param name="Score">The category that it predicts, as written.</param>
/// <param name="Confidence">How sure it is.</param>
/// <param name="Weight">How much it counts.</param>
/// <param name="Predicate">When it applies.</param>
/// <param name="Location">The element's place.</param>
public sealed record SimpleRule(
    string Id, string Score, double Confidence, double Weight, Predicate Predicate, SourceLocation Location)
    : Rule(Predicate, Location);

/// <summary>PMML 4.4, Ruleset: CompoundRule.</summary>
/// <param name="Rules">The rules inside it, at least one.</param>
/// <param name="Predicate">When they are asked at all.</param>
/// <param name="Location">The element's place.</param>
public sealed record CompoundRule(ImmutableArray<Rule> Rules, Predicate Predicate, SourceLocation Location)
    : Rule(Predicate, Location);
