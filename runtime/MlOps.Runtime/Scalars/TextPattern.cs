using System.Text.RegularExpressions;

namespace MlOps.Runtime;

/// <summary>A regular expression, matched in time linear in the text: patterns come from models and are not trusted.</summary>
public sealed class TextPattern
{
    private readonly Regex regex;

    /// <summary>Reads a pattern.</summary>
    /// <param name="pattern">The pattern, without backreferences and look-around.</param>
    /// <exception cref="ArgumentException">The pattern is malformed.</exception>
    /// <exception cref="NotSupportedException">The pattern needs backtracking.</exception>
    public TextPattern(string pattern) =>
        regex = new Regex(pattern, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);

    /// <summary>Whether the pattern occurs anywhere in the text.</summary>
    /// <param name="text">The text; null is missing.</param>
    public bool? Matches(string? text) => text is null ? null : regex.IsMatch(text);

    /// <summary>The text with every occurrence replaced.</summary>
    /// <param name="text">The text; null is missing.</param>
    /// <param name="replacement">The replacement; <c>$1</c> names a group.</param>
    public string? Replace(string? text, string? replacement) =>
        text is null || replacement is null ? null : regex.Replace(text, replacement);
}
