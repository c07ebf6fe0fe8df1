using System.Collections.Immutable;
using System.Text;
using MlOps.Codegen.Plan.Text;

namespace MlOps.Codegen.Sql.SqlServer.Text;

/// <summary>A set of UTF-16 code units, as sorted ranges that do not touch.</summary>
internal sealed class UnitSet
{
    private const int Units = 0x10000;

    private UnitSet(ImmutableArray<(int First, int Last)> ranges) => Ranges = ranges;

    /// <summary>The ranges.</summary>
    public ImmutableArray<(int First, int Last)> Ranges { get; }

    /// <summary>How many units.</summary>
    public int Count => Ranges.Sum(range => range.Last - range.First + 1);

    /// <summary>The units.</summary>
    public IEnumerable<char> Members => Ranges.SelectMany(range => Enumerable.Range(range.First, range.Last - range.First + 1).Select(unit => (char)unit));

    /// <summary>The members of a pattern's set that are units; halves of pairs are members where it has them.</summary>
    public static UnitSet Of(PatternItem item) => new(
        [.. item.Members.Where(range => range.First < Units).Select(range => (range.First, Math.Min(range.Last, Units - 1)))]);

    /// <summary>Whether a unit is a member.</summary>
    public bool Contains(int unit) => Ranges.Any(range => range.First <= unit && unit <= range.Last);

    /// <summary>The set without a range.</summary>
    public UnitSet Without(int first, int last) => new(
    [
        .. Ranges.SelectMany(range => new[] { (range.First, Last: Math.Min(range.Last, first - 1)), (First: Math.Max(range.First, last + 1), range.Last) })
            .Where(range => range.Item1 <= range.Item2)
            .Distinct(),
    ]);

    /// <summary>The units that are not members.</summary>
    public UnitSet Complement() => Ranges.Aggregate(new UnitSet([(0, Units - 1)]), (rest, range) => rest.Without(range.First, range.Last));

    /// <summary>
    /// What stands for one member in a pattern of LIKE; null where it cannot be said. Under a binary collation a range goes by code
    /// unit.
    /// </summary>
    public string? Wildcard()
    {
        if (Count == 1)
        {
            char only = (char)Ranges[0].First;
            return only is '[' or '%' or '_' ? $"[{only}]" : only.ToString();
        }

        if (Count == Units)
        {
            return "_";
        }

        bool negative = Contains(Units - 1);
        string? inside = (negative ? Complement() : this).Inside();
        return inside is null ? null : negative ? $"[^{inside}]" : $"[{inside}]";
    }

    // A closing bracket cannot be said; a caret must not come first, and a hyphen comes first or not at all.
    private string? Inside()
    {
        UnitSet rest = Without('-', '-');
        if (rest.Ranges.Any(range => range.First == ']' || range.Last == ']'))
        {
            return null;
        }

        var ranges = rest.Ranges.Select(Written).ToList();
        bool hyphen = Contains('-');
        if (!hyphen && ranges[0][0] == '^')
        {
            if (ranges.Count == 1)
            {
                // ^…z is said as z and ^…y; the caret alone has a form of its own.
                (int caret, int last) = rest.Ranges[0];
                return $"{(char)last}{Written((caret, last - 1))}";
            }

            (ranges[0], ranges[1]) = (ranges[1], ranges[0]);
        }

        return new StringBuilder(hyphen ? "-" : "").AppendJoin("", ranges).ToString();
    }

    private static string Written((int First, int Last) range) => (range.Last - range.First) switch
    {
        0 => $"{(char)range.First}",
        1 => $"{(char)range.First}{(char)range.Last}",
        _ => $"{(char)range.First}-{(char)range.Last}",
    };
}
