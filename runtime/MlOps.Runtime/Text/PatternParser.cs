using System.Globalization;

namespace MlOps.Runtime.Text;

/// <summary>Reads regular expressions of the form that all engines read alike.</summary>
/// <remarks>
/// Literals, <c>.</c>, classes, <c>\d \w \s \D \W \S</c> (of ASCII, as in Java and PCRE), <c>\b \B ^ $</c>, groups, alternatives, and
/// greedy quantifiers.
/// </remarks>
internal sealed class PatternParser
{
    private const int MostCharacters = 10_000;
    private const int MostNesting = 50;

    // PostgreSQL's bound; others are larger.
    private const int MostRepetitions = 255;

    private readonly string pattern;
    private int at;
    private int nesting;

    private PatternParser(string pattern) => this.pattern = pattern;

    /// <summary>Reads a pattern.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="problem">Why there is no result; empty where there is one.</param>
    /// <returns>The pattern's parts; null where it is not of the form.</returns>
    public static PatternNode? TryParse(string pattern, out string problem)
    {
        problem = "";
        if (pattern.Length > MostCharacters)
        {
            problem = "it is too long";
            return null;
        }

        var parser = new PatternParser(pattern);
        try
        {
            PatternNode node = parser.Choice();
            return parser.at == pattern.Length ? node : throw new FormatException("a parenthesis is not opened");
        }
        catch (FormatException exception)
        {
            problem = exception.Message;
            return null;
        }
    }

    private bool AtEnd => at >= pattern.Length;

    private bool Takes(string text)
    {
        bool found = string.CompareOrdinal(pattern, at, text, 0, text.Length) == 0;
        at += found ? text.Length : 0;
        return found;
    }

    private PatternNode Choice()
    {
        var alternatives = new List<PatternNode> { Sequence() };
        while (Takes("|"))
        {
            alternatives.Add(Sequence());
        }

        // One character or another is one character of a set.
        return alternatives.Count == 1 ? alternatives[0]
            : alternatives.TrueForAll(alternative => alternative is SetNode) ? new SetNode(Union(alternatives.Cast<SetNode>().Select(node => node.Set)))
            : new ChoiceNode(alternatives);
    }

    private PatternNode Sequence()
    {
        var parts = new List<PatternNode>();
        while (!AtEnd && pattern[at] is not ('|' or ')'))
        {
            PatternNode part = Atom();
            parts.Add(Quantified(part));
        }

        return parts.Count == 1 ? parts[0] : new SequenceNode(parts);
    }

    private PatternNode Atom()
    {
        switch (pattern[at])
        {
            case '(':
                return Group();
            case '[':
                at++;
                return new SetNode(Class());
            case '.':
                at++;
                return new SetNode(CharacterSet.AnyButLineFeed);
            case '^':
                at++;
                return new AnchorNode(PatternAnchor.Start);
            case '$':
                at++;
                return new AnchorNode(PatternAnchor.End);
            case '*' or '+' or '?':
                throw new FormatException($"nothing stands before the quantifier at character {at + 1}");
            case '\\' when at + 1 < pattern.Length && pattern[at + 1] is 'b' or 'B':
                at += 2;
                return new AnchorNode(pattern[at - 1] == 'b' ? PatternAnchor.WordBoundary : PatternAnchor.NoWordBoundary);
            case '\\':
                at++;
                return new SetNode(Escape());
            default:
                return new SetNode(CharacterSet.Of(CodePoint()));
        }
    }

    private PatternNode Group()
    {
        at++;
        bool captures = !Takes("?:");
        if (captures && Takes("?"))
        {
            throw new FormatException("groups that begin with (? are not portable");
        }

        if (++nesting > MostNesting)
        {
            throw new FormatException("it nests too deep");
        }

        PatternNode content = Choice();
        nesting--;
        return !Takes(")") ? throw new FormatException("a parenthesis is not closed")
            : captures ? new GroupNode(content) : content;
    }

    private PatternNode Quantified(PatternNode part)
    {
        (int Least, int Most)? count = Quantifier();
        if (count is null)
        {
            return part;
        }

        if (part is AnchorNode)
        {
            throw new FormatException("an anchor is repeated");
        }

        if (!AtEnd && (pattern[at] is '?' or '+' or '*' || Quantifier() is not null))
        {
            throw new FormatException("lazy, possessive and repeated quantifiers are not portable");
        }

        return new RepeatNode(part, count.Value.Least, count.Value.Most);
    }

    private (int Least, int Most)? Quantifier() =>
        Takes("*") ? (0, -1)
        : Takes("+") ? (1, -1)
        : Takes("?") ? (0, 1)
        : Counted();

    // {n}, {n,} or {n,m}; anything else is a literal brace.
    private (int Least, int Most)? Counted()
    {
        int start = at;
        if (Takes("{") && Number() is int least)
        {
            int most = least;
            bool open = Takes(",");
            if (open)
            {
                most = Number() ?? -1;
            }

            if (Takes("}"))
            {
                bool fits = least <= MostRepetitions && most <= MostRepetitions && (most < 0 || least <= most);
                return fits ? (least, most) : throw new FormatException($"it repeats more than {MostRepetitions} times, or less than none");
            }
        }

        at = start;
        return null;
    }

    private int? Number()
    {
        int start = at;
        while (!AtEnd && char.IsAsciiDigit(pattern[at]) && at - start < 6)
        {
            at++;
        }

        return at == start ? null : int.Parse(pattern.AsSpan(start, at - start), NumberStyles.None, CultureInfo.InvariantCulture);
    }

    private CharacterSet Class()
    {
        bool negated = Takes("^");
        var members = new List<CharacterSet>();
        for (int first = at; AtEnd || pattern[at] != ']' || at == first;)
        {
            if (AtEnd)
            {
                throw new FormatException("a class is not closed");
            }

            CharacterSet member = Member();
            if (at + 1 < pattern.Length && pattern[at] == '-' && pattern[at + 1] != ']')
            {
                at++;
                member = Range(member, Member());
            }

            members.Add(member);
        }

        at++;
        CharacterSet union = Union(members);
        return negated ? union.Complement() : union;
    }

    private CharacterSet Member()
    {
        ReadOnlySpan<char> rest = pattern.AsSpan(at);
        if (rest.StartsWith("[:") || rest.StartsWith("[.") || rest.StartsWith("[=") || rest.StartsWith("&&") || rest.StartsWith("-["))
        {
            throw new FormatException("a class contains another");
        }

        return Takes("\\") ? Escape() : CharacterSet.Of(CodePoint());
    }

    private static CharacterSet Range(CharacterSet from, CharacterSet to) =>
        from.Single >= 0 && from.Single <= to.Single
            ? CharacterSet.Of((from.Single, to.Single))
            : throw new FormatException("a range in a class has no order");

    private CharacterSet Escape()
    {
        if (AtEnd)
        {
            throw new FormatException("a backslash stands at the end");
        }

        char escaped = pattern[at++];
        return escaped switch
        {
            'd' => CharacterSet.Digits,
            'D' => CharacterSet.Digits.Complement(),
            'w' => CharacterSet.WordCharacters,
            'W' => CharacterSet.WordCharacters.Complement(),
            's' => CharacterSet.Spaces,
            'S' => CharacterSet.Spaces.Complement(),
            't' => CharacterSet.Of('\t'),
            'n' => CharacterSet.Of('\n'),
            'r' => CharacterSet.Of('\r'),
            'f' => CharacterSet.Of('\f'),
            'x' => CharacterSet.Of(Hexadecimal(2)),
            'u' => CharacterSet.Of(Hexadecimal(4)),
            _ when char.IsAscii(escaped) && !char.IsAsciiLetterOrDigit(escaped) => CharacterSet.Of(escaped),
            _ => throw new FormatException($"the escape at character {at - 1} is not portable"),
        };
    }

    private int Hexadecimal(int digits)
    {
        string text = at + digits <= pattern.Length ? pattern.Substring(at, digits) : "";
        at += digits;
        return int.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int code)
            ? code
            : throw new FormatException($"the escape at character {at - digits - 1} is not portable");
    }

    private int CodePoint()
    {
        bool pair = char.IsHighSurrogate(pattern[at]) && at + 1 < pattern.Length && char.IsLowSurrogate(pattern[at + 1]);
        int code = pair ? char.ConvertToUtf32(pattern[at], pattern[at + 1]) : pattern[at];
        at += pair ? 2 : 1;
        return code;
    }

    private static CharacterSet Union(IEnumerable<CharacterSet> sets) =>
        CharacterSet.Of(sets.SelectMany(set => set.Ranges.ToArray()));
}
