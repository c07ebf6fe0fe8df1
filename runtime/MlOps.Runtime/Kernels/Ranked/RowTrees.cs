using System.Runtime.InteropServices;

namespace MlOps.Runtime.Kernels;

/// <summary>Packed trees for single rows: <see cref="PackedTrees.Lanes"/> of them are descended at a time.</summary>
internal sealed class RowTrees
{
    private readonly PackedTrees trees;
    private readonly double[] start;
    private readonly Group[] groups;
    private readonly bool isBytes;

    // Per tree; where the last group has fewer trees than others, leaves stand for those that are not there.
    private readonly int[] roots;
    private readonly int[] shifts;

    /// <summary>Groups trees.</summary>
    /// <param name="trees">The trees.</param>
    /// <param name="start">Where sums start.</param>
    /// <param name="isBytes">Whether rows have bytes.</param>
    public RowTrees(PackedTrees trees, double[] start, bool isBytes)
    {
        this.isBytes = isBytes;
        this.trees = trees;
        this.start = start;
        groups = [.. trees.Trees.Chunk(PackedTrees.Lanes).Select(group => new Group(
            group.Length, group.Max(tree => tree.Depth), group.All(tree => tree.IsEven), group.Any(tree => tree.HasSets)))];
        roots = new int[groups.Length * PackedTrees.Lanes];
        shifts = [.. trees.Trees.Select(tree => tree.ValueShift)];
        for (int i = 0; i < trees.Trees.Length; i++)
        {
            roots[i] = trees.Trees[i].Root;
        }
    }

    /// <summary>Adds the reached leaves' numbers to where sums start, in the order of the trees.</summary>
    /// <param name="row">The row: a rank per column, as <see cref="PackedDescent"/> has them; at least one.</param>
    /// <param name="sums">Receives the sums.</param>
    public void Sum(ReadOnlySpan<byte> row, Span<double> sums)
    {
        start.CopyTo(sums);
        Span<int> places = stackalloc int[PackedTrees.Lanes];
        for (int group = 0; group < groups.Length; group++)
        {
            Group item = groups[group];
            int first = group * PackedTrees.Lanes;
            roots.AsSpan(first, PackedTrees.Lanes).CopyTo(places);
            PackedDescent.Row(trees, item.Depth, item.IsEven, item.HasSets, isBytes, row, ref MemoryMarshal.GetReference(places));
            if (start.Length == 1)
            {
                double sum = sums[0];
                for (int i = 0; i < item.Count; i++)
                {
                    sum += trees.Values[places[i] - shifts[first + i]];
                }

                sums[0] = sum;
                continue;
            }

            for (int i = 0; i < item.Count; i++)
            {
                ReadOnlySpan<double> values = trees.Values.AsSpan((places[i] - shifts[first + i]) * start.Length, start.Length);
                for (int k = 0; k < values.Length; k++)
                {
                    sums[k] += values[k];
                }
            }
        }
    }

    private readonly record struct Group(int Count, int Depth, bool IsEven, bool HasSets);
}
