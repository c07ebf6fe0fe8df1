using System.Globalization;
using System.Text;
using MlOps.Runtime.Text;

namespace MlOps.Codegen.Plan.Text;

/// <summary>Writes patterns in the syntax of an engine; classes are spelt out.</summary>
internal sealed class PatternWriter
{
    private readonly PatternSyntax syntax;
    private readonly StringBuilder text = new();

    private PatternWriter(PatternSyntax syntax) => this.syntax = syntax;

    public static string Write(PatternNode node, PatternSyntax syntax)
    {
        var writer = new PatternWriter(syntax);
        writer.Write(node);
        return writer.text.ToString();
    }

    private void Write(PatternNode node)
    {
        switch (node)
        {
            case SetNode set:
                Write(set.Set);
                break;
            case AnchorNode anchor:
                text.Append(anchor.Anchor switch
                {
                    PatternAnchor.Start => syntax.Start,
                    PatternAnchor.End => syntax.End,
                    PatternAnchor.WordBoundary => syntax.WordBoundary,
                    PatternAnchor.NoWordBoundary => syntax.NoWordBoundary,
                    _ => throw new InvalidOperationException($"unknown anchor {anchor.Anchor}"),
                });
                break;
            case GroupNode group:
                Write("(", group.Content, ")");
                break;
            case SequenceNode sequence:
                foreach (PatternNode part in sequence.Parts)
                {
                    if (part is ChoiceNode)
                    {
                        Write("(?:", part, ")");
                    }
                    else
                    {
                        Write(part);
                    }
                }

                break;
            case ChoiceNode choice:
                for (int i = 0; i < choice.Alternatives.Count; i++)
                {
                    text.Append(i > 0 ? "|" : "");
                    Write(choice.Alternatives[i]);
                }

                break;
            case RepeatNode repeat:
                if (repeat.Part is SetNode or GroupNode)
                {
                    Write(repeat.Part);
                }
                else
                {
                    Write("(?:", repeat.Part, ")");
                }

                text.Append(Quantifier(repeat));
                break;
            default:
                throw new InvalidOperationException($"unknown part {node.GetType().Name}");
        }
    }

    private void Write(string before, PatternNode node, string after)
    {
        text.Append(before);
        Write(node);
        text.Append(after);
    }

    private static string Quantifier(RepeatNode repeat) => (repeat.Least, repeat.Most) switch
    {
        (0, -1) => "*",
        (1, -1) => "+",
        (0, 1) => "?",
        (_, -1) => string.Create(CultureInfo.InvariantCulture, $"{{{repeat.Least},}}"),
        _ when repeat.Least == repeat.Most => string.Create(CultureInfo.InvariantCulture, $"{{{repeat.Least}}}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{{{repeat.Least},{repeat.Most}}}"),
    };

    private void Write(CharacterSet set)
    {
        if (set.Single >= 0)
        {
            text.Append(Character(set.Single));
            return;
        }

        // A set with the last character is written as what it leaves out.
        bool negated = set.Contains(CharacterSet.Last);
        text.Append(negated ? "[^" : "[");
        foreach ((int from, int to) in (negated ? set.Complement() : set).Ranges)
        {
            text.Append(Character(from));
            if (to > from)
            {
                text.Append(to > from + 1 ? "-" : "").Append(Character(to));
            }
        }

        text.Append(']');
    }

    private string Character(int code) =>
        code < 128 && char.IsAsciiLetterOrDigit((char)code) ? ((char)code).ToString() : syntax.Character(code);
}
