using System.Globalization;
using System.Text;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Text;

namespace MlOps.Codegen.Sql.Dialects;

/// <summary>Calls with regular expressions: why an engine may not mean the same, and how it writes them.</summary>
public static class TextPatterns
{
    /// <summary>Why an engine with regular expressions cannot compute a call with the plan's meaning; null where it can.</summary>
    /// <param name="call">A call of Matches or ReplaceAll.</param>
    /// <param name="prefersLongest">Whether the engine takes the longest match rather than the first alternative's.</param>
    public static string? Problem(CallExpression call, bool prefersLongest)
    {
        if (call.Arguments[1] is not Literal { IsMissing: false } literal)
        {
            return "the pattern is not a constant";
        }

        string pattern = literal.Value.Text;
        if (PortablePattern.Problem(pattern) is { } problem)
        {
            return problem;
        }

        if (call.Function == ScalarFunction.Matches)
        {
            return null;
        }

        return call.Arguments[2] is not Literal { IsMissing: false } replacement ? "the replacement is not a constant"
            : PortablePattern.MatchesNothing(pattern) ? "replacement of empty matches differs"
            : prefersLongest && !PortablePattern.FirstIsLongest(pattern) ? "it prefers the longest match to the first"
            : Replacement(replacement.Value.Text, PortablePattern.Groups(pattern), "") is null ? "the replacement refers to no group"
            : null;
    }

    /// <summary>The text of a literal argument.</summary>
    /// <param name="call">The call.</param>
    /// <param name="argument">The argument's position.</param>
    public static string Text(CallExpression call, int argument) => ((Literal)call.Arguments[argument]).Value.Text;

    /// <summary>Whether a replacement replaces one text by another, without any operator.</summary>
    /// <param name="call">A call of ReplaceAll.</param>
    /// <param name="from">The replaced text.</param>
    /// <param name="to">What takes its place.</param>
    public static bool IsPlain(CallExpression call, out string from, out string to)
    {
        from = PortablePattern.AsLiteral(Text(call, 1)) ?? "";
        to = Text(call, 2);
        return from.Length > 0 && !to.Contains('$', StringComparison.Ordinal);
    }

    /// <summary>The replacement of a call with groups written <c>\1</c>.</summary>
    /// <param name="call">A call of ReplaceAll that <see cref="Problem"/> has nothing against.</param>
    /// <param name="occurrence">How the engine writes the whole occurrence.</param>
    public static string Replacement(CallExpression call, string occurrence) =>
        Replacement(Text(call, 2), PortablePattern.Groups(Text(call, 1)), occurrence)
        ?? throw new InvalidOperationException("the replacement was not checked");

    // Null where a group is named that there is not, or a dollar sign stands for nothing.
    private static string? Replacement(string replacement, int groups, string occurrence)
    {
        var text = new StringBuilder();
        for (int i = 0; i < replacement.Length; i++)
        {
            char next = replacement[i] == '$' && i + 1 < replacement.Length ? replacement[i + 1] : '\0';
            if (next == '$')
            {
                text.Append('$');
                i++;
            }
            else if (char.IsAsciiDigit(next) && next - '0' <= groups)
            {
                text.Append(next == '0' ? occurrence : string.Create(CultureInfo.InvariantCulture, $"\\{next}"));
                i++;
            }
            else if (replacement[i] == '$')
            {
                return null;
            }
            else
            {
                text.Append(replacement[i] == '\\' ? @"\\" : replacement[i].ToString());
            }
        }

        return text.ToString();
    }
}
