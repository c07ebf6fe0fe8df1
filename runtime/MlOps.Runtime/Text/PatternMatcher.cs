using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace MlOps.Runtime.Text;

/// <summary>A portable regular expression, matched in time linear in the text: patterns come from models and are not trusted.</summary>
internal sealed class PatternMatcher
{
    private readonly PatternNode node;
    private readonly string? literal;
    private CodedExpression? expression;

    /// <summary>Prepares a pattern.</summary>
    /// <param name="pattern">A pattern that <see cref="PatternParser"/> reads.</param>
    /// <exception cref="ArgumentException">It does not.</exception>
    /// <exception cref="NotSupportedException">The pattern is too large.</exception>
    public PatternMatcher(string pattern)
    {
        node = PatternParser.TryParse(pattern, out string problem) ?? throw new ArgumentException(problem, nameof(pattern));
        literal = PatternNodes.LiteralOf(node);
        if (literal is null)
        {
            expression = Compile();
        }
    }

    /// <summary>Whether the pattern occurs anywhere in the text.</summary>
    /// <param name="text">The text.</param>
    public bool IsMatch(string text) => literal is null
        ? Expression.Regex.IsMatch(Expression.Alphabet.Code(text, out _))
        : text.Contains(literal, StringComparison.Ordinal);

    /// <summary>The text with every occurrence replaced, from left to right.</summary>
    /// <param name="text">The text.</param>
    /// <param name="replacement">The replacement: <c>$1</c> to <c>$9</c> are groups, <c>$0</c> the occurrence, <c>$$</c> a dollar sign.</param>
    public string Replace(string text, string replacement)
    {
        if (literal is not null && !replacement.Contains('$', StringComparison.Ordinal))
        {
            return text.Replace(literal, replacement, StringComparison.Ordinal);
        }

        (PatternAlphabet alphabet, Regex regex) = Expression;
        string coded = alphabet.Code(text, out int[]? offsets);
        Match match = regex.Match(coded);
        if (!match.Success)
        {
            return text;
        }

        var result = new StringBuilder(text.Length);
        int copied = 0;
        for (; match.Success; match = match.NextMatch())
        {
            int start = Place(match.Index);
            result.Append(text, copied, start - copied);
            Expand(replacement, match);
            copied = Place(match.Index + match.Length);
        }

        return result.Append(text, copied, text.Length - copied).ToString();

        int Place(int index) => offsets is null ? index : offsets[index];

        void Expand(string form, Match found)
        {
            for (int i = 0; i < form.Length; i++)
            {
                char next = form[i] == '$' && i + 1 < form.Length ? form[i + 1] : '\0';
                int group = char.IsAsciiDigit(next) ? next - '0' : -1;
                if (next == '$')
                {
                    result.Append('$');
                    i++;
                }
                else if (group >= 0 && group < found.Groups.Count)
                {
                    int from = Place(found.Groups[group].Index);
                    result.Append(text, from, Place(found.Groups[group].Index + found.Groups[group].Length) - from);
                    i++;
                }
                else
                {
                    result.Append(form[i]);
                }
            }
        }
    }

    // A bag of words has a literal for each of its thousands of terms: these need no expression. Two threads may both make one: either serves.
    private CodedExpression Expression => expression ??= Compile();

    private CodedExpression Compile()
    {
        var sets = new List<CharacterSet>();
        Collect(node, sets);
        var alphabet = new PatternAlphabet(sets);
        var text = new StringBuilder();
        Write(node, alphabet, text);
        return new CodedExpression(alphabet, new Regex(text.ToString(), RegexOptions.CultureInvariant | RegexOptions.NonBacktracking));
    }

    private static void Collect(PatternNode node, List<CharacterSet> sets)
    {
        if (node is SetNode set)
        {
            sets.Add(set.Set);
        }

        foreach (PatternNode part in PatternNodes.PartsOf(node))
        {
            Collect(part, sets);
        }
    }

    private static void Write(PatternNode node, PatternAlphabet alphabet, StringBuilder text)
    {
        switch (node)
        {
            case SetNode set:
                text.Append(alphabet.Class(set.Set));
                break;
            case AnchorNode anchor:
                text.Append(anchor.Anchor switch
                {
                    PatternAnchor.Start => @"\A",
                    PatternAnchor.End => @"\z",
                    PatternAnchor.WordBoundary => @"\b",
                    PatternAnchor.NoWordBoundary => @"\B",
                    _ => throw new InvalidOperationException($"unknown anchor {anchor.Anchor}"),
                });
                break;
            case GroupNode group:
                text.Append('(');
                Write(group.Content, alphabet, text);
                text.Append(')');
                break;
            case SequenceNode sequence:
                foreach (PatternNode part in sequence.Parts)
                {
                    Write(part, alphabet, text);
                }

                break;
            case ChoiceNode choice:
                for (int i = 0; i < choice.Alternatives.Count; i++)
                {
                    text.Append(i == 0 ? "(?:" : "|");
                    Write(choice.Alternatives[i], alphabet, text);
                }

                text.Append(')');
                break;
            case RepeatNode repeat:
                text.Append("(?:");
                Write(repeat.Part, alphabet, text);
                text.Append(CultureInfo.InvariantCulture, $"){{{repeat.Least},{(repeat.Most < 0 ? "" : repeat.Most.ToString(CultureInfo.InvariantCulture))}}}");
                break;
            default:
                throw new InvalidOperationException($"unknown part {node.GetType().Name}");
        }
    }

    // An expression over the letters of an alphabet of its own.
    private sealed record CodedExpression(PatternAlphabet Alphabet, Regex Regex);
}
