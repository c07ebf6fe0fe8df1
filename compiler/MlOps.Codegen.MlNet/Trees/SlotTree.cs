using System.Collections.Immutable;

namespace MlOps.Codegen.MlNet.Trees;

/// <summary>A tree over the slots of a vector, before anything is known of what the slots are.</summary>
/// <param name="Nodes">The nodes, the root first; branches lead to later nodes, or, below 0, to the leaf <c>~branch</c>.</param>
/// <param name="Leaves">The leaves' numbers, <paramref name="Width"/> each.</param>
/// <param name="Width">How many numbers a leaf carries.</param>
internal sealed record SlotTree(ImmutableArray<SlotNode> Nodes, ImmutableArray<double> Leaves, int Width = 1)
{
    /// <summary>A search tree: the leaf of the first bound that a slot's value does not exceed; the last leaf beyond all bounds.</summary>
    /// <param name="slot">The slot.</param>
    /// <param name="bounds">Ascending; one less than leaves.</param>
    /// <param name="leaves">The leaves' numbers.</param>
    /// <param name="width">How many numbers a leaf carries.</param>
    /// <remarks>A missing value reaches the first leaf.</remarks>
    public static SlotTree Search(int slot, IReadOnlyList<double> bounds, ImmutableArray<double> leaves, int width = 1)
    {
        var nodes = new List<SlotNode>();
        Add(0, bounds.Count);
        return new SlotTree([.. nodes], leaves, width);

        // As deep as the number of bounds has bits.
        int Add(int first, int last)
        {
            if (first == last)
            {
                return ~first;
            }

            int at = nodes.Count;
            nodes.Add(default);
            int middle = (first + last) / 2;
            int lower = Add(first, middle);
            int upper = Add(middle + 1, last);
            nodes[at] = new SlotNode([slot], bounds[middle], lower, upper, MissingIsLow: true);
            return at;
        }
    }
}

/// <summary>A node: low where every slot is at or below the threshold, high where any lies above.</summary>
/// <param name="Slots">The slots asked; more than one where a tool split categories.</param>
/// <param name="Threshold">The threshold.</param>
/// <param name="Low">Where to go.</param>
/// <param name="High">Where to go.</param>
/// <param name="MissingIsLow">Whether a missing value counts as at or below the threshold.</param>
internal readonly record struct SlotNode(ImmutableArray<int> Slots, double Threshold, int Low, int High, bool MissingIsLow);
