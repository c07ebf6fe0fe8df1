using System.Collections.Immutable;

namespace MlOps.Codegen.Compiler.Pipeline.Expressions;

/// <summary>PMML 4.4, Transformations: EXPRESSION.</summary>
/// <param name="Location">The element's place.</param>
public abstract record PipelineExpression(SourceLocation Location) : PipelineNode(Location);

/// <summary>PMML 4.4, Transformations: Constant.</summary>
/// <param name="Value">The value as written.</param>
/// <param name="Type">The declared type; otherwise it is inferred from the text.</param>
/// <param name="IsMissing">Whether it stands for a missing value.</param>
/// <param name="Location">The element's place.</param>
public sealed record Constant(string Value, DeclaredType? Type, bool IsMissing, SourceLocation Location)
    : PipelineExpression(Location);

/// <summary>PMML 4.4, Transformations: FieldRef.</summary>
/// <param name="Field">The field's name.</param>
/// <param name="MapMissingTo">What stands for a missing value.</param>
/// <param name="Location">The element's place.</param>
public sealed record FieldRef(string Field, string? MapMissingTo, SourceLocation Location) : PipelineExpression(Location);

/// <summary>PMML 4.4, Functions: Apply.</summary>
/// <param name="Function">The function's name.</param>
/// <param name="Arguments">The arguments.</param>
/// <param name="MapMissingTo">The result where an argument is missing.</param>
/// <param name="DefaultValue">The result where the function's result is missing.</param>
/// <param name="InvalidValueTreatment">What happens where an argument is outside the function's domain.</param>
/// <param name="Location">The element's place.</param>
public sealed record Apply(
    string Function,
    ImmutableArray<PipelineExpression> Arguments,
    string? MapMissingTo,
    string? DefaultValue,
    InvalidValueTreatment InvalidValueTreatment,
    SourceLocation Location) : PipelineExpression(Location);

/// <summary>PMML 4.4, Transformations: NormContinuous.</summary>
/// <param name="Field">The field's name.</param>
/// <param name="MapMissingTo">The result where the field is missing.</param>
/// <param name="Outliers">What happens outside the listed points.</param>
/// <param name="LinearNorms">The points, at least two, by ascending <see cref="LinearNorm.Orig"/>.</param>
/// <param name="Location">The element's place.</param>
public sealed record NormContinuous(
    string Field,
    double? MapMissingTo,
    OutlierTreatment Outliers,
    ImmutableArray<LinearNorm> LinearNorms,
    SourceLocation Location) : PipelineExpression(Location);

/// <summary>PMML 4.4, Transformations: LinearNorm.</summary>
/// <param name="Orig">The field's value.</param>
/// <param name="Norm">What it becomes.</param>
public readonly record struct LinearNorm(double Orig, double Norm);

/// <summary>PMML 4.4, Transformations: NormDiscrete.</summary>
/// <param name="Field">The field's name.</param>
/// <param name="Value">The value that becomes 1; every other becomes 0.</param>
/// <param name="MapMissingTo">The result where the field is missing.</param>
/// <param name="Location">The element's place.</param>
public sealed record NormDiscrete(string Field, string Value, double? MapMissingTo, SourceLocation Location)
    : PipelineExpression(Location);

/// <summary>PMML 4.4, Transformations: Discretize.</summary>
/// <param name="Field">The field's name.</param>
/// <param name="Bins">The bins; the first that holds the value decides.</param>
/// <param name="MapMissingTo">The result where the field is missing.</param>
/// <param name="DefaultValue">The result where no bin holds the value.</param>
/// <param name="Type">The type of the result, where declared.</param>
/// <param name="Location">The element's place.</param>
public sealed record Discretize(
    string Field,
    ImmutableArray<DiscretizeBin> Bins,
    string? MapMissingTo,
    string? DefaultValue,
    DeclaredType? Type,
    SourceLocation Location) : PipelineExpression(Location);

/// <summary>PMML 4.4, Transformations: DiscretizeBin.</summary>
/// <param name="BinValue">The result.</param>
/// <param name="Interval">Which values it holds.</param>
public sealed record DiscretizeBin(string BinValue, Interval Interval);

/// <summary>PMML 4.4, Transformations: MapValues with its inline table.</summary>
/// <param name="Keys">The fields looked up, in the order of <see cref="MapValuesRow.Keys"/>.</param>
/// <param name="Rows">The rows; the first that matches decides.</param>
/// <param name="MapMissingTo">The result where a field is missing.</param>
/// <param name="DefaultValue">The result where no row matches.</param>
/// <param name="Type">The type of the result, where declared.</param>
/// <param name="Location">The element's place.</param>
public sealed record MapValues(
    ImmutableArray<string> Keys,
    ImmutableArray<MapValuesRow> Rows,
    string? MapMissingTo,
    string? DefaultValue,
    DeclaredType? Type,
    SourceLocation Location) : PipelineExpression(Location);

/// <summary>A row of a MapValues table.</summary>
/// <param name="Keys">A text per key field; null matches anything (PMML leaves the cell out).</param>
/// <param name="Output">The result as written; null for a missing one.</param>
public sealed record MapValuesRow(ImmutableArray<string?> Keys, string? Output);

/// <summary>PMML 4.4, Transformations: TextIndex.</summary>
/// <param name="TextField">The field that holds the text.</param>
/// <param name="LocalTermWeights">How occurrences are counted.</param>
/// <param name="IsCaseSensitive">Whether case matters.</param>
/// <param name="MaxLevenshteinDistance">How many edits a word may differ by.</param>
/// <param name="CountHits">Which occurrences count where several differ by edits.</param>
/// <param name="WordSeparatorPattern">A regular expression of what separates words; null with <see cref="WordPattern"/>.</param>
/// <param name="WordPattern">JPMML's extension <c>x-wordRE</c>: a regular expression of what is a word.</param>
/// <param name="Tokenize">Whether the text is cut into words first.</param>
/// <param name="Normalizations">Replacements made first, in order.</param>
/// <param name="Term">The term that is looked for.</param>
/// <param name="Location">The element's place.</param>
public sealed record TextIndex(
    string TextField,
    LocalTermWeights LocalTermWeights,
    bool IsCaseSensitive,
    int MaxLevenshteinDistance,
    CountHits CountHits,
    string? WordSeparatorPattern,
    string? WordPattern,
    bool Tokenize,
    ImmutableArray<TextIndexNormalization> Normalizations,
    PipelineExpression Term,
    SourceLocation Location) : PipelineExpression(Location);

/// <summary>How TextIndex counts.</summary>
public enum LocalTermWeights
{
    /// <summary>The number of occurrences.</summary>
    TermFrequency,

    /// <summary>1 if it occurs, otherwise 0.</summary>
    Binary,

    /// <summary>ln(1 + the number of occurrences).</summary>
    Logarithmic,

    /// <summary>0.5·(x + 1) where it occurs, x the frequency relative to the most frequent.</summary>
    AugmentedNormalizedTermFrequency,
}

/// <summary>Which hits count.</summary>
public enum CountHits
{
    /// <summary>All.</summary>
    AllHits,

    /// <summary>Those with the least distance.</summary>
    BestHits,
}

/// <summary>PMML 4.4, Transformations: TextIndexNormalization.</summary>
/// <param name="Rows">The replacements, in order.</param>
/// <param name="IsRecursive">Whether they are repeated until nothing changes.</param>
/// <param name="IsCaseSensitive">Whether case matters; null inherits from the TextIndex.</param>
/// <param name="Tokenize">Whether whole words are replaced; null inherits from the TextIndex.</param>
/// <param name="Location">The element's place.</param>
public sealed record TextIndexNormalization(
    ImmutableArray<TextReplacement> Rows,
    bool IsRecursive,
    bool? IsCaseSensitive,
    bool? Tokenize,
    SourceLocation Location) : PipelineNode(Location);

/// <summary>One replacement of a TextIndexNormalization.</summary>
/// <param name="Text">What is replaced.</param>
/// <param name="Stem">By what.</param>
/// <param name="IsRegex">Whether <see cref="Text"/> is a regular expression.</param>
public sealed record TextReplacement(string Text, string Stem, bool IsRegex);
