namespace MlOps.Runtime.Kernels;

/// <summary>A tree whose nodes have two branches and ask columns of ranks: missing values have ranks like others.</summary>
internal sealed class BinaryTree
{
    /// <summary>A node. Branches are nodes' numbers, above the node's own, or <c>~</c> and a leaf's number.</summary>
    /// <param name="Column">The column asked.</param>
    /// <param name="Cut">Whether the rank is at most this; for a set, its number.</param>
    /// <param name="IsSet">Whether a set is asked.</param>
    /// <param name="WhenTrue">Where to go.</param>
    /// <param name="WhenFalse">Where to go.</param>
    public readonly record struct Node(int Column, int Cut, bool IsSet, int WhenTrue, int WhenFalse);

    /// <summary>The nodes, the root first; none where the tree is leaf 0.</summary>
    public required Node[] Nodes { get; init; }

    /// <summary>Per leaf its numbers, as many as the ensemble has results; NaN where no leaf is reached.</summary>
    public required double[] LeafValues { get; init; }

    /// <summary>How many leaves there are, at least one.</summary>
    public required int LeafCount { get; init; }

    /// <summary>How many nodes a row asks, if either answer is as likely.</summary>
    public double ExpectedDepth()
    {
        var reach = new double[Nodes.Length];
        double depth = 0;
        for (int i = 0; i < Nodes.Length; i++)
        {
            reach[i] += i == 0 ? 1 : 0;
            depth += reach[i];
            foreach (int branch in (ReadOnlySpan<int>)[Nodes[i].WhenTrue, Nodes[i].WhenFalse])
            {
                if (branch >= 0)
                {
                    reach[branch] += reach[i] / 2;
                }
            }
        }

        return depth;
    }
}
