using System.Text;

namespace MlOps.Runtime.Text;

/// <summary>Regular expressions that only stand for themselves: a bag of words has one for each of its thousands of terms.</summary>
internal static class LiteralPattern
{
    private const string Operators = @"\[](){}.*+?^$|";

    /// <summary>The text that a pattern without any operator stands for; null where it has one, or is empty.</summary>
    /// <param name="pattern">The pattern.</param>
    public static string? TextOf(string pattern)
    {
        var text = new StringBuilder(pattern.Length);
        for (int i = 0; i < pattern.Length; i++)
        {
            char c = pattern[i];
            if (c == '\\' && i + 1 < pattern.Length && !char.IsAsciiLetterOrDigit(pattern[i + 1]))
            {
                text.Append(pattern[++i]);
            }
            else if (Operators.Contains(c, StringComparison.Ordinal))
            {
                return null;
            }
            else
            {
                text.Append(c);
            }
        }

        return text.Length == 0 ? null : text.ToString();
    }
}
