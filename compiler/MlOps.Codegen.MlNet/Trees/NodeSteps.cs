using System.Collections.Immutable;
using MlOps.Codegen.MlNet.Columns;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Kernels;

namespace MlOps.Codegen.MlNet.Trees;

/// <summary>Where a test leads.</summary>
internal enum Lead
{
    /// <summary>To the node's low branch.</summary>
    Low,

    /// <summary>To its high branch.</summary>
    High,

    /// <summary>To the node's next test.</summary>
    Next,
}

/// <summary>One test of an input; several may stand for one node.</summary>
/// <param name="Feature">The input.</param>
/// <param name="Test">What is asked.</param>
/// <param name="Threshold">For comparisons.</param>
/// <param name="Set">For sets; empty otherwise.</param>
/// <param name="WhenTrue">Where it leads.</param>
/// <param name="WhenFalse">Where it leads.</param>
/// <param name="WhenMissing">Where it leads where the input is missing.</param>
internal sealed record NodeStep(
    PlanValue Feature, TreeTest Test, double Threshold, ImmutableArray<Scalar> Set, Lead WhenTrue, Lead WhenFalse, Lead WhenMissing);

/// <summary>A node over slots as tests of the inputs that the slots are functions of.</summary>
internal static class NodeSteps
{
    /// <summary>The tests of a node, the first first. The last leads to no next one; none at all, where nothing need be asked.</summary>
    /// <param name="node">The node.</param>
    /// <param name="slots">The slots.</param>
    /// <param name="known">Where it leads without a test.</param>
    /// <exception cref="NotSupportedException">The slots of the node have no common order.</exception>
    public static ImmutableArray<NodeStep> Of(SlotNode node, IReadOnlyList<NumberSlot> slots, out Lead known)
    {
        known = Lead.Low;
        var steps = ImmutableArray.CreateBuilder<NodeStep>();

        // One category's slots are asked together: which of them is high is decided by the category.
        var groups = node.Slots.Select(index => slots[index]).GroupBy(slot => slot is CategorySlot category ? category.Source : (object)slot).ToArray();
        foreach (IGrouping<object, NumberSlot> group in groups)
        {
            bool isLast = ReferenceEquals(group, groups[^1]);
            ImmutableArray<NodeStep> asked = Ask([.. group], node, out bool alwaysHigh);
            if (asked.IsEmpty)
            {
                if (alwaysHigh)
                {
                    known = Lead.High;
                    return [];
                }

                continue;
            }

            if (!isLast && asked.Length > 1)
            {
                throw new NotSupportedException("a split by several slots, one of which rises and falls");
            }

            steps.AddRange(isLast ? asked : asked.Select(Continue));
        }

        // What would lead on behind the last test is low.
        return [.. steps.Select((step, i) => i == steps.Count - 1 ? Redirect(step, Lead.Low) : step)];
    }

    private static NodeStep Redirect(NodeStep step, Lead next) => step with
    {
        WhenTrue = step.WhenTrue == Lead.Next ? next : step.WhenTrue,
        WhenFalse = step.WhenFalse == Lead.Next ? next : step.WhenFalse,
        WhenMissing = step.WhenMissing == Lead.Next ? next : step.WhenMissing,
    };

    // Low of one group is not low of the node: the next group is asked.
    private static NodeStep Continue(NodeStep step) => step with
    {
        WhenTrue = step.WhenTrue == Lead.Low ? Lead.Next : step.WhenTrue,
        WhenFalse = step.WhenFalse == Lead.Low ? Lead.Next : step.WhenFalse,
        WhenMissing = step.WhenMissing == Lead.Low ? Lead.Next : step.WhenMissing,
    };

    private static ImmutableArray<NodeStep> Ask(NumberSlot[] group, SlotNode node, out bool alwaysHigh)
    {
        alwaysHigh = false;
        switch (group[0])
        {
            case ConstantSlot constant:
                alwaysHigh = IsHigh(constant.Value, node);
                return [];
            case CategorySlot first:
                return AskCategory(first.Source, [.. group.Cast<CategorySlot>()], node, out alwaysHigh);
            case MappedSlot mapped:
                return AskNumber(mapped.Base, mapped.Map, node, mapped.IsSingle, out alwaysHigh);
            case ComputedSlot computed:
                return AskNumber(computed.Value, x => x, node, singles: false, out alwaysHigh);
            default:
                throw new InvalidOperationException($"unknown slot {group[0].GetType().Name}");
        }
    }

    private static bool IsHigh(double value, SlotNode node) => double.IsNaN(value) ? !node.MissingIsLow : value > node.Threshold;

    private static ImmutableArray<NodeStep> AskCategory(
        PlanValue source, CategorySlot[] slots, SlotNode node, out bool alwaysHigh)
    {
        int high = slots.Count(slot => IsHigh(slot.Otherwise, node));
        bool otherwise = high > 0;
        bool missing = slots.Any(slot => IsHigh(slot.WhenMissing, node));

        // How many slots are high for a category: as many as for any other, but for those that know the category.
        var highFor = new Dictionary<Scalar, int>();
        var order = new List<Scalar>();
        foreach (CategorySlot slot in slots)
        {
            int usual = IsHigh(slot.Otherwise, node) ? 1 : 0;
            foreach ((Scalar category, double value) in slot.Values)
            {
                if (!highFor.TryGetValue(category, out int count))
                {
                    count = high;
                    order.Add(category);
                }

                highFor[category] = count - usual + (IsHigh(value, node) ? 1 : 0);
            }
        }

        ImmutableArray<Scalar> different = [.. order.Where(category => highFor[category] > 0 != otherwise)];
        alwaysHigh = otherwise;
        if (different.IsEmpty)
        {
            return Present(source, otherwise, missing);
        }

        return [new NodeStep(source, TreeTest.InSet, 0, different, LeadOf(!otherwise), LeadOf(otherwise), LeadOf(missing))];
    }

    private static ImmutableArray<NodeStep> AskNumber(
        PlanValue source, Func<double, double> map, SlotNode node, bool singles, out bool alwaysHigh)
    {
        bool missing = IsHigh(map(double.NaN), node);
        bool high = IsHigh(map(double.NegativeInfinity), node);
        ImmutableArray<double> boundaries = BoundarySearch.Of(map, value => IsHigh(value, node), singles);
        alwaysHigh = high;
        if (boundaries.IsEmpty)
        {
            return Present(source, high, missing);
        }

        var steps = ImmutableArray.CreateBuilder<NodeStep>(boundaries.Length);
        for (int i = 0; i < boundaries.Length; i++)
        {
            // An infinity is what lies below all others: engines without infinities have none to compare with.
            (TreeTest test, double threshold) = double.IsNegativeInfinity(boundaries[i])
                ? (TreeTest.LessThan, singles ? float.MinValue : double.MinValue)
                : (TreeTest.LessOrEqual, boundaries[i]);
            bool isLast = i == boundaries.Length - 1;
            steps.Add(new NodeStep(source, test, threshold, [], LeadOf(high), isLast ? LeadOf(!high) : Lead.Next, LeadOf(missing)));
            high = !high;
        }

        return steps.MoveToImmutable();
    }

    private static ImmutableArray<NodeStep> Present(PlanValue source, bool high, bool missing) => high == missing
        ? []
        : [new NodeStep(source, TreeTest.IsPresent, 0, [], LeadOf(high), LeadOf(missing), LeadOf(missing))];

    private static Lead LeadOf(bool high) => high ? Lead.High : Lead.Low;
}
