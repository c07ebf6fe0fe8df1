using System.Globalization;
using MlOps.Codegen.Plan.Text;

namespace MlOps.Codegen.Sql.SqlServer.Text;

/// <summary>
/// Regular expressions as conditions with LIKE: alternatives of fixed lengths, and texts made of one class of characters. SQL Server has
/// regular expressions from 2025 on only.
/// </summary>
/// <remarks>"LIKE (Transact-SQL)": trailing blanks of Unicode text count; a pattern has at most 8,000 bytes.</remarks>
internal static class LikePattern
{
    private const int MostUnits = 4_000;
    private const int MostConditions = 64;

    /// <summary>Whether a text matches; null where LIKE cannot tell.</summary>
    /// <param name="operand">A column or constant: it is written more than once.</param>
    /// <param name="pattern">A portable pattern.</param>
    public static string? Matches(string operand, string pattern)
    {
        if (PortablePattern.Sequences(pattern) is not { } alternatives)
        {
            return null;
        }

        var conditions = new List<string>();
        foreach (PatternSequence sequence in alternatives.Select(Trimmed))
        {
            IEnumerable<string>? some = sequence is { AtStart: true, AtEnd: true, Items: [{ Most: not 1 } only] }
                ? OfOneSet(operand, only)
                : LikeWildcards.Of(sequence.Items) is { } texts
                    ? texts.Select(text => Like(operand, $"{(sequence.AtStart ? "" : "%")}{text}{(sequence.AtEnd ? "" : "%")}"))
                    : null;
            if (some is null)
            {
                return null;
            }

            conditions.AddRange(some);
        }

        string[] distinct = [.. conditions.Distinct()];
        return distinct.Length > MostConditions || distinct.Sum(condition => condition.Length) > MostUnits ? null : string.Join(" OR ", distinct);
    }

    // Where anything may stand before or after, as few as possible are asked for.
    private static PatternSequence Trimmed(PatternSequence sequence)
    {
        PatternItem[] items = [.. sequence.Items];
        for (int i = 0; !sequence.AtStart && i < items.Length && Fewest(i); i++)
        {
        }

        for (int i = items.Length - 1; !sequence.AtEnd && i >= 0 && Fewest(i); i--)
        {
        }

        return sequence with { Items = [.. items] };

        // Whether what follows is at the edge now.
        bool Fewest(int i)
        {
            items[i] = items[i] with { Most = items[i].Least };
            return items[i].Least == 0;
        }
    }

    // The whole text consists of members: no other character occurs in it. LIKE and DATALENGTH count halves of pairs.
    private static string[]? OfOneSet(string operand, PatternItem item)
    {
        bool counts = item.Least > 1 || item.Most >= 0;
        Supplementary supplementary = LikeWildcards.SupplementaryOf(item);
        if (supplementary == Supplementary.Some || (counts && supplementary == Supplementary.All))
        {
            return null;
        }

        UnitSet others = UnitSet.Of(item).Complement();
        if (others.Count == 0)
        {
            return [$"{Like(operand, "%")}{Lengths(operand, item)}"];
        }

        return others.Wildcard() is { } other ? [$"{Like(operand, $"%{other}%", not: true)}{Lengths(operand, item)}"] : null;
    }

    private static string Lengths(string operand, PatternItem item)
    {
        string least = item.Least == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" AND DATALENGTH({operand}) >= {2 * item.Least}");
        return item.Most < 0
            ? least
            : string.Create(CultureInfo.InvariantCulture, $"{least} AND DATALENGTH({operand}) <= {2 * item.Most}");
    }

    private static string Like(string operand, string pattern, bool not = false) =>
        $"{operand} COLLATE {SqlServerDialect.Collation} {(not ? "NOT LIKE" : "LIKE")} {NationalText.Literal(pattern)}";
}
