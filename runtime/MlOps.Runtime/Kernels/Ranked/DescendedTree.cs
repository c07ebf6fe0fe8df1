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

        for (int row = 0; row < leaves.Length; row += 4)
        {
            int first = 0;
            int second = 0;
            int third = 0;
            int fourth = 0;
            do
            {
                first = first < 0 ? first : Next(first, row, columns, sets);
                second = second < 0 ? second : Next(second, row + 1, columns, sets);
                third = third < 0 ? third : Next(third, row + 2, columns, sets);
                fourth = fourth < 0 ? fourth : Next(fourth, row + 3, columns, sets);
            }
            while ((first & second & third & fourth) >= 0);

            leaves[row] = ~first;
            leaves[row + 1] = ~second;
            leaves[row + 2] = ~third;
            leaves[row + 3] = ~fourth;
        }
    }

    private int Next<T>(int branch, int row, ReadOnlySpan<T> columns, ReadOnlySpan<byte> sets)
        where T : unmanaged, System.Numerics.IBinaryInteger<T>
    {
        ref readonly BinaryTree.Node node = ref nodes[branch];
        int at = (node.Column * RankedEnsemble.BlockRows) + row;
        int rank = int.CreateTruncating(columns[at]);

        // Rows beyond the last of a block hold what they held before: a byte that no set has, perhaps.
        bool isTrue = node.IsSet
            ? (sets[(node.Cut * RankedEnsemble.SetBytes) + (rank % RankedEnsemble.SetBytes)] & int.CreateTruncating(columns[at + RankedEnsemble.BlockRows])) != 0
            : rank <= node.Cut;
        return isTrue ? node.WhenTrue : node.WhenFalse;
    }
}
