using System.Collections.Immutable;
using MlOps.Codegen.Compiler.Pipeline.Expressions;

namespace MlOps.Codegen.Compiler.Pipeline;

/// <summary>A part of a pipeline, which knows where it stands in the file that it was read from.</summary>
/// <param name="Location">The element's place.</param>
public abstract record PipelineNode(SourceLocation Location);

/// <summary>A whole pipeline in PMML's terms: what every front end makes and every lowering starts from.</summary>
/// <param name="DataDictionary">The fields that a row may bring.</param>
/// <param name="TransformationDictionary">Functions and derived fields for every model of the file.</param>
/// <param name="Model">The model that is scored: a file's first scorable one.</param>
/// <param name="Location">The root element's place.</param>
public sealed record PipelineDocument(
    DataDictionary DataDictionary,
    TransformationDictionary TransformationDictionary,
    Model Model,
    SourceLocation Location) : PipelineNode(Location);

/// <summary>PMML 4.4, DataDictionary.</summary>
/// <param name="DataFields">The fields; names are unique.</param>
/// <param name="Location">The element's place.</param>
public sealed record DataDictionary(ImmutableArray<DataField> DataFields, SourceLocation Location) : PipelineNode(Location);

/// <summary>PMML 4.4, DataDictionary: DataField.</summary>
/// <param name="Name">Its name.</param>
/// <param name="OpType">How its values may be used.</param>
/// <param name="Type">The type of its values.</param>
/// <param name="Values">The listed values; valid ones restrict a categorical or ordinal field to themselves.</param>
/// <param name="Intervals">The valid ranges of a continuous field; none means all.</param>
/// <param name="Location">The element's place.</param>
public sealed record DataField(
    string Name,
    OpType OpType,
    DeclaredType Type,
    ImmutableArray<FieldValue> Values,
    ImmutableArray<Interval> Intervals,
    SourceLocation Location) : PipelineNode(Location);

/// <summary>A <c>dataType</c> attribute.</summary>
/// <param name="Type">
/// The type. PMML's <c>dateDaysSince[y]</c>, <c>dateTimeSecondsSince[y]</c> and <c>timeSeconds</c> are integers.
/// </param>
/// <param name="EpochYear">The y of the types that count from a year.</param>
/// <param name="Unit">What an integer of these types counts.</param>
public readonly record struct DeclaredType(DataType Type, int? EpochYear = null, TimeUnit Unit = TimeUnit.None);

/// <summary>What an integer field counts.</summary>
public enum TimeUnit
{
    /// <summary>It is a plain number.</summary>
    None,

    /// <summary>Days since the first of January of the epoch year.</summary>
    DaysSince,

    /// <summary>Seconds since midnight.</summary>
    Seconds,

    /// <summary>Seconds since the start of the epoch year.</summary>
    SecondsSince,
}

/// <summary>PMML 4.4, DataDictionary: Value.</summary>
/// <param name="Value">The value as written.</param>
/// <param name="DisplayValue">The text shown for it, where there is one.</param>
/// <param name="Property">What it says of the field's values.</param>
/// <param name="Location">The element's place.</param>
public sealed record FieldValue(string Value, string? DisplayValue, ValueProperty Property, SourceLocation Location)
    : PipelineNode(Location);

/// <summary>What a listed value is.</summary>
public enum ValueProperty
{
    /// <summary>One of the field's values.</summary>
    Valid,

    /// <summary>To be treated as invalid.</summary>
    Invalid,

    /// <summary>To be treated as missing.</summary>
    Missing,
}

/// <summary>PMML 4.4, DataDictionary: Interval.</summary>
/// <param name="Closure">Which margins belong to it.</param>
/// <param name="LeftMargin">The lower margin; null where unbounded.</param>
/// <param name="RightMargin">The upper margin; null where unbounded.</param>
/// <param name="Location">The element's place.</param>
public sealed record Interval(Closure Closure, double? LeftMargin, double? RightMargin, SourceLocation Location)
    : PipelineNode(Location);

/// <summary>Which margins belong to an interval.</summary>
public enum Closure
{
    /// <summary>Neither.</summary>
    OpenOpen,

    /// <summary>The right one.</summary>
    OpenClosed,

    /// <summary>The left one.</summary>
    ClosedOpen,

    /// <summary>Both.</summary>
    ClosedClosed,
}

/// <summary>PMML 4.4, TransformationDictionary; also holds a model's LocalTransformations.</summary>
/// <param name="Functions">The defined functions, in the order of the file.</param>
/// <param name="DerivedFields">The derived fields, in the order of the file; each may use any other, without cycles.</param>
/// <param name="Location">The element's place.</param>
public sealed record TransformationDictionary(
    ImmutableArray<DefineFunction> Functions,
    ImmutableArray<DerivedField> DerivedFields,
    SourceLocation Location) : PipelineNode(Location)
{
    /// <summary>For a file or model without transformations.</summary>
    public static TransformationDictionary Empty { get; } = new([], [], SourceLocation.None);
}

/// <summary>PMML 4.4, Functions: DefineFunction.</summary>
/// <param name="Name">Its name.</param>
/// <param name="OpType">How its result may be used.</param>
/// <param name="Type">The type of its result, where declared.</param>
/// <param name="Parameters">Its parameters.</param>
/// <param name="Body">Its body, over the parameters only.</param>
/// <param name="Location">The element's place.</param>
public sealed record DefineFunction(
    string Name,
    OpType OpType,
    DeclaredType? Type,
    ImmutableArray<ParameterField> Parameters,
    PipelineExpression Body,
    SourceLocation Location) : PipelineNode(Location);

/// <summary>PMML 4.4, Functions: ParameterField.</summary>
/// <param name="Name">Its name.</param>
/// <param name="OpType">How its values may be used, where declared.</param>
/// <param name="Type">Its type, where declared.</param>
/// <param name="Location">The element's place.</param>
public sealed record ParameterField(string Name, OpType? OpType, DeclaredType? Type, SourceLocation Location)
    : PipelineNode(Location);

/// <summary>PMML 4.4, Transformations: DerivedField.</summary>
/// <param name="Name">Its name; empty for one that only carries an expression.</param>
/// <param name="OpType">How its values may be used.</param>
/// <param name="Type">Its type.</param>
/// <param name="Expression">What it is.</param>
/// <param name="Values">For an ordinal field, its values in order.</param>
/// <param name="Location">The element's place.</param>
public sealed record DerivedField(
    string Name,
    OpType OpType,
    DeclaredType Type,
    PipelineExpression Expression,
    ImmutableArray<FieldValue> Values,
    SourceLocation Location) : PipelineNode(Location);
