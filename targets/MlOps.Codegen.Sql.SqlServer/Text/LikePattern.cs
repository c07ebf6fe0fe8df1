using System.Globalization;
using System.Text;

namespace MlOps.Codegen.Sql.SqlServer.Text;

/// <summary>
/// Regular expressions as conditions with LIKE: alternatives of fixed lengths, and texts made of one class of characters. SQL Server has
/// regular expressions from 2025 on only.
/// </summary>
/// <remarks>
/// "LIKE (Transact-SQL)": trailing blanks of Unicode text count; a pattern has at most 8,000 bytes. What counts characters beyond the
/// first plane cannot be said: LIKE counts their halves.
/// </remarks>
internal static class LikePattern
{
    private const int MostUnits = 4_000;

    /// <summary>Whether a text matches; null where LIKE cannot tell.</summary>
    /// <param name="operand">A column or constant: it is written more than once.</param>
    /// <param name="pattern">A portable pattern.</param>
    public static string? Matches(string operand, string pattern)
    {
        if (PatternAtoms.Read(pattern) is not { } alternatives)
        {
            return null;
        }

        var conditions = new List<string>();
        foreach (PatternSequence sequence in alternatives.Select(Trimmed))
        {
            IEnumerable<string>? some = sequence is { AtStart: true, AtEnd: true, Items: [{ Most: > 1 } only] }
                ? OfOneSet(operand, only)
                : OfFixedLength(operand, sequence);
            if (some is null)
            {
                return null;
            }

            conditions.AddRange(some);
        }

        return string.Join(" OR ", conditions.Distinct());
    }

    // Where anything may stand before or after, as few as possible are asked for.
    private static PatternSequence Trimmed(PatternSequence sequence)
    {
        var items = sequence.Items.ToList();
        if (!sequence.AtStart)
        {
            for (int i = 0; i < items.Count && Least(i); i++)
            {
            }
        }

        if (!sequence.AtEnd)
        {
            for (int i = items.Count - 1; i >= 0 && Least(i); i--)
            {
            }
        }

        return sequence with
        {
            Items = [.. items.SelectMany(item => item.Least == item.Most ? Enumerable.Repeat(item with { Least = 1, Most = 1 }, item.Least) : [item])],
        };

        // Whether what follows is at the edge now.
        bool Least(int i)
        {
            items[i] = items[i] with { Most = items[i].Least };
            return items[i].Least == 0;
        }
    }

    private static List<string>? OfFixedLength(string operand, PatternSequence sequence)
    {
        var like = new StringBuilder(sequence.AtStart ? "" : "%");
        foreach (PatternItem item in sequence.Items)
        {
            if (item is not { Least: 1, Most: 1 } || item.Set.HasHalves || item.Set.Wildcard() is not { } wildcard)
            {
                return null;
            }

            like.Append(wildcard);
        }

        if (like.Length > MostUnits)
        {
            return null;
        }

        return [Like(operand, like.Append(sequence.AtEnd ? "" : "%").ToString())];
    }

    // The whole text consists of members: no other character occurs in it.
    private static List<string>? OfOneSet(string operand, PatternItem item)
    {
        bool counts = item.Least > 1 || item.Most != int.MaxValue;
        return item.Set.Complement().Wildcard() is not { } other || (counts && item.Set.HasHalves)
            ? null
            : [$"{Like(operand, $"%{other}%", not: true)}{Lengths(operand, item)}"];
    }

    private static string Lengths(string operand, PatternItem item)
    {
        string least = item.Least == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" AND DATALENGTH({operand}) >= {2 * item.Least}");
        return item.Most == int.MaxValue
            ? least
            : string.Create(CultureInfo.InvariantCulture, $"{least} AND DATALENGTH({operand}) <= {2 * item.Most}");
    }

    private static string Like(string operand, string pattern, bool not = false) =>
        $"{operand} COLLATE {SqlServerDialect.Collation} {(not ? "NOT LIKE" : "LIKE")} {NationalText.Literal(pattern)}";
}
