namespace MlOps.Runtime.Text;

/// <summary>A part of a regular expression.</summary>
internal abstract record PatternNode;

/// <summary>One character of a set.</summary>
/// <param name="Set">The set.</param>
internal sealed record SetNode(CharacterSet Set) : PatternNode;

/// <summary>A place in the text.</summary>
/// <param name="Anchor">Which.</param>
internal sealed record AnchorNode(PatternAnchor Anchor) : PatternNode;

/// <summary>A capturing group; groups are numbered from 1 in the order of their opening parentheses.</summary>
/// <param name="Content">What it captures.</param>
internal sealed record GroupNode(PatternNode Content) : PatternNode;

/// <summary>One part after the other.</summary>
/// <param name="Parts">The parts; may be empty.</param>
internal sealed record SequenceNode(IReadOnlyList<PatternNode> Parts) : PatternNode;

/// <summary>The first alternative that leads to a match.</summary>
/// <param name="Alternatives">The alternatives, at least two.</param>
internal sealed record ChoiceNode(IReadOnlyList<PatternNode> Alternatives) : PatternNode;

/// <summary>A part several times, as often as possible.</summary>
/// <param name="Part">The part.</param>
/// <param name="Least">How often at least.</param>
/// <param name="Most">How often at most; −1 for any number.</param>
internal sealed record RepeatNode(PatternNode Part, int Least, int Most) : PatternNode;

/// <summary>A place in a text.</summary>
internal enum PatternAnchor
{
    /// <summary>The start of the text.</summary>
    Start,

    /// <summary>The very end of the text, behind a final line feed too.</summary>
    End,

    /// <summary>Between a word character of ASCII and another character, or an end of the text.</summary>
    WordBoundary,

    /// <summary>Anywhere but at a word boundary.</summary>
    NoWordBoundary,
}
