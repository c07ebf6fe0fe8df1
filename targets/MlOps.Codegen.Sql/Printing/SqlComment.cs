using System.Globalization;
using System.Text;
using MlOps.Codegen.Plan;

namespace MlOps.Codegen.Sql.Printing;

/// <summary>Line comments. Their text comes from model files: it must not end the comment or hide what follows.</summary>
internal static class SqlComment
{
    private const int Longest = 120;

    /// <summary>A text made safe to stand behind <c>-- </c>.</summary>
    /// <param name="text">Any text.</param>
    public static string Neutral(string text)
    {
        var kept = new StringBuilder(Math.Min(text.Length, Longest));
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (kept.Length >= Longest)
            {
                kept.Append('…');
                break;
            }

            // Line ends end the comment; format characters can turn the direction of the text that a reviewer sees.
            UnicodeCategory category = Rune.GetUnicodeCategory(rune);
            bool hidden = category is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate;
            kept.Append(hidden ? "\uFFFD" : rune.ToString());
        }

        // Some tools look for block comments, batch separators and variables also inside line comments.
        return kept.ToString()
            .Replace("*/", "* /", StringComparison.Ordinal)
            .Replace("/*", "/ *", StringComparison.Ordinal)
            .Replace("--", "- -", StringComparison.Ordinal);
    }

    /// <summary>What an origin says: the element and its place; empty where it says nothing.</summary>
    /// <param name="origin">The origin.</param>
    public static string Of(Origin origin)
    {
        if (origin.Element.Length == 0)
        {
            return "";
        }

        // The file's name only: where it lies on the machine that compiled is nobody's business.
        string file = origin.Location.File[(origin.Location.File.LastIndexOfAny(['/', '\\']) + 1)..];
        string place = origin.Location.Line > 0
            ? string.Create(CultureInfo.InvariantCulture, $" ({file}:{origin.Location.Line})")
            : "";
        return Neutral(origin.Element + place);
    }
}
