using System.Collections.Immutable;

namespace MlOps.Codegen.Sql.SqlServer.Text;

/// <summary>One of the texts that a regular expression describes: units one after the other, each a number of times.</summary>
/// <param name="AtStart">Whether it stands at the start of the text.</param>
/// <param name="AtEnd">Whether it stands at the very end of the text.</param>
/// <param name="Items">The units.</param>
internal sealed record PatternSequence(bool AtStart, bool AtEnd, ImmutableArray<PatternItem> Items);

/// <summary>Units of a set, one after the other.</summary>
/// <param name="Set">The set.</param>
/// <param name="Least">How many at least.</param>
/// <param name="Most">How many at most; <see cref="int.MaxValue"/> for no bound.</param>
internal sealed record PatternItem(UnitSet Set, int Least, int Most);

/// <summary>Reads portable regular expressions as alternatives of sequences.</summary>
internal sealed class PatternAtoms
{
    private const int MostAlternatives = 32;
    private const int MostDepth = 8;
    private const int MostCopies = 64;

    private readonly string pattern;
    private int at;

    private PatternAtoms(string pattern) => this.pattern = pattern;

    /// <summary>The alternatives of a pattern; null where it is not so simple.</summary>
    /// <param name="pattern">A portable pattern.</param>
    public static ImmutableArray<PatternSequence>? Read(string pattern)
    {
        // LIKE sees the halves of characters beyond the first plane.
        var reader = new PatternAtoms(pattern);
        return !pattern.Any(char.IsSurrogate) && reader.Alternatives(0) is { } alternatives && reader.at == pattern.Length ? [.. alternatives] : null;
    }

    private List<PatternSequence>? Alternatives(int depth)
    {
        var alternatives = new List<PatternSequence>();
        do
        {
            if (depth > MostDepth || Sequences(depth) is not { } sequences)
            {
                return null;
            }

            alternatives.AddRange(sequences);
        }
        while (Take('|'));

        return alternatives.Count <= MostAlternatives ? alternatives : null;
    }

    private List<PatternSequence>? Sequences(int depth)
    {
        List<PatternSequence> sequences = [new(false, false, [])];
        while (at < pattern.Length && pattern[at] is not ('|' or ')'))
        {
            if (Part(depth) is not { } parts || Joined(sequences, parts) is not { } joined)
            {
                return null;
            }

            sequences = joined;
        }

        return sequences;
    }

    private static List<PatternSequence>? Joined(List<PatternSequence> before, List<PatternSequence> after)
    {
        var joined = new List<PatternSequence>();
        foreach (PatternSequence left in before)
        {
            foreach (PatternSequence right in after)
            {
                // Anchors inside a text are rare and cannot be said.
                if ((right.AtStart && left.Items.Length > 0) || (left.AtEnd && right.Items.Length > 0))
                {
                    return null;
                }

                joined.Add(new PatternSequence(left.AtStart || right.AtStart, left.AtEnd || right.AtEnd, [.. left.Items, .. right.Items]));
            }
        }

        return joined.Count <= MostAlternatives ? joined : null;
    }

    private List<PatternSequence>? Part(int depth)
    {
        if (Take('^'))
        {
            return [new(true, false, [])];
        }

        if (Take('$'))
        {
            return [new(false, true, [])];
        }

        if (Take('('))
        {
            at += pattern.AsSpan(at).StartsWith("?:") ? 2 : 0;
            List<PatternSequence>? inner = Alternatives(depth + 1);
            return Take(')') && Quantifier() == (1, 1) ? inner : null;
        }

        if (Atom() is not { } set || Quantifier() is not { } times)
        {
            return null;
        }

        return times.Least == times.Most && times.Least <= MostCopies
            ? [new(false, false, [.. Enumerable.Repeat(new PatternItem(set, 1, 1), times.Least)])]
            : times == (0, 1)
                ? [new(false, false, []), new(false, false, [new PatternItem(set, 1, 1)])]
                : [new(false, false, [new PatternItem(set, times.Least, times.Most)])];
    }

    private UnitSet? Atom()
    {
        int start = at;
        char c = pattern[at++];
        switch (c)
        {
            case '\\':
                char escaped = pattern[at++];
                return escaped is 'b' or 'B' or 'x' or 'u' ? null
                    : char.IsAsciiLetterOrDigit(escaped) ? UnitSet.Matching(pattern[start..at])
                    : UnitSet.Of(escaped);
            case '.':
                return UnitSet.Matching(".");
            case '[':
                at += at < pattern.Length && pattern[at] == '^' ? 1 : 0;
                for (int first = at; at < pattern.Length && (pattern[at] != ']' || at == first); at++)
                {
                    at += pattern[at] == '\\' ? 1 : 0;
                }

                at++;
                return at <= pattern.Length ? UnitSet.Matching(pattern[start..at]) : null;
            case '*' or '+' or '?' or '{' or '}' or ']':
                return null;
            default:
                return UnitSet.Of(c);
        }
    }

    // How often what stands before is wanted.
    private (int Least, int Most)? Quantifier()
    {
        if (Take('*'))
        {
            return (0, int.MaxValue);
        }

        if (Take('+'))
        {
            return (1, int.MaxValue);
        }

        if (Take('?'))
        {
            return (0, 1);
        }

        if (!Take('{'))
        {
            return (1, 1);
        }

        if (Number() is not { } least)
        {
            return null;
        }

        int? most = !Take(',') ? least : at < pattern.Length && pattern[at] == '}' ? int.MaxValue : Number();
        return most is { } bound && least <= bound && Take('}') ? (least, bound) : null;
    }

    private int? Number()
    {
        int start = at;
        while (at < pattern.Length && char.IsAsciiDigit(pattern[at]))
        {
            at++;
        }

        return int.TryParse(pattern.AsSpan(start, at - start), out int number) && number < 1_000 ? number : null;
    }

    private bool Take(char c)
    {
        bool taken = at < pattern.Length && pattern[at] == c;
        at += taken ? 1 : 0;
        return taken;
    }
}
