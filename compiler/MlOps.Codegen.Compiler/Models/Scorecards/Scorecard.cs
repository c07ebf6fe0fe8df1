using System.Collections.Immutable;
using System.Globalization;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Compiler.Pipeline.Expressions;
using MlOps.Codegen.Compiler.Pipeline.Predicates;

namespace MlOps.Codegen.Compiler.Models.Scorecards;

/// <summary>PMML 4.4, Scorecard.</summary>
/// <param name="Common">The parts that all kinds share.</param>
/// <param name="InitialScore">Where the sum starts.</param>
/// <param name="UseReasonCodes">Whether reason codes are found.</param>
/// <param name="PointsBelow">Whether a reason weighs baseline − points (<c>pointsBelow</c>), or the opposite.</param>
/// <param name="BaselineScore">The baseline of characteristics without their own.</param>
/// <param name="Characteristics">The characteristics, in order.</param>
public sealed record Scorecard(
    ModelCommon Common,
    double InitialScore,
    bool UseReasonCodes,
    bool PointsBelow,
    double? BaselineScore,
    ImmutableArray<Characteristic> Characteristics) : Model(Common)
{
    /// <inheritdoc/>
    public override string ElementName => "Scorecard";

    /// <inheritdoc/>
    public override string Summary => string.Create(
        CultureInfo.InvariantCulture,
        $"{Characteristics.Length} characteristics from {InitialScore}{(UseReasonCodes ? ", with reason codes" : "")}");
}

/// <summary>PMML 4.4, Scorecard: Characteristic.</summary>
/// <param name="Name">Its name; empty where it has none.</param>
/// <param name="ReasonCode">The reason code of attributes without their own.</param>
/// <param name="BaselineScore">Its baseline.</param>
/// <param name="Attributes">Its attributes; the first that is true decides.</param>
/// <param name="Location">The element's place.</param>
public sealed record Characteristic(
    string Name,
    string? ReasonCode,
    double? BaselineScore,
    ImmutableArray<ScorecardAttribute> Attributes,
    SourceLocation Location) : PipelineNode(Location);

/// <summary>PMML 4.4, Scorecard: Attribute.</summary>
/// <param name="Predicate">When it applies.</param>
/// <param name="PartialScore">Its points, where given.</param>
/// <param name="ReasonCode">Its reason code, where given.</param>
/// <param name="ComplexPartialScore">Its points as an expression, where given.</param>
/// <param name="Location">The element's place.</param>
public sealed record ScorecardAttribute(
    Predicate Predicate,
    double? PartialScore,
    string? ReasonCode,
    PipelineExpression? ComplexPartialScore,
    SourceLocation Location) : PipelineNode(Location);
