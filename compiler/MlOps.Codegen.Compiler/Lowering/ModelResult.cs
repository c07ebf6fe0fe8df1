using System.Collections.Immutable;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Compiler.Lowering;

/// <summary>What a model yields for a row, before output fields pick from it.</summary>
public sealed record ModelResult
{
    /// <summary>What the model does.</summary>
    public required MiningFunction Function { get; init; }

    /// <summary>The predicted number or label; null for a model that only passes on other models' results.</summary>
    public TypedExpression? Prediction { get; init; }

    /// <summary>Per category its probability, in the order that decides ties; empty where the model knows none.</summary>
    public ImmutableArray<CategoryValue> Probabilities { get; init; } = [];

    /// <summary>Per category its confidence; empty where the model knows none.</summary>
    public ImmutableArray<CategoryValue> Confidences { get; init; } = [];

    /// <summary>The winning entity's id, text; null where the model has no entities.</summary>
    public Expression? EntityId { get; init; }

    /// <summary>The entities that the model ranks; null where it ranks none.</summary>
    public IRankedEntities? Entities { get; init; }

    /// <summary>The prediction's display text, where the model itself has one; text.</summary>
    public Expression? DisplayValue { get; init; }

    /// <summary>Reason codes from the weightiest on, text, missing past the last; empty where the model gives none.</summary>
    public ImmutableArray<Expression> ReasonCodes { get; init; } = [];

    /// <summary>The association rules that apply; null where the model has none.</summary>
    public IRuleValues? Rules { get; init; }

    /// <summary>The results of segments, by id.</summary>
    public ImmutableDictionary<string, SegmentReference> Segments { get; init; } =
        ImmutableDictionary<string, SegmentReference>.Empty;
}

/// <summary>A segment that output fields of the enclosing model may refer to.</summary>
/// <param name="Outcome">What it yields where it takes part.</param>
/// <param name="TakesPart">Whether it does; missing counts as false, and then what is shown of it is missing.</param>
public sealed record SegmentReference(ModelOutcome Outcome, Expression TakesPart);

/// <summary>Association rules, ranked anew by each output field that asks for them.</summary>
public interface IRuleValues
{
    /// <summary>What an output field shows of the rule at its rank; null after a diagnostic.</summary>
    /// <param name="field">The output field, which says which rules count and how they are ranked.</param>
    /// <param name="feature">The part of the rule that it shows.</param>
    TypedExpression? Value(OutputField field, RuleFeature feature);
}

/// <summary>A number for one category.</summary>
/// <param name="Category">The category, of the target's type.</param>
/// <param name="Value">A double.</param>
public sealed record CategoryValue(Literal Category, Expression Value);

/// <summary>What callers and enclosing models see of a model.</summary>
/// <param name="Result">Its result.</param>
/// <param name="Targets">The predicted targets by field name; the name is empty where the model names none.</param>
/// <param name="Outputs">Its output fields, those of nested models before its own.</param>
/// <param name="TargetsApplied">Whether the result is another model's, whose Targets have been applied already.</param>
public sealed record ModelOutcome(
    ModelResult Result,
    ImmutableArray<NamedValue> Targets,
    ImmutableArray<NamedValue> Outputs,
    bool TargetsApplied = false);

/// <summary>A target or output field with its value.</summary>
/// <param name="Name">The field's name.</param>
/// <param name="Value">Its value.</param>
/// <param name="IsFinal">Whether callers see it.</param>
/// <param name="Location">The element's place.</param>
public sealed record NamedValue(string Name, TypedExpression Value, bool IsFinal, SourceLocation Location);
