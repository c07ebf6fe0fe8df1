using System.Globalization;
using MlOps.Runtime.Text;

namespace MlOps.Runtime;

/// <summary>The text functions of scoring plans. A missing text is null; any missing argument makes the result missing.</summary>
public static class ScalarText
{
    /// <summary>Simple lower-case mapping of each code point, independent of language.</summary>
    /// <param name="text">The text.</param>
    public static string? Lower(string? text) => text is null ? null : SimpleCaseMapping.ToLower(text);

    /// <summary>Simple upper-case mapping of each code point, independent of language.</summary>
    /// <param name="text">The text.</param>
    public static string? Upper(string? text) => text is null ? null : SimpleCaseMapping.ToUpper(text);

    /// <summary>The text without the characters up to U+0020 at both ends.</summary>
    /// <param name="text">The text.</param>
    public static string? Trim(string? text) => text is null ? null : TextParts.Trim(text);

    /// <summary>How many UTF-16 code units.</summary>
    /// <param name="text">The text.</param>
    public static long? Length(string? text) => text?.Length;

    /// <summary>A part of the text; missing where it lies outside the text, or would have half of a surrogate pair.</summary>
    /// <param name="text">The text.</param>
    /// <param name="start">The first position, in UTF-16 code units from 1.</param>
    /// <param name="length">How many code units.</param>
    public static string? Substring(string? text, long? start, long? length) =>
        text is null || start is null || length is null ? null : TextParts.Substring(text, start.Value, length.Value);

    /// <summary>How often a text occurs, from left to right, no two occurrences sharing a character.</summary>
    /// <param name="text">The text.</param>
    /// <param name="sought">What is counted, compared by code unit; not empty.</param>
    public static long? Occurrences(string? text, string sought) => text is null ? null : TextParts.Occurrences(text, sought);

    /// <summary>The number in single precision that a text stands for, as ML.NET reads it: 0 for a blank text, missing where there is none.</summary>
    /// <param name="text">The text.</param>
    public static double ReadSingle(string? text) => text is null ? double.NaN : SingleText.Parse(text);

    /// <summary>The texts one after the other.</summary>
    /// <param name="texts">The texts.</param>
    public static string? Concat(params ReadOnlySpan<string?> texts) => texts.Contains(null) ? null : string.Concat(texts);

    /// <summary>The shortest digits that read back as the same number, in the form of Java's <c>Double.toString</c>.</summary>
    /// <param name="value">The number; NaN is missing.</param>
    public static string? ToText(double value) => double.IsNaN(value) ? null : DoubleText.Of(value);

    /// <summary>Decimal digits.</summary>
    /// <param name="value">The integer.</param>
    public static string? ToText(long? value) => value?.ToString(CultureInfo.InvariantCulture);

    /// <summary><c>true</c> or <c>false</c>.</summary>
    /// <param name="value">The boolean.</param>
    public static string? ToText(bool? value) => value switch
    {
        null => null,
        true => "true",
        false => "false",
    };
}
