using System.Globalization;
using System.Text;
using MlOps.Codegen.Plan.Text;

namespace MlOps.Codegen.Sql.SqlServer.Text;

/// <summary>Replacement of what a regular expression matches by REPLACE, where the expression is a text or one character of a few.</summary>
internal static class Replacements
{
    private const int MostMembers = 40;

    // XML cannot hold it, and so no model and few texts.
    private const string Mark = "\0";

    /// <summary>The text with all occurrences replaced; null where REPLACE cannot do it.</summary>
    /// <param name="operand">The text.</param>
    /// <param name="pattern">A portable pattern.</param>
    /// <param name="replacement">
    /// A replacement in the plan's form, in which <c>$$</c> is a dollar sign, <c>$0</c> the occurrence and <c>$1</c> a group.
    /// </param>
    public static string? All(string operand, string pattern, string replacement)
    {
        string? literal = PortablePattern.AsLiteral(pattern);
        if (TextOf(replacement, literal) is not { } text)
        {
            return null;
        }

        if (literal is not null)
        {
            return One(operand, literal, text);
        }

        return PortablePattern.Sequences(pattern) is [{ AtStart: false, AtEnd: false, Items: [{ Least: 1, Most: 1 or -1 } item] }]
            && !item.Members.Any(range => range.Last > char.MaxValue)
            && UnitSet.Of(item) is { Count: <= MostMembers } members
                ? item.Most == 1 ? EachOf(operand, members, text) : RunsOf(operand, members, text)
                : null;
    }

    /// <summary>How often a text occurs, from left to right.</summary>
    /// <param name="operand">The text: a column or constant.</param>
    /// <param name="sought">What is counted, not empty.</param>
    public static string Count(string operand, string sought) => string.Create(
        CultureInfo.InvariantCulture,
        $"CAST((DATALENGTH({operand}) - DATALENGTH({One(operand, sought, "")})) / {2 * sought.Length} AS bigint)");

    /// <summary>The text with units replaced or left out; null where what is left out cannot be told from what is put in.</summary>
    /// <param name="operand">The text.</param>
    /// <param name="from">What is replaced.</param>
    /// <param name="to">What takes its place; units beyond its length are left out.</param>
    public static string? Translate(string operand, string from, string to)
    {
        // TRANSLATE takes lists of one length: what is left out becomes one unit of its own, and goes then.
        string removed = new([.. from[to.Length..].Where(unit => !to.Contains(unit, StringComparison.Ordinal)).Take(1)]);
        if (removed.Length == 0 && from.Length > to.Length)
        {
            return null;
        }

        string units = to + string.Concat(Enumerable.Repeat(removed, from.Length - to.Length));
        string translated = $"TRANSLATE({operand} COLLATE {SqlServerDialect.Collation}, {NationalText.Literal(from)}, {NationalText.Literal(units)})";
        return removed.Length == 0 ? translated : One(translated, removed, "");
    }

    // The replacement, where it is the same for every occurrence.
    private static string? TextOf(string replacement, string? occurrence)
    {
        var text = new StringBuilder();
        for (int i = 0; i < replacement.Length; i++)
        {
            string? next = (replacement[i], i + 1 < replacement.Length ? replacement[i + 1] : '\0') switch
            {
                ('$', '$') => "$",
                ('$', '0') => occurrence,
                ('$', _) => null,
                (char c, _) => c.ToString(),
            };
            if (next is null)
            {
                return null;
            }

            text.Append(next);
            i += replacement[i] == '$' ? 1 : 0;
        }

        return text.ToString();
    }

    // Where no replacement makes a member, one may follow the other.
    private static string? EachOf(string operand, UnitSet members, string text) =>
        text.Any(c => members.Contains(c)) ? null : members.Members.Aggregate(operand, (result, member) => One(result, member.ToString(), text));

    // All members become the first, which is marked; between marked ones that touch, mark and member go. No text has the mark.
    private static string RunsOf(string operand, UnitSet members, string text)
    {
        string first = members.Members.First().ToString();
        string alike = members.Members.Skip(1).Aggregate(operand, (result, member) => One(result, member.ToString(), first));
        return One(One(One(alike, first, first + Mark), Mark + first, ""), first + Mark, text);
    }

    private static string One(string operand, string what, string by) =>
        $"REPLACE({operand} COLLATE {SqlServerDialect.Collation}, {NationalText.Literal(what)}, {NationalText.Literal(by)})";
}
