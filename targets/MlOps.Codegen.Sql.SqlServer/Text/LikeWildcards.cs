using MlOps.Codegen.Plan.Text;

namespace MlOps.Codegen.Sql.SqlServer.Text;

/// <summary>How many of the characters beyond the first plane, which take two code units, a set has.</summary>
internal enum Supplementary
{
    /// <summary>None.</summary>
    None,

    /// <summary>One or a few.</summary>
    Some,

    /// <summary>All.</summary>
    All,
}

/// <summary>Characters one after the other as wildcards of LIKE.</summary>
internal static class LikeWildcards
{
    private const int Most = 32;
    private const int FirstSupplementary = 0x10000;
    private const int LastSupplementary = 0x10FFFF;

    // A character beyond the first plane: both halves.
    private const string Pair = "[\uD800-\uDBFF][\uDC00-\uDFFF]";

    /// <summary>The patterns of which one or another matches; null where there is none, or too many.</summary>
    /// <param name="items">The characters, each about as often.</param>
    public static IReadOnlyList<string>? Of(IEnumerable<PatternItem> items)
    {
        List<string> patterns = [""];
        foreach (PatternItem item in items)
        {
            if (item.Most < 0 || One(item) is not { } wildcards)
            {
                return null;
            }

            List<string> longer = patterns;
            patterns = item.Least == 0 ? [.. patterns] : [];
            for (int i = 1; i <= item.Most; i++)
            {
                if (patterns.Count + (longer.Count * wildcards.Count) > Most)
                {
                    return null;
                }

                longer = [.. longer.SelectMany(pattern => wildcards.Select(wildcard => pattern + wildcard))];
                patterns.AddRange(i >= item.Least ? longer : []);
            }
        }

        return patterns;
    }

    /// <summary>How many of the characters that take two code units a set has.</summary>
    public static Supplementary SupplementaryOf(PatternItem item)
    {
        (int First, int Last)[] some = [.. item.Members.Where(range => range.Last >= FirstSupplementary)];
        return some switch
        {
            [] => Supplementary.None,
            [(<= FirstSupplementary, LastSupplementary)] => Supplementary.All,
            _ => Supplementary.Some,
        };
    }

    private static List<string>? One(PatternItem item)
    {
        if (item.Members is [var (only, last)] && only == last && only >= FirstSupplementary)
        {
            return [char.ConvertFromUtf32(only)];
        }

        Supplementary supplementary = SupplementaryOf(item);
        if (supplementary == Supplementary.Some)
        {
            return null;
        }

        var wildcards = new List<string>();
        UnitSet units = UnitSet.Of(item).Without(0xD800, 0xDFFF);

        // A closing bracket stands outside of brackets only.
        if (units.Contains(']') && units.Count > 1 && units.Wildcard() is null)
        {
            wildcards.Add("]");
            units = units.Without(']', ']');
        }

        if (units.Count > 0)
        {
            if (units.Wildcard() is not { } wildcard)
            {
                return null;
            }

            wildcards.Add(wildcard);
        }

        if (supplementary == Supplementary.All)
        {
            wildcards.Add(Pair);
        }

        return wildcards;
    }
}
