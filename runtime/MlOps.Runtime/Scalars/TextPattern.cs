using MlOps.Runtime.Text;

namespace MlOps.Runtime;

/// <summary>A regular expression, matched in time linear in the text: patterns come from models and are not trusted.</summary>
public sealed class TextPattern
{
    private readonly PatternMatcher matcher;

    /// <summary>Reads a pattern.</summary>
    /// <param name="pattern">
    /// Literals, <c>.</c>, classes, <c>\d \w \s</c> (of ASCII), <c>\b ^ $</c>, groups, alternatives, and greedy quantifiers; a character
    /// is a code point.
    /// </param>
    /// <exception cref="ArgumentException">The pattern is of another form.</exception>
    /// <exception cref="NotSupportedException">The pattern is too large.</exception>
    public TextPattern(string pattern) => matcher = new PatternMatcher(pattern);

    /// <summary>Whether the pattern occurs anywhere in the text.</summary>
    /// <param name="text">The text; null is missing.</param>
    public bool? Matches(string? text) => text is null ? null : matcher.IsMatch(text);

    /// <summary>The text with every occurrence replaced.</summary>
    /// <param name="text">The text; null is missing.</param>
    /// <param name="replacement">The replacement; <c>$1</c> names a group.</param>
    public string? Replace(string? text, string? replacement) =>
        text is null || replacement is null ? null : matcher.Replace(text, replacement);
}
