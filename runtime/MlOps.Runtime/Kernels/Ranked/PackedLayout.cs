namespace MlOps.Runtime.Kernels;

/// <summary>Where the nodes of a tree go in <see cref="PackedTrees"/>.</summary>
/// <remarks>
/// The root is alone; then come the pairs of branches, a pair per node, level after level: first those of two nodes, then the mixed ones, last those of
/// two leaves, so that numbers need room only for places of the last two kinds. Trees whose branches meet again are laid out like others:
/// a node that several lead to stands in several pairs, but its own branches are one pair.
/// </remarks>
internal sealed class PackedLayout
{
    /// <summary>The root's place. Pairs begin at even places, so that none lies across two lines of the cache.</summary>
    public const int Root = 1;

    private readonly BinaryTree tree;
    private readonly int rankBytes;

    // The place of the branch for false of each node; −1 of a node that no way leads to.
    private readonly int[] pairs;

    /// <summary>Finds the places.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="rankBytes">How many bytes a column takes in a row.</param>
    public PackedLayout(BinaryTree tree, int rankBytes)
    {
        this.tree = tree;
        this.rankBytes = rankBytes;
        pairs = new int[tree.Nodes.Length];
        Array.Fill(pairs, -1);
        List<int> reached = Reach();
        int next = Root + 1;
        FirstValuePlace = tree.Nodes.Length == 0 ? Root : next;
        for (int leaves = 0; leaves <= 2; leaves++)
        {
            foreach (int node in reached.Where(node => LeavesOf(node) == leaves))
            {
                pairs[node] = next;
                next += 2;
            }

            FirstValuePlace = leaves == 0 && tree.Nodes.Length > 0 ? next : FirstValuePlace;
        }

        PlaceCount = next;
        Depth = FindDepth();
    }

    /// <summary>How many places the tree has, the first of which stays empty.</summary>
    public int PlaceCount { get; }

    /// <summary>The first place that may be a leaf.</summary>
    public int FirstValuePlace { get; }

    /// <summary>How many places may be leaves.</summary>
    public int ValuePlaces => PlaceCount - FirstValuePlace;

    /// <summary>The most steps from the root to a leaf.</summary>
    public int Depth { get; }

    /// <summary>Writes the tree.</summary>
    /// <param name="nodes">Receives its places.</param>
    /// <param name="values">Receives the numbers of its leaves.</param>
    /// <param name="width">How many numbers a leaf has.</param>
    public void Write(Span<ulong> nodes, Span<double> values, int width)
    {
        nodes[0] = PackedTrees.Leaf;
        WritePlace(nodes, values, width, Root, tree.Nodes.Length == 0 ? ~0 : 0);
        for (int node = 0; node < pairs.Length; node++)
        {
            if (pairs[node] >= 0)
            {
                WritePlace(nodes, values, width, pairs[node], tree.Nodes[node].WhenFalse);
                WritePlace(nodes, values, width, pairs[node] + 1, tree.Nodes[node].WhenTrue);
            }
        }
    }

    private void WritePlace(Span<ulong> nodes, Span<double> values, int width, int place, int branch)
    {
        if (branch < 0)
        {
            nodes[place] = PackedTrees.Leaf;
            tree.LeafValues.AsSpan(~branch * width, width).CopyTo(values[((place - FirstValuePlace) * width)..]);
            return;
        }

        BinaryTree.Node node = tree.Nodes[branch];
        nodes[place] = PackedTrees.Node(node.Column * rankBytes, node.Cut, node.IsSet, pairs[branch] + 1 - place);
    }

    private int LeavesOf(int node) => (tree.Nodes[node].WhenTrue < 0 ? 1 : 0) + (tree.Nodes[node].WhenFalse < 0 ? 1 : 0);

    private List<int> Reach()
    {
        var reached = new List<int>(tree.Nodes.Length);
        bool[] seen = new bool[tree.Nodes.Length];
        Add(tree.Nodes.Length == 0 ? -1 : 0);
        for (int i = 0; i < reached.Count; i++)
        {
            Add(tree.Nodes[reached[i]].WhenFalse);
            Add(tree.Nodes[reached[i]].WhenTrue);
        }

        return reached;

        void Add(int branch)
        {
            if (branch >= 0 && !seen[branch])
            {
                seen[branch] = true;
                reached.Add(branch);
            }
        }
    }

    // Branches lead forward, so that those of a node are known before it.
    private int FindDepth()
    {
        int[] below = new int[tree.Nodes.Length];
        for (int node = below.Length - 1; node >= 0; node--)
        {
            BinaryTree.Node item = tree.Nodes[node];
            below[node] = 1 + Math.Max(item.WhenTrue < 0 ? 0 : below[item.WhenTrue], item.WhenFalse < 0 ? 0 : below[item.WhenFalse]);
        }

        return below.Length == 0 ? 0 : below[0];
    }
}
