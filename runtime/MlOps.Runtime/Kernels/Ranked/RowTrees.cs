using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MlOps.Runtime.Kernels;

/// <summary>All trees of an ensemble in one array, for single rows: several trees are descended at a time, without a branch per node.</summary>
/// <typeparam name="T">A rank.</typeparam>
internal sealed class RowTrees<T>
    where T : unmanaged, IBinaryInteger<T>
{
    // Enough that one tree's wait for memory is another's work.
    private const int TreesAtOnce = 8;

    private readonly Node[] nodes;
    private readonly int[] roots;
    private readonly double[] leafValues;
    private readonly byte[] sets;
    private readonly double[] start;
    private readonly bool hasSets;

    /// <summary>Lays out the trees.</summary>
    /// <param name="trees">The trees.</param>
    /// <param name="sets">The sets' bytes.</param>
    /// <param name="start">Where sums start.</param>
    public RowTrees(BinaryTree[] trees, byte[] sets, double[] start)
    {
        this.sets = sets;
        this.start = start;
        hasSets = trees.Any(tree => tree.Nodes.Any(node => node.IsSet));
        leafValues = [.. trees.SelectMany(tree => tree.LeafValues)];
        roots = new int[trees.Length];
        var all = new List<Node>();
        int firstLeaf = 0;
        for (int i = 0; i < trees.Length; i++)
        {
            int firstNode = all.Count;
            int leaf = firstLeaf;
            roots[i] = trees[i].Nodes.Length == 0 ? ~leaf : firstNode;
            all.AddRange(trees[i].Nodes.Select(node => new Node
            {
                Column = checked((ushort)node.Column),
                Cut = checked((ushort)node.Cut),
                IsSet = node.IsSet,
                WhenTrue = node.WhenTrue < 0 ? ~(leaf + ~node.WhenTrue) : firstNode + node.WhenTrue,
                WhenFalse = node.WhenFalse < 0 ? ~(leaf + ~node.WhenFalse) : firstNode + node.WhenFalse,
            }));
            firstLeaf += trees[i].LeafCount;
        }

        // Rows that have reached their leaf look at the first node, whatever it is.
        nodes = [.. all, default];
    }

    /// <summary>Adds the reached leaves' numbers to where sums start, in the order of the trees.</summary>
    /// <param name="ranks">The row: a rank per column.</param>
    /// <param name="sums">Receives the sums.</param>
    public void Sum(ReadOnlySpan<T> ranks, Span<double> sums)
    {
        start.CopyTo(sums);
        Span<int> branches = stackalloc int[TreesAtOnce];
        for (int tree = 0; tree < roots.Length; tree += TreesAtOnce)
        {
            Span<int> reached = branches[..Math.Min(TreesAtOnce, roots.Length - tree)];
            roots.AsSpan(tree, reached.Length).CopyTo(reached);
            if (hasSets)
            {
                DescendWithSets(ranks, reached);
            }
            else
            {
                Descend(ranks, reached);
            }

            if (start.Length == 1)
            {
                double sum = sums[0];
                foreach (int branch in reached)
                {
                    sum += leafValues[~branch];
                }

                sums[0] = sum;
                continue;
            }

            foreach (int branch in reached)
            {
                ReadOnlySpan<double> values = leafValues.AsSpan(~branch * start.Length, start.Length);
                for (int i = 0; i < values.Length; i++)
                {
                    sums[i] += values[i];
                }
            }
        }
    }

    // Branches and columns are the ensemble's own, so that no bound needs to be checked.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Descend(ReadOnlySpan<T> ranks, Span<int> branches)
    {
        ref Node first = ref MemoryMarshal.GetArrayDataReference(nodes);
        ref T rank = ref MemoryMarshal.GetReference(ranks);
        int all;
        do
        {
            all = -1;
            for (int i = 0; i < branches.Length; i++)
            {
                // All bits where a leaf has been reached: it is kept.
                int branch = branches[i];
                int done = branch >> 31;
                ref Node node = ref Unsafe.Add(ref first, branch & ~done);

                // All bits where the rank is above the cut: the sign, because a comparison would become a branch.
                int isFalse = (node.Cut - int.CreateTruncating(Unsafe.Add(ref rank, node.Column))) >> 31;
                int next = node.WhenTrue ^ ((node.WhenTrue ^ node.WhenFalse) & isFalse);
                branch = next ^ ((next ^ branch) & done);
                branches[i] = branch;
                all &= branch;
            }
        }
        while (all >= 0);
    }

    private void DescendWithSets(ReadOnlySpan<T> ranks, Span<int> branches)
    {
        for (int i = 0; i < branches.Length; i++)
        {
            int branch = branches[i];
            while (branch >= 0)
            {
                ref readonly Node node = ref nodes[branch];
                int rank = int.CreateTruncating(ranks[node.Column]);
                bool isTrue = node.IsSet
                    ? (sets[(node.Cut * RankedEnsemble.SetBytes) + rank] & int.CreateTruncating(ranks[node.Column + 1])) != 0
                    : rank <= node.Cut;
                branch = isTrue ? node.WhenTrue : node.WhenFalse;
            }

            branches[i] = branch;
        }
    }

    private struct Node
    {
        public int WhenTrue;
        public int WhenFalse;
        public ushort Column;
        public ushort Cut;
        public bool IsSet;
    }
}
