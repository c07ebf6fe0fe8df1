namespace MlOps.Runtime.Kernels;

/// <summary>A tree that is descended, several rows at a time so that one's wait for memory is another's work.</summary>
/// <param name="tree">The tree.</param>
internal sealed class DescendedTree(BinaryTree tree)
{
    private readonly BinaryTree.Node[] nodes = tree.Nodes;

    /// <summary>Finds the leaf that each row reaches.</summary>
    /// <typeparam name="T">A rank.</typeparam>
    /// <param name="columns">The columns of ranks, <see cref="RankedEnsemble.BlockRows"/> rows each.</param>
    /// <param name="sets">The sets' bytes.</param>
    /// <param name="leaves">Receives a leaf's number per row.</param>
    public void Run<T>(ReadOnlySpan<T> columns, ReadOnlySpan<byte> sets, Span<int> leaves)
        where T : unmanaged, System.Numerics.IBinaryInteger<T>
    {
        if (nodes.Length == 0)
        {
            leaves.Clear();
            return;
        }

        int last = leaves.Length - 1;
        for (int begin = 0; begin < leaves.Length; begin += 4)
        {
            // The last four overlap with those before; where there are fewer, the last row is taken again.
            int row = Math.Max(0, Math.Min(begin, leaves.Length - 4));
            int rowOfSecond = Math.Min(row + 1, last);
            int rowOfThird = Math.Min(row + 2, last);
            int rowOfFourth = Math.Min(row + 3, last);
            int first = 0;
            int second = 0;
            int third = 0;
            int fourth = 0;
            do
            {
                first = first < 0 ? first : Next(first, row, columns, sets);
                second = second < 0 ? second : Next(second, rowOfSecond, columns, sets);
                third = third < 0 ? third : Next(third, rowOfThird, columns, sets);
                fourth = fourth < 0 ? fourth : Next(fourth, rowOfFourth, columns, sets);
            }
            while ((first & second & third & fourth) >= 0);

            leaves[row] = ~first;
            leaves[rowOfSecond] = ~second;
            leaves[rowOfThird] = ~third;
            leaves[rowOfFourth] = ~fourth;
        }
    }

    private int Next<T>(int branch, int row, ReadOnlySpan<T> columns, ReadOnlySpan<byte> sets)
        where T : unmanaged, System.Numerics.IBinaryInteger<T>
    {
        ref readonly BinaryTree.Node node = ref nodes[branch];
        int at = (node.Column * RankedEnsemble.BlockRows) + row;
        int rank = int.CreateTruncating(columns[at]);
        bool isTrue = node.IsSet
            ? (sets[(node.Cut * RankedEnsemble.SetBytes) + rank] & int.CreateTruncating(columns[at + RankedEnsemble.BlockRows])) != 0
            : rank <= node.Cut;
        return isTrue ? node.WhenTrue : node.WhenFalse;
    }
}
