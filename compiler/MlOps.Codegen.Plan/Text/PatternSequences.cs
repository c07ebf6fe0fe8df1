using System.Collections.Immutable;
using MlOps.Runtime.Text;

namespace MlOps.Codegen.Plan.Text;

/// <summary>Simple regular expressions as alternatives of sequences, for engines that have wildcards only.</summary>
internal static class PatternSequences
{
    private const int Most = 32;
    private const int MostItems = 256;

    /// <summary>The alternatives, in the order of the pattern; null where it has word boundaries, or there are too many.</summary>
    public static List<PatternSequence>? Of(PatternNode node) => node switch
    {
        SetNode set => [new(false, false, [new([.. set.Set.Ranges], 1, 1)])],
        AnchorNode { Anchor: PatternAnchor.Start } => [new(true, false, [])],
        AnchorNode { Anchor: PatternAnchor.End } => [new(false, true, [])],
        AnchorNode => null,
        GroupNode group => Of(group.Content),
        SequenceNode sequence => OneAfterTheOther(sequence.Parts.Select(Of)),
        ChoiceNode choice => OneOf(choice.Alternatives.Select(Of)),
        RepeatNode { Part: SetNode set } repeat => [new(false, false, [new([.. set.Set.Ranges], repeat.Least, repeat.Most)])],
        RepeatNode repeat => repeat.Most < 0 ? null : OneOf(Enumerable.Range(repeat.Least, repeat.Most - repeat.Least + 1)
            .Select(times => OneAfterTheOther(Enumerable.Repeat(Of(repeat.Part), times)))),
        _ => throw new InvalidOperationException($"unknown part {node.GetType().Name}"),
    };

    private static List<PatternSequence>? OneOf(IEnumerable<List<PatternSequence>?> alternatives)
    {
        var all = new List<PatternSequence>();
        foreach (List<PatternSequence>? some in alternatives)
        {
            if (some is null || all.Count + some.Count > Most)
            {
                return null;
            }

            all.AddRange(some);
        }

        return all;
    }

    private static List<PatternSequence>? OneAfterTheOther(IEnumerable<List<PatternSequence>?> parts)
    {
        List<PatternSequence> sequences = [new(false, false, [])];
        foreach (List<PatternSequence>? part in parts)
        {
            if (part is null || sequences.Count * part.Count > Most)
            {
                return null;
            }

            var joined = new List<PatternSequence>();
            foreach (PatternSequence left in sequences)
            {
                foreach (PatternSequence right in part)
                {
                    // An anchor in the middle never holds, unless what stands before or after is empty.
                    if ((right.AtStart && left.Items.Length > 0) || (left.AtEnd && right.Items.Length > 0)
                        || left.Items.Length + right.Items.Length > MostItems)
                    {
                        return null;
                    }

                    joined.Add(new PatternSequence(left.AtStart || right.AtStart, left.AtEnd || right.AtEnd, [.. left.Items, .. right.Items]));
                }
            }

            sequences = joined;
        }

        return sequences;
    }
}
