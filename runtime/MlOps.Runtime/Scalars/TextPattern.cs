using System.Text.RegularExpressions;
using MlOps.Runtime.Text;

namespace MlOps.Runtime;

/// <summary>A regular expression, matched in time linear in the text: patterns come from models and are not trusted.</summary>
public sealed class TextPattern
{
    private readonly string pattern;
    private readonly string? literal;
    private Regex? regex;

    /// <summary>Takes a pattern. It is read when it is first needed.</summary>
    /// <param name="pattern">The pattern, without backreferences and look-around.</param>
    public TextPattern(string pattern)
    {
        this.pattern = pattern;
        literal = LiteralPattern.TextOf(pattern);
    }

    // Two threads may both make one: either serves.
    private Regex Regex => regex ??= new Regex(pattern, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);

    /// <summary>Whether the pattern occurs anywhere in the text.</summary>
    /// <param name="text">The text; null is missing.</param>
    /// <exception cref="ArgumentException">The pattern is malformed.</exception>
    /// <exception cref="NotSupportedException">The pattern needs backtracking.</exception>
    public bool? Matches(string? text) => text is null
        ? null
        : literal is null ? Regex.IsMatch(text) : text.Contains(literal, StringComparison.Ordinal);

    /// <summary>The text with every occurrence replaced.</summary>
    /// <param name="text">The text; null is missing.</param>
    /// <param name="replacement">The replacement; <c>$1</c> names a group.</param>
    /// <exception cref="ArgumentException">The pattern is malformed.</exception>
    /// <exception cref="NotSupportedException">The pattern needs backtracking.</exception>
    public string? Replace(string? text, string? replacement)
    {
        if (text is null || replacement is null)
        {
            return null;
        }

        return literal is not null && !replacement.Contains('$', StringComparison.Ordinal)
            ? text.Replace(literal, replacement, StringComparison.Ordinal)
            : Regex.Replace(text, replacement);
    }
}
