using MlOps.Codegen.Plan.Text;

namespace MlOps.Codegen.Sql.SqlServer.Text;

/// <summary>Replacement of what a regular expression matches by REPLACE, where the expression is a text or one character of a few.</summary>
internal static class Replacements
{
    private const int MostMembers = 40;

    /// <summary>The text with all occurrences replaced; null where REPLACE cannot do it.</summary>
    /// <param name="operand">The text.</param>
    /// <param name="pattern">A portable pattern.</param>
    /// <param name="replacement">A replacement in the plan's form, in which <c>$$</c> is a dollar sign and <c>$1</c> a group.</param>
    public static string? All(string operand, string pattern, string replacement)
    {
        string text = replacement.Replace("$$", "", StringComparison.Ordinal);
        if (text.Contains('$', StringComparison.Ordinal))
        {
            return null;
        }

        text = replacement.Replace("$$", "$", StringComparison.Ordinal);
        if (PortablePattern.AsLiteral(pattern) is { } literal)
        {
            return One(operand, literal, text);
        }

        if (PatternAtoms.Read(pattern) is not [{ AtStart: false, AtEnd: false, Items: [{ Least: 1, Most: 1 } item] }]
            || item.Set.Count > MostMembers
            || item.Set.HasHalves
            || text.Any(item.Set.Contains))
        {
            return null;
        }

        // No replacement makes a member, so one may follow the other.
        return item.Set.Members.Aggregate(operand, (result, member) => One(result, member.ToString(), text));
    }

    private static string One(string operand, string what, string by) =>
        $"REPLACE({operand} COLLATE {SqlServerDialect.Collation}, {NationalText.Literal(what)}, {NationalText.Literal(by)})";
}
