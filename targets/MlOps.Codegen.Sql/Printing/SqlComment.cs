using MlOps.Codegen.Plan;

namespace MlOps.Codegen.Sql.Printing;

/// <summary>Comments made of text from model files, which must not be able to end them.</summary>
public static class SqlComment
{
    /// <summary>Where a value comes from, as a comment of one line.</summary>
    /// <param name="origin">Where it comes from.</param>
    public static string Of(Origin origin)
    {
        string line = origin.Location.Line > 0 ? $", line {origin.Location.Line}" : "";
        return $"/* {Clean(origin.Element)}{line} */";
    }

    /// <summary>Text that can stand in any comment: no line ends, no comment marks, no quotes.</summary>
    /// <param name="text">The text.</param>
    public static string Clean(string text)
    {
        var cleaned = new char[Math.Min(text.Length, 120)];
        for (int i = 0; i < cleaned.Length; i++)
        {
            char c = text[i];
            cleaned[i] = char.IsControl(c) || char.IsSurrogate(c) || c is '*' or '/' or '-' or ';' or '\'' or '"' or '\u2028' or '\u2029' ? '_' : c;
        }

        return new string(cleaned);
    }
}
