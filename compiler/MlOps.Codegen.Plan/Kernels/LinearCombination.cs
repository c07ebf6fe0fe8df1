using System.Collections.Immutable;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Plan.Kernels;

/// <summary>
/// A weighted sum: the intercept, then each coefficient times its term, added in double from left to right. Missing where any
/// term is missing.
/// </summary>
/// <param name="Intercept">Where the sum starts.</param>
/// <param name="Terms">The terms; may be empty.</param>
public sealed record LinearCombination(double Intercept, ImmutableArray<LinearTerm> Terms) : Kernel
{
    /// <inheritdoc/>
    public override ImmutableArray<DataType> ResultTypes => [DataType.Double];

    /// <inheritdoc/>
    public override IEnumerable<PlanValue> References =>
        Terms.SelectMany(term => Plan.References.Of(term.Value));
}

/// <summary>One summand of a <see cref="LinearCombination"/>.</summary>
/// <param name="Coefficient">The weight, finite.</param>
/// <param name="Value">A double.</param>
public sealed record LinearTerm(double Coefficient, Expression Value)
{
    /// <summary>What the term is called where scores are explained; null where nothing but its inputs says.</summary>
    public TermPart? Part { get; init; }
}

/// <summary>A part of a score that has a name of its own, such as a scorecard's characteristic.</summary>
/// <param name="Name">The name.</param>
/// <param name="Baseline">What it ordinarily contributes; null where the model does not say.</param>
public sealed record TermPart(string Name, double? Baseline);
