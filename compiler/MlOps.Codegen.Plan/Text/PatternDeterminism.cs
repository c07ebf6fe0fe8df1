using MlOps.Runtime.Text;

namespace MlOps.Codegen.Plan.Text;

/// <summary>
/// Whether a pattern is one-unambiguous (A. Brüggemann-Klein and D. Wood, One-unambiguous regular languages, 1998): whatever part of a
/// text is matched, the next character allows at most one continuation. Or it is that of whole words, which are matched whole or not.
/// </summary>
internal sealed class PatternDeterminism
{
    // Beyond, the answer is no: the test is quadratic in the positions that may follow one. A list of stop words has some thousands.
    private const int MostPositions = 4_000;

    private readonly List<CharacterSet> positions = [];
    private readonly List<HashSet<int>> follow = [];
    private bool isDeterministic = true;

    public static bool Of(PatternNode node)
    {
        if (IsWholeWords(node))
        {
            return true;
        }

        var test = new PatternDeterminism();
        Ends ends = test.Visit(node);
        test.Require(ends.First);
        foreach (HashSet<int> next in test.follow)
        {
            test.Require(next);
        }

        return test.isDeterministic;
    }

    // Word characters alone between two boundaries: from the first, there is one end to reach. Groups inside could still be told apart.
    private static bool IsWholeWords(PatternNode node) => node switch
    {
        GroupNode group => IsWholeWords(group.Content),
        SequenceNode
        {
            Parts: [AnchorNode { Anchor: PatternAnchor.WordBoundary }, var word, AnchorNode { Anchor: PatternAnchor.WordBoundary }],
        } => IsOfWordCharacters(word is GroupNode group ? group.Content : word) && !PatternNodes.IsNullable(word),
        _ => false,
    };

    private static bool IsOfWordCharacters(PatternNode node) => node switch
    {
        SetNode set => !set.Set.Overlaps(CharacterSet.WordCharacters.Complement()),
        AnchorNode or GroupNode => false,
        _ => PatternNodes.PartsOf(node).All(IsOfWordCharacters),
    };

    // The positions that a part can start and end with.
    private sealed record Ends(IReadOnlyCollection<int> First, IReadOnlyCollection<int> Last, bool IsNullable);

    private static readonly Ends Nothing = new([], [], IsNullable: true);

    private Ends Visit(PatternNode node)
    {
        if (positions.Count > MostPositions)
        {
            isDeterministic = false;
            return Nothing;
        }

        switch (node)
        {
            case SetNode set:
                positions.Add(set.Set);
                follow.Add([]);
                return new Ends([positions.Count - 1], [positions.Count - 1], IsNullable: false);
            case AnchorNode:
                return Nothing;
            case GroupNode group:
                return Visit(group.Content);
            case SequenceNode sequence:
                return sequence.Parts.Aggregate(Nothing, (before, part) => Joined(before, Visit(part)));
            case ChoiceNode choice:
                return Visit(choice);
            case RepeatNode repeat:
                return Visit(repeat);
            default:
                throw new InvalidOperationException($"unknown part {node.GetType().Name}");
        }
    }

    private Ends Joined(Ends before, Ends after)
    {
        foreach (int last in before.Last)
        {
            follow[last].UnionWith(after.First);
        }

        return new Ends(
            before.IsNullable ? [.. before.First, .. after.First] : before.First,
            after.IsNullable ? [.. before.Last, .. after.Last] : after.Last,
            before.IsNullable && after.IsNullable);
    }

    private Ends Visit(ChoiceNode choice)
    {
        Ends[] alternatives = [.. choice.Alternatives.Select(Visit)];

        // An alternative that matches nothing would be preferred to longer ones behind it.
        isDeterministic &= !Array.Exists(alternatives, alternative => alternative.IsNullable);
        return new Ends(
            [.. alternatives.SelectMany(alternative => alternative.First)],
            [.. alternatives.SelectMany(alternative => alternative.Last)],
            IsNullable: false);
    }

    // A counted repetition is its part written out; what it may leave out at the end is optional.
    private Ends Visit(RepeatNode repeat)
    {
        isDeterministic &= !PatternNodes.IsNullable(repeat.Part);
        int copies = Math.Max(repeat.Least, repeat.Most < 0 ? 1 : repeat.Most);
        Ends whole = Nothing;
        for (int i = 0; i < copies && isDeterministic; i++)
        {
            Ends copy = Visit(repeat.Part);
            if (repeat.Most < 0 && i == copies - 1)
            {
                Joined(copy, copy);
            }

            whole = Joined(whole, i < repeat.Least ? copy : copy with { IsNullable = true });
        }

        return whole;
    }

    private void Require(IReadOnlyCollection<int> candidates)
    {
        int[] distinct = [.. candidates];
        for (int i = 0; i < distinct.Length && isDeterministic; i++)
        {
            for (int j = i + 1; j < distinct.Length && isDeterministic; j++)
            {
                isDeterministic = !positions[distinct[i]].Overlaps(positions[distinct[j]]);
            }
        }
    }
}
