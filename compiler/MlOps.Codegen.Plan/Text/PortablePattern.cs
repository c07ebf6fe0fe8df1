using MlOps.Runtime.Text;

namespace MlOps.Codegen.Plan.Text;

/// <summary>
/// The regular expressions that all engines read alike: literals, <c>.</c>, classes, <c>\d \w \s</c> and their opposites,
/// <c>\b</c>, anchors, groups, alternatives, and greedy quantifiers.
/// </summary>
public static class PortablePattern
{
    private const int MostCharacters = 10_000;

    /// <summary>What keeps a pattern from being portable; null where nothing does.</summary>
    /// <param name="pattern">The pattern.</param>
    public static string? Problem(string pattern)
    {
        if (pattern.Length > MostCharacters)
        {
            return "it is too long";
        }

        int open = 0;
        for (int i = 0; i < pattern.Length; i++)
        {
            switch (pattern[i])
            {
                case '\\':
                    if (++i == pattern.Length || (char.IsAsciiLetterOrDigit(pattern[i]) && !"dDwWsSbtnr".Contains(pattern[i], StringComparison.Ordinal)))
                    {
                        return $"the escape at character {i} is not portable";
                    }

                    break;
                case '(':
                    open++;
                    if (i + 1 < pattern.Length && pattern[i + 1] == '?' && !pattern.AsSpan(i).StartsWith("(?:"))
                    {
                        return "groups that begin with (? are not portable";
                    }

                    i += pattern.AsSpan(i).StartsWith("(?:") ? 2 : 0;
                    break;
                case ')':
                    if (--open < 0)
                    {
                        return "a parenthesis is not opened";
                    }

                    break;
                case '[':
                    int end = ClassEnd(pattern, i);
                    if (end < 0)
                    {
                        return "a class is not closed, or contains another";
                    }

                    i = end;
                    break;
                case '*' or '+' or '?' or '}':
                    if (i + 1 < pattern.Length && pattern[i + 1] is '?' or '+' or '*')
                    {
                        return "lazy and possessive quantifiers are not portable";
                    }

                    break;
                default:
                    break;
            }
        }

        return open == 0 ? DotNetProblem(pattern) : "a parenthesis is not closed";
    }

    /// <summary>The text that a pattern without any operator stands for; null where it has one.</summary>
    /// <param name="pattern">The pattern.</param>
    public static string? AsLiteral(string pattern) => LiteralPattern.TextOf(pattern);

    /// <summary>
    /// A replacement in the plan's form, in which <c>$1</c> to <c>$9</c> name groups and <c>$$</c> is a dollar sign. PMML's is PCRE's
    /// or Java's: <c>\$</c> and <c>\\</c> are characters, too.
    /// </summary>
    /// <param name="replacement">The replacement as PMML writes it.</param>
    /// <returns>The portable form; null where it means something else, or not the same to all.</returns>
    public static string? Replacement(string replacement)
    {
        var portable = new System.Text.StringBuilder(replacement.Length);
        for (int i = 0; i < replacement.Length; i++)
        {
            char next = i + 1 < replacement.Length ? replacement[i + 1] : '\0';
            bool digitFollows = i + 2 < replacement.Length && char.IsAsciiDigit(replacement[i + 2]);
            switch (replacement[i], next)
            {
                case ('$' or '\\', '$'):
                    portable.Append("$$");
                    i++;
                    break;
                case ('$', >= '1' and <= '9') when !digitFollows:
                    portable.Append('$').Append(next);
                    i++;
                    break;
                case ('\\', '\\'):
                    portable.Append('\\');
                    i++;
                    break;
                case ('$' or '\\', _):
                    return null;
                default:
                    portable.Append(replacement[i]);
                    break;
            }
        }

        return portable.ToString();
    }

    // The closing bracket of a class that opens at a position; −1 where there is none.
    private static int ClassEnd(string pattern, int start)
    {
        int i = start + 1;
        if (i < pattern.Length && pattern[i] == '^')
        {
            i++;
        }

        for (int first = i; i < pattern.Length; i++)
        {
            switch (pattern[i])
            {
                case '\\':
                    i++;
                    break;
                case '[' or '&' when i + 1 < pattern.Length && pattern[i + 1] is ':' or '&':
                    return -1;
                case ']' when i > first:
                    return i;
                default:
                    break;
            }
        }

        return -1;
    }

    private static string? DotNetProblem(string pattern)
    {
        try
        {
            _ = new System.Text.RegularExpressions.Regex(
                pattern,
                System.Text.RegularExpressions.RegexOptions.CultureInvariant | System.Text.RegularExpressions.RegexOptions.NonBacktracking);
            return null;
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            return "it is not a regular expression";
        }
    }
}
