using System.Collections.Immutable;

namespace MlOps.Codegen.Compiler.Pipeline.Predicates;

/// <summary>PMML 4.4, Tree Model: PREDICATE. True, false, or unknown where a field is missing.</summary>
/// <param name="Location">The element's place.</param>
public abstract record Predicate(SourceLocation Location) : PipelineNode(Location);

/// <summary>Always true.</summary>
/// <param name="Location">The element's place.</param>
public sealed record TruePredicate(SourceLocation Location) : Predicate(Location);

/// <summary>Always false.</summary>
/// <param name="Location">The element's place.</param>
public sealed record FalsePredicate(SourceLocation Location) : Predicate(Location);

/// <summary>PMML 4.4, Tree Model: SimplePredicate.</summary>
/// <param name="Field">The field's name.</param>
/// <param name="Operator">The comparison.</param>
/// <param name="Value">The value as written; empty for the tests of missing.</param>
/// <param name="Location">The element's place.</param>
public sealed record SimplePredicate(string Field, SimpleOperator Operator, string Value, SourceLocation Location)
    : Predicate(Location);

/// <summary>PMML 4.4, Tree Model: SimplePredicate <c>operator</c>.</summary>
public enum SimpleOperator
{
    /// <summary>Equal.</summary>
    Equal,

    /// <summary>Not equal.</summary>
    NotEqual,

    /// <summary>Below.</summary>
    LessThan,

    /// <summary>Below or equal.</summary>
    LessOrEqual,

    /// <summary>Above.</summary>
    GreaterThan,

    /// <summary>Above or equal.</summary>
    GreaterOrEqual,

    /// <summary>Missing; never unknown.</summary>
    IsMissing,

    /// <summary>Not missing; never unknown.</summary>
    IsNotMissing,
}

/// <summary>PMML 4.4, Tree Model: SimpleSetPredicate.</summary>
/// <param name="Field">The field's name.</param>
/// <param name="IsIn">Whether membership is asked, or its opposite.</param>
/// <param name="Values">The set as written.</param>
/// <param name="Location">The element's place.</param>
public sealed record SimpleSetPredicate(string Field, bool IsIn, ImmutableArray<string> Values, SourceLocation Location)
    : Predicate(Location);

/// <summary>PMML 4.4, Tree Model: CompoundPredicate.</summary>
/// <param name="Operator">How the parts are combined.</param>
/// <param name="Predicates">The parts, at least one.</param>
/// <param name="Location">The element's place.</param>
public sealed record CompoundPredicate(
    CompoundOperator Operator,
    ImmutableArray<Predicate> Predicates,
    SourceLocation Location) : Predicate(Location);

/// <summary>PMML 4.4, Tree Model: CompoundPredicate <c>booleanOperator</c>.</summary>
public enum CompoundOperator
{
    /// <summary>All, in Kleene's logic.</summary>
    And,

    /// <summary>Any, in Kleene's logic.</summary>
    Or,

    /// <summary>An odd number; unknown where any is.</summary>
    Xor,

    /// <summary>The first that is not unknown.</summary>
    Surrogate,
}
