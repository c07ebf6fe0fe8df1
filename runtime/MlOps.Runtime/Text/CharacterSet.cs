namespace MlOps.Runtime.Text;

/// <summary>A set of Unicode code points, halves of surrogate pairs included.</summary>
internal sealed class CharacterSet
{
    /// <summary>The largest code point.</summary>
    public const int Last = 0x10FFFF;

    private readonly (int From, int To)[] ranges;

    private CharacterSet((int From, int To)[] ranges) => this.ranges = ranges;

    /// <summary>The digits 0 to 9.</summary>
    public static CharacterSet Digits { get; } = Of(('0', '9'));

    /// <summary>The letters of ASCII, the digits and the underscore.</summary>
    public static CharacterSet WordCharacters { get; } = Of(('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z'));

    /// <summary>Blank, tab, line feed, vertical tab, form feed and carriage return.</summary>
    public static CharacterSet Spaces { get; } = Of(('\t', '\r'), (' ', ' '));

    /// <summary>All but the line feed.</summary>
    public static CharacterSet AnyButLineFeed { get; } = Of(('\n', '\n')).Complement();

    /// <summary>The ranges in ascending order, neither overlapping nor touching.</summary>
    public ReadOnlySpan<(int From, int To)> Ranges => ranges;

    /// <summary>The members of ranges.</summary>
    /// <param name="members">The ranges, ends included, in any order.</param>
    public static CharacterSet Of(params IEnumerable<(int From, int To)> members)
    {
        var merged = new List<(int From, int To)>();
        foreach ((int from, int to) in members.OrderBy(range => range.From))
        {
            if (merged.Count > 0 && from <= merged[^1].To + 1)
            {
                merged[^1] = (merged[^1].From, Math.Max(merged[^1].To, to));
            }
            else
            {
                merged.Add((from, to));
            }
        }

        return new CharacterSet([.. merged]);
    }

    /// <summary>One code point.</summary>
    /// <param name="codePoint">The code point.</param>
    public static CharacterSet Of(int codePoint) => new([(codePoint, codePoint)]);

    /// <summary>The code point of a set of one; −1 for other sets.</summary>
    public int Single => ranges is [var (from, to)] && from == to ? from : -1;

    /// <summary>All code points that are not in the set.</summary>
    public CharacterSet Complement()
    {
        var rest = new List<(int, int)>();
        int next = 0;
        foreach ((int from, int to) in ranges)
        {
            if (from > next)
            {
                rest.Add((next, from - 1));
            }

            next = to + 1;
        }

        if (next <= Last)
        {
            rest.Add((next, Last));
        }

        return new CharacterSet([.. rest]);
    }

    /// <summary>Whether a code point is a member.</summary>
    /// <param name="codePoint">The code point.</param>
    public bool Contains(int codePoint) => Array.Exists(ranges, range => codePoint >= range.From && codePoint <= range.To);

    /// <summary>Whether the sets have a member in common.</summary>
    /// <param name="other">The other set.</param>
    public bool Overlaps(CharacterSet other) => Array.Exists(
        ranges, range => Array.Exists(other.ranges, theirs => range.From <= theirs.To && theirs.From <= range.To));
}
