using System.Globalization;
using System.Text;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Sql.SqlServer.Text;

/// <summary>Unicode text: constants, and comparisons by code unit in which trailing blanks count.</summary>
/// <remarks>
/// T-SQL pads the shorter of two texts with blanks before it compares them, whatever the collation ("=" and LEN in the reference): the
/// lengths, which DATALENGTH gives with trailing blanks, are compared too.
/// </remarks>
internal static class NationalText
{
    /// <summary>The characters up to U+0020.</summary>
    public static string UpToBlank { get; } = $"CONCAT({string.Join(", ", Enumerable.Range(0, 33).Select(Unit))})";

    /// <summary>How many code units a text has.</summary>
    /// <param name="text">The text.</param>
    public static string Length(string text) => $"DATALENGTH({text}) / 2";

    /// <summary>A part of a text; NULL where it lies outside, or would have half of a surrogate pair.</summary>
    /// <param name="text">A column or constant.</param>
    /// <param name="start">The first position, from 1: a column or constant.</param>
    /// <param name="length">How many code units: a column or constant.</param>
    public static string Substring(string text, string start, string length) =>
        // Each CASE makes sure that the next computes with numbers in range. A low half stands behind its high half only.
        $"CASE WHEN {start} >= 1 AND {start} <= {Length(text)} + 1 THEN "
        + $"CASE WHEN {length} >= 0 AND {length} <= {Length(text)} + 1 - {start} THEN "
        + $"CASE WHEN {IsLowHalf(text, start)} OR {IsLowHalf(text, $"{start} + {length}")} THEN NULL "
        + $"ELSE SUBSTRING({text}, {start}, {length}) END END END";

    /// <summary>A constant. What editors, sqlcmd or the parser would read otherwise is written by its number.</summary>
    /// <param name="text">The text.</param>
    public static string Literal(string text)
    {
        var parts = new List<string>();
        var plain = new StringBuilder();
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (IsPlain(text, i))
            {
                // A variable of sqlcmd begins with $( even inside a constant.
                if (c == '(' && plain.Length > 0 && plain[^1] == '$')
                {
                    Flush();
                }

                plain.Append(c == '\'' ? "''" : c);
            }
            else
            {
                Flush();
                parts.Add(Unit(c));
            }
        }

        if (plain.Length > 0 || parts.Count == 0)
        {
            parts.Add($"N'{plain}'");
        }

        return parts.Count == 1 ? parts[0] : $"({string.Join(" + ", parts)})";

        void Flush()
        {
            if (plain.Length > 0)
            {
                parts.Add($"N'{plain}'");
                plain.Clear();
            }
        }
    }

    /// <summary>Whether two texts are the same, or differ.</summary>
    /// <param name="comparison">The comparison.</param>
    /// <param name="left">Its left operand: a column or constant.</param>
    /// <param name="right">Its right operand: a column or constant.</param>
    public static string Compare(BinaryExpression comparison, string left, string right)
    {
        return comparison.Operator switch
        {
            BinaryOperator.Equal =>
                $"{left} COLLATE {SqlServerDialect.Collation} = {right} AND {Bytes(comparison.Left, left)} = {Bytes(comparison.Right, right)}",
            BinaryOperator.NotEqual =>
                $"({left} COLLATE {SqlServerDialect.Collation} <> {right} OR {Bytes(comparison.Left, left)} <> {Bytes(comparison.Right, right)})",
            _ => throw new InvalidOperationException($"text has no order, so there is no {comparison.Operator}"),
        };
    }

    /// <summary>Whether a text is one of several constants.</summary>
    /// <param name="operand">A column or constant.</param>
    /// <param name="values">The constants.</param>
    public static string IsOneOf(string operand, IReadOnlyList<Literal> values)
    {
        // LEN overlooks trailing blanks: it is half of DATALENGTH where there are none.
        string[] usual = [.. values.Select(value => value.Value.Text).Where(text => !text.EndsWith(' ')).Select(Literal)];
        List<string> conditions = [.. values.Where(value => value.Value.Text.EndsWith(' ')).Select(value =>
            $"{operand} COLLATE {SqlServerDialect.Collation} = {Literal(value.Value.Text)} AND DATALENGTH({operand}) = {Bytes(value, "")}")];
        if (usual.Length > 0)
        {
            conditions.Insert(
                0,
                $"{operand} COLLATE {SqlServerDialect.Collation} IN ({string.Join(", ", usual)}) AND DATALENGTH({operand}) = 2 * LEN({operand})");
        }

        return conditions.Count == 1 ? conditions[0] : $"({string.Join(" OR ", conditions)})";
    }

    private static string IsLowHalf(string text, string position) =>
        $"UNICODE(SUBSTRING({text}, {position}, 1)) BETWEEN 56320 AND 57343";

    private static string Bytes(Expression expression, string written) => expression is Literal { IsMissing: false } literal
        ? (2 * literal.Value.Text.Length).ToString(CultureInfo.InvariantCulture)
        : $"DATALENGTH({written})";

    // Halves of surrogate pairs that have lost the other half do not survive a file.
    private static bool IsPlain(string text, int i) => text[i] switch
    {
        '\u2028' or '\u2029' or '\uFEFF' => false,
        char high when char.IsHighSurrogate(high) => i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]),
        char low when char.IsLowSurrogate(low) => i > 0 && char.IsHighSurrogate(text[i - 1]),
        char c => !char.IsControl(c) && CharUnicodeInfo.GetUnicodeCategory(c) is not (UnicodeCategory.Format or UnicodeCategory.OtherNotAssigned),
    };

    private static string Unit(char c) => Unit((int)c);

    private static string Unit(int code) => string.Create(CultureInfo.InvariantCulture, $"NCHAR({code})");
}
