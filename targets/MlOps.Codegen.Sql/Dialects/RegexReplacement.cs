using System.Text;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Sql.Dialects;

/// <summary>Replacement texts of regular expressions in other notations.</summary>
public static class RegexReplacement
{
    /// <summary>A replacement with <c>\1</c> for <c>$1</c>, and backslashes doubled.</summary>
    /// <param name="call">A call of ReplaceAll with a constant replacement.</param>
    public static string Backslashed(CallExpression call)
    {
        if (call.Arguments[2] is not Literal { IsMissing: false } literal)
        {
            throw new InvalidOperationException("a replacement is a constant");
        }

        string text = literal.Value.Text;
        var result = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '$' && i + 1 < text.Length && char.IsAsciiDigit(text[i + 1]))
            {
                result.Append('\\');
            }
            else if (text[i] == '\\')
            {
                result.Append(@"\\");
            }
            else
            {
                result.Append(text[i]);
            }
        }

        return result.ToString();
    }
}
