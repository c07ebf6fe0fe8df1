using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using MlOps.Codegen.Compiler.Lowering;
using MlOps.Codegen.Diagnostics;

namespace MlOps.Codegen.Compiler.Transformations;

/// <summary>
/// Brings PMML's regular expressions into the part of the language that engines agree on: the classes <c>\w \d \s</c> are
/// written out in ASCII, which is what PCRE and Java mean by them, and what cannot be said without backtracking is refused.
/// </summary>
internal static class RegularExpressions
{
    private const string Word = "A-Za-z0-9_";
    private const string Digit = "0-9";
    private const string Space = " \\t\\n\\x0B\\f\\r";

    /// <summary>Translates a pattern, with a diagnostic where it cannot be.</summary>
    /// <param name="pattern">The pattern as written.</param>
    /// <param name="scope">Where it stands.</param>
    /// <param name="at">The place for diagnostics.</param>
    public static string? TranslateOrReport(string pattern, IFieldScope scope, SourceLocation at)
    {
        string? reason = Translate(pattern, out string translated);
        if (reason is null)
        {
            return translated;
        }

        scope.Context.Report(DiagnosticDescriptors.UnsupportedPattern, at, "pattern", pattern, reason);
        return null;
    }

    /// <summary>Translates a replacement text: <c>$1</c> names a group, <c>$$</c> and <c>\$</c> are a dollar sign.</summary>
    /// <param name="replacement">The replacement as written.</param>
    /// <returns>The same with dollar signs doubled; null where it means something else.</returns>
    public static string? TranslateReplacement(string replacement)
    {
        var result = new StringBuilder();
        for (int i = 0; i < replacement.Length; i++)
        {
            char next = i + 1 < replacement.Length ? replacement[i + 1] : '\0';
            switch (replacement[i])
            {
                case '$' when next == '$':
                    result.Append("$$");
                    i++;
                    break;
                case '$' when char.IsAsciiDigit(next) && next != '0' && !(i + 2 < replacement.Length && char.IsAsciiDigit(replacement[i + 2])):
                    result.Append('$').Append(next);
                    i++;
                    break;
                case '$':
                    return null;
                case '\\' when next is '$' or '\\':
                    result.Append(next == '$' ? "$$" : "\\");
                    i++;
                    break;
                case '\\':
                    return null;
                default:
                    result.Append(replacement[i]);
                    break;
            }
        }

        return result.ToString();
    }

    /// <summary>A text as a pattern that matches only itself.</summary>
    /// <param name="text">The text.</param>
    public static string Escape(string text)
    {
        var result = new StringBuilder();
        foreach (char c in text)
        {
            if (@"\.[]{}()*+?^$|".Contains(c, StringComparison.Ordinal))
            {
                result.Append('\\');
            }

            result.Append(c);
        }

        return result.ToString();
    }

    private static string? Translate(string pattern, out string translated)
    {
        var result = new StringBuilder();
        translated = "";
        bool inClass = false;
        for (int i = 0; i < pattern.Length; i++)
        {
            char c = pattern[i];
            char next = i + 1 < pattern.Length ? pattern[i + 1] : '\0';
            switch (c)
            {
                case '\\':
                    if (Escaped(next, inClass) is not { } escaped)
                    {
                        return string.Create(CultureInfo.InvariantCulture, $"'\\{next}' has no portable counterpart");
                    }

                    result.Append(escaped);
                    i++;
                    continue;
                case '[' when inClass:
                    return "a class inside a class is not portable";
                case '[':
                    inClass = true;
                    break;
                case ']' when inClass:
                    inClass = false;
                    break;
                case '&' when inClass && next == '&':
                    return "an intersection of classes is not portable";
                case '(' when !inClass && next == '?' && !(i + 2 < pattern.Length && pattern[i + 2] == ':'):
                    return "groups that begin with (? are not portable, except (?:";
                case '*' or '+' or '?' or '}' when !inClass && next == '+':
                    return "possessive quantifiers are not portable";
                case '.' when !inClass:
                    result.Append("[^\\n\\r\\u0085\\u2028\\u2029]");
                    continue;
                default:
                    break;
            }

            result.Append(c);
        }

        translated = result.ToString();
        return Accepts(translated) ? null : "it is not a regular expression without backtracking";
    }

    private static string? Escaped(char c, bool inClass) => c switch
    {
        'w' => inClass ? Word : $"[{Word}]",
        'd' => inClass ? Digit : $"[{Digit}]",
        's' => inClass ? Space : $"[{Space}]",
        'W' => inClass ? null : $"[^{Word}]",
        'D' => inClass ? null : $"[^{Digit}]",
        'S' => inClass ? null : $"[^{Space}]",
        'b' when !inClass => "\\b",
        't' or 'n' or 'r' or 'f' => "\\" + c,
        _ when char.IsAsciiLetterOrDigit(c) || c == '\0' => null,
        _ => "\\" + c,
    };

    private static bool Accepts(string pattern)
    {
        try
        {
            _ = new Regex(pattern, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
            return true;
        }
        catch (Exception refusal) when (refusal is ArgumentException or NotSupportedException)
        {
            return false;
        }
    }
}
