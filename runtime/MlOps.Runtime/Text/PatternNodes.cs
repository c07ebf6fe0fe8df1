namespace MlOps.Runtime.Text;

/// <summary>What all walks over patterns need.</summary>
internal static class PatternNodes
{
    /// <summary>The direct parts of a node, from left to right.</summary>
    /// <param name="node">The node.</param>
    public static IReadOnlyList<PatternNode> PartsOf(PatternNode node) => node switch
    {
        SetNode or AnchorNode => [],
        GroupNode group => [group.Content],
        SequenceNode sequence => sequence.Parts,
        ChoiceNode choice => choice.Alternatives,
        RepeatNode repeat => [repeat.Part],
        _ => throw new InvalidOperationException($"unknown part {node.GetType().Name}"),
    };

    /// <summary>How many capturing groups a pattern has.</summary>
    /// <param name="node">The pattern.</param>
    public static int Groups(PatternNode node) => (node is GroupNode ? 1 : 0) + PartsOf(node).Sum(Groups);

    /// <summary>Whether a pattern matches nothing at all somewhere; anchors are taken to hold.</summary>
    /// <param name="node">The pattern.</param>
    public static bool IsNullable(PatternNode node) => node switch
    {
        SetNode => false,
        AnchorNode => true,
        GroupNode group => IsNullable(group.Content),
        SequenceNode sequence => sequence.Parts.All(IsNullable),
        ChoiceNode choice => choice.Alternatives.Any(IsNullable),
        RepeatNode repeat => repeat.Least == 0 || IsNullable(repeat.Part),
        _ => throw new InvalidOperationException($"unknown part {node.GetType().Name}"),
    };

    /// <summary>The text that a pattern without any operator stands for; null where it has one, or is empty.</summary>
    /// <param name="node">The pattern.</param>
    public static string? LiteralOf(PatternNode node)
    {
        IReadOnlyList<PatternNode> parts = node switch
        {
            SequenceNode sequence => sequence.Parts,
            SetNode set => [set],
            _ => [],
        };
        int[] codes = [.. parts.Select(part => part is SetNode set ? set.Set.Single : -1)];
        return codes.Length > 0 && Array.TrueForAll(codes, code => code is >= 0 and not (>= 0xD800 and <= 0xDFFF))
            ? string.Concat(codes.Select(char.ConvertFromUtf32))
            : null;
    }
}
