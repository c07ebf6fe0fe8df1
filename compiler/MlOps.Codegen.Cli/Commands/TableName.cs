using System.Text;

namespace MlOps.Codegen.Cli.Commands;

/// <summary>The name of a table as people write it: <c>table</c> or <c>schema.table</c>, each part bare, <c>"quoted"</c> or <c>[quoted]</c>.</summary>
/// <param name="Schema">The schema; null for none given.</param>
/// <param name="Table">The table.</param>
internal sealed record TableName(string? Schema, string Table)
{
    /// <summary>Reads the name of a table.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The name; null where the text is none.</returns>
    public static TableName? Parse(string text) => Parts(text) switch
    {
        [var table] => new TableName(null, table),
        [var schema, var table] => new TableName(schema, table),
        _ => null,
    };

    /// <summary>Reads the name of a column.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The name; null where the text is none.</returns>
    public static string? ParseColumn(string text) => Parts(text) is [var column] ? column : null;

    // The parts between dots; none where the text is not well formed. A closing quote inside a part is written twice.
    private static List<string> Parts(string text)
    {
        var parts = new List<string>();
        int at = 0;
        while (true)
        {
            if (Part(text, ref at) is not { } part)
            {
                return [];
            }

            parts.Add(part);
            if (at == text.Length)
            {
                return parts;
            }

            if (text[at++] != '.')
            {
                return [];
            }
        }
    }

    private static string? Part(string text, ref int at)
    {
        char close = at < text.Length ? text[at] switch { '"' => '"', '[' => ']', _ => '\0' } : '\0';
        var part = new StringBuilder();
        if (close == '\0')
        {
            while (at < text.Length && text[at] != '.')
            {
                part.Append(text[at++]);
            }

            return part.Length == 0 || part.ToString().AsSpan().ContainsAny("\"[];'") ? null : part.ToString();
        }

        for (at++; at < text.Length; at++)
        {
            if (text[at] != close)
            {
                part.Append(text[at]);
            }
            else if (at + 1 < text.Length && text[at + 1] == close)
            {
                part.Append(text[at++]);
            }
            else
            {
                at++;
                return part.Length == 0 ? null : part.ToString();
            }
        }

        return null;
    }
}
