namespace MlOps.Codegen.Sql.SqlServer.Tests.Interpreter;

/// <summary>A text value of T-SQL.</summary>
/// <param name="Value">The text.</param>
/// <param name="IsBinary">Whether a binary collation compares it; otherwise the database's does, which overlooks case.</param>
internal sealed record SqlText(string Value, bool IsBinary)
{
    /// <summary>Below 0, 0, above 0: the shorter text is padded with blanks.</summary>
    public static int Compare(SqlText left, SqlText right)
    {
        int length = Math.Max(left.Value.Length, right.Value.Length);
        return string.Compare(left.Value.PadRight(length), right.Value.PadRight(length), Comparison(left, right));
    }

    /// <summary>How two texts are compared: a column's or an explicit collation wins over a constant's.</summary>
    public static StringComparison Comparison(SqlText left, SqlText right) =>
        left.IsBinary || right.IsBinary ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;
}
