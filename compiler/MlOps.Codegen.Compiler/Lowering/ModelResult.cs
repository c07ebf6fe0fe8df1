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

    /// <summary>Reason codes from the weightiest on, text, missing past the last; empty where the model gives none.</summary>
    public ImmutableArray<Expression> ReasonCodes { get; init; } = [];

    /// <summary>The results of segments, by id.</summary>
    public ImmutableDictionary<string, ModelOutcome> Segments { get; init; } =
        ImmutableDictionary<string, ModelOutcome>.Empty;
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
