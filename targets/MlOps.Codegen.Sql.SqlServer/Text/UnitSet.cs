using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Evaluation;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Sql.SqlServer.Text;

/// <summary>A set of UTF-16 code units, as sorted ranges that do not touch.</summary>
internal sealed class UnitSet
{
    private const int Units = 0x10000;

    private static readonly ConcurrentDictionary<string, UnitSet> Known = new(StringComparer.Ordinal);

    private UnitSet(ImmutableArray<(char First, char Last)> ranges) => Ranges = ranges;

    /// <summary>The ranges.</summary>
    public ImmutableArray<(char First, char Last)> Ranges { get; }

    /// <summary>How many units.</summary>
    public int Count => Ranges.Sum(range => range.Last - range.First + 1);

    /// <summary>The units.</summary>
    public IEnumerable<char> Members => Ranges.SelectMany(range => Enumerable.Range(range.First, range.Last - range.First + 1).Select(unit => (char)unit));

    /// <summary>The set of one unit.</summary>
    public static UnitSet Of(char unit) => new([(unit, unit)]);

    /// <summary>What one atom of a regular expression matches, asked of the reference evaluator.</summary>
    /// <param name="atom">A class, an escape, or a dot.</param>
    public static UnitSet Matching(string atom) => Known.GetOrAdd(atom, Ask);

    private static UnitSet Ask(string atom)
    {
        Scalar pattern = Scalar.FromText($"^{atom}$");
        var members = new bool[Units];
        for (int unit = 0; unit < Units; unit++)
        {
            members[unit] = TextFunctions.Call(ScalarFunction.Matches, Scalar.FromText(((char)unit).ToString()), pattern).Boolean;
        }

        return FromMembers(unit => members[unit]);
    }

    /// <summary>Whether a unit is a member.</summary>
    public bool Contains(char unit) => Ranges.Any(range => range.First <= unit && unit <= range.Last);

    /// <summary>Whether halves of surrogate pairs are members, which regular expressions take for characters only together.</summary>
    public bool HasHalves => Ranges.Any(range => range.First <= '\uDFFF' && range.Last >= '\uD800');

    /// <summary>The units that are not members.</summary>
    public UnitSet Complement()
    {
        var ranges = ImmutableArray.CreateBuilder<(char, char)>();
        int next = 0;
        foreach ((char first, char last) in Ranges)
        {
            if (first > next)
            {
                ranges.Add(((char)next, (char)(first - 1)));
            }

            next = last + 1;
        }

        if (next < Units)
        {
            ranges.Add(((char)next, (char)(Units - 1)));
        }

        return new UnitSet(ranges.ToImmutable());
    }

    /// <summary>
    /// What stands for one member in a pattern of LIKE; null where it cannot be said. Under a binary collation a range goes by code
    /// unit.
    /// </summary>
    public string? Wildcard()
    {
        if (Count == 1)
        {
            return Ranges[0].First is '[' or '%' or '_' ? $"[{Ranges[0].First}]" : Ranges[0].First.ToString();
        }

        if (Count == Units)
        {
            return "_";
        }

        bool negative = Contains('\uFFFF');
        string? inside = (negative ? Complement() : this).Inside();
        return inside is null ? null : negative ? $"[^{inside}]" : $"[{inside}]";
    }

    // A closing bracket cannot be said; a caret must not come first, and a hyphen comes first or not at all.
    private string? Inside()
    {
        var hyphen = new StringBuilder();
        var ranges = new List<string>();
        foreach ((char start, char end) in Ranges)
        {
            (char first, char last) = (start, end);
            if (first == '-')
            {
                hyphen.Append('-');
                first++;
            }

            if (last == '-' && first <= last)
            {
                hyphen.Append('-');
                last--;
            }

            if (first > last)
            {
                continue;
            }

            if (first == ']' || last == ']')
            {
                return null;
            }

            ranges.Add(first == last ? first.ToString() : last == first + 1 ? $"{first}{last}" : $"{first}-{last}");
        }

        int caret = ranges.FindIndex(range => range[0] == '^');
        if (caret == 0 && hyphen.Length == 0)
        {
            if (ranges.Count == 1)
            {
                // ^…z is said as z and ^…y; the caret alone has a form of its own.
                char last = ranges[0][^1];
                return last == '_' ? "_^" : $"{last}^-{(char)(last - 1)}";
            }

            (ranges[0], ranges[1]) = (ranges[1], ranges[0]);
        }

        return $"{hyphen}{string.Concat(ranges)}";
    }

    private static UnitSet FromMembers(Func<int, bool> isMember)
    {
        var ranges = ImmutableArray.CreateBuilder<(char, char)>();
        for (int unit = 0; unit < Units; unit++)
        {
            if (isMember(unit))
            {
                int first = unit;
                while (unit + 1 < Units && isMember(unit + 1))
                {
                    unit++;
                }

                ranges.Add(((char)first, (char)unit));
            }
        }

        return new UnitSet(ranges.ToImmutable());
    }
}
