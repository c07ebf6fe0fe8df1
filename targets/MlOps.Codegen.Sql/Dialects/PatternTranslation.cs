using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace MlOps.Codegen.Sql.Dialects;

/// <summary>Rewrites portable patterns so that an engine reads them as the reference evaluator does.</summary>
public static class PatternTranslation
{
    /// <summary>The pattern with what engines read differently spelt out.</summary>
    /// <param name="pattern">A portable pattern.</param>
    /// <param name="classOf">
    /// What a class stands for: <c>d</c>, <c>w</c> or <c>s</c> as the inside of a bracket; null where the engine cannot say it.
    /// </param>
    /// <param name="reason">Why there is no translation.</param>
    /// <returns>The translation; null where there is none.</returns>
    public static string? Translate(string pattern, Func<char, string?> classOf, out string reason)
    {
        reason = "";
        var text = new StringBuilder();
        bool inClass = false;
        for (int i = 0; i < pattern.Length; i++)
        {
            char c = pattern[i];
            if (c == '\\')
            {
                string? escape = Escape(pattern[++i], inClass, classOf);
                if (escape is null)
                {
                    reason = $"it has no exact counterpart of \\{pattern[i]}";
                    return null;
                }

                text.Append(escape);
                continue;
            }

            // A bracket that opens a class is followed by members of which the first may be a closing bracket.
            if (inClass)
            {
                inClass = c != ']' || pattern[i - 1] == '[' || (pattern[i - 1] == '^' && pattern[i - 2] == '[');
                text.Append(c == '[' ? "\\[" : c.ToString());
            }
            else
            {
                inClass = c == '[';
                text.Append(c switch { '.' => "[^\\n]", '$' => "(?:\\n?$)", _ => c.ToString() });
            }
        }

        return text.ToString();
    }

    /// <summary>Why a replacement by a pattern may differ from the reference evaluator's; null where it does not.</summary>
    /// <param name="pattern">A portable pattern.</param>
    /// <param name="longest">Whether the engine prefers the longest match to the first alternative's.</param>
    public static string? ReplacementProblem(string pattern, bool longest)
    {
        if (pattern.Contains('$', StringComparison.Ordinal))
        {
            return "replacement at the end of text differs";
        }

        if (Regex.IsMatch("", $"^(?:{pattern})$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking))
        {
            return "replacement of empty matches differs";
        }

        int choices = pattern.Count(c => c is '*' or '+' or '?' or '{') - Regex.Count(pattern, @"\(\?:");
        bool alternatives = pattern.Contains('|', StringComparison.Ordinal);
        return longest && (alternatives || choices > 1) ? "it prefers the longest match" : null;
    }

    /// <summary>A replacement whose groups are written <c>\1</c>.</summary>
    /// <param name="replacement">A replacement whose groups are written <c>$1</c>.</param>
    /// <returns>The replacement; null where it refers to groups in another way.</returns>
    public static string? Replacement(string replacement)
    {
        var text = new StringBuilder();
        for (int i = 0; i < replacement.Length; i++)
        {
            char c = replacement[i];
            if (c != '$')
            {
                text.Append(c == '\\' ? "\\\\" : c.ToString());
                continue;
            }

            bool oneDigit = i + 1 < replacement.Length && char.IsAsciiDigit(replacement[i + 1])
                && (i + 2 == replacement.Length || !char.IsAsciiDigit(replacement[i + 2]));
            if (!oneDigit)
            {
                return null;
            }

            text.Append(CultureInfo.InvariantCulture, $"\\{replacement[++i]}");
        }

        return text.ToString();
    }

    private static string? Escape(char escaped, bool inClass, Func<char, string?> classOf) => escaped switch
    {
        'd' or 'w' or 's' => classOf(escaped) is { } members ? inClass ? members : $"[{members}]" : null,
        'D' or 'W' or 'S' => !inClass && classOf(char.ToLowerInvariant(escaped)) is { } members ? $"[^{members}]" : null,
        'b' or 'B' => null,
        _ => "\\" + escaped,
    };
}
