using System.Numerics;

namespace MlOps.Runtime.Kernels;

/// <summary>An ensemble whose trees ask ranks: what does not depend on how wide ranks and vectors are.</summary>
internal sealed class RankedTrees
{
    // The largest number that a rank of 8 bits can have.
    private const int LargestByte = byte.MaxValue;

    // Codes that one set of bytes can tell apart, less one for unknown and one for missing categories.
    private const int MostCodes = (RankedEnsemble.SetBytes * 8) - 2;

    private readonly TreeEnsembleData data;
    private readonly double[][] thresholds;
    private readonly int[] codeCounts;
    private readonly Dictionary<RankedColumn, int> columns = [];
    private readonly Dictionary<(int Feature, int Set, bool Missing), int> sets = [];
    private readonly List<byte> setBytes = [];

    /// <summary>Brings an ensemble to ranks.</summary>
    /// <param name="data">The ensemble.</param>
    public RankedTrees(TreeEnsembleData data)
    {
        this.data = data;
        thresholds = FindThresholds(data);
        codeCounts = FindCodeCounts(data);
        FitsBytes = thresholds.All(list => list.Length <= LargestByte) && codeCounts.All(count => count <= MostCodes);
        Trees = [.. Enumerable.Range(0, data.Roots.Length).Select(BuildTree)];
        Columns = [.. columns.OrderBy(pair => pair.Value).Select(pair => pair.Key)];
        Sets = [.. setBytes];
    }

    /// <summary>Whether no feature has more cuts or categories than 8 bits can count.</summary>
    public bool FitsBytes { get; }

    /// <summary>Whether 16 bits can count everything.</summary>
    public bool FitsWords => thresholds.All(list => list.Length <= ushort.MaxValue)
        && Columns.Length <= PackedTrees.MostColumns
        && Sets.Length / RankedEnsemble.SetBytes <= ushort.MaxValue;

    /// <summary>The trees.</summary>
    public BinaryTree[] Trees { get; }

    /// <summary>The columns that the trees ask.</summary>
    public RankedColumn[] Columns { get; }

    /// <summary>The sets, one after the other: <see cref="RankedEnsemble.SetBytes"/> bytes, a bit per code.</summary>
    public byte[] Sets { get; }

    /// <summary>The thresholds of a feature, ascending.</summary>
    /// <param name="feature">The feature.</param>
    public double[] Thresholds(int feature) => thresholds[feature];

    /// <summary>How many codes a feature's sets know: the code of an unknown category; a missing one has the next.</summary>
    /// <param name="feature">The feature.</param>
    public int CodeCount(int feature) => codeCounts[feature];

    private static double[][] FindThresholds(TreeEnsembleData data)
    {
        var found = new SortedSet<double>[data.FeatureCount];
        foreach (TreeEnsembleData.Node node in data.Nodes.Where(node => node.Set < 0))
        {
            // A zero has no sign here, because comparisons do not see it.
            (found[node.Feature] ??= []).Add(node.Threshold + 0.0);
        }

        return [.. found.Select(set => set?.ToArray() ?? [])];
    }

    private static int[] FindCodeCounts(TreeEnsembleData data)
    {
        int[] counts = new int[data.FeatureCount];
        foreach (TreeEnsembleData.Node node in data.Nodes.Where(node => node.Set >= 0))
        {
            ulong[] bits = data.Sets[node.Set];
            int last = Array.FindLastIndex(bits, word => word != 0);
            int count = last < 0 ? 0 : ((last + 1) * 64) - BitOperations.LeadingZeroCount(bits[last]);
            counts[node.Feature] = Math.Max(counts[node.Feature], count);
        }

        return counts;
    }

    private BinaryTree BuildTree(int tree)
    {
        int root = data.Roots[tree];
        int firstLeaf = data.FirstLeaf[tree];
        int leafCount = (tree + 1 < data.FirstLeaf.Length ? data.FirstLeaf[tree + 1] : data.LeafCount) - firstLeaf;
        int nodeCount = root < 0 ? 0 : NodeEnd(tree) - root;
        var starts = new int[nodeCount];
        int next = 0;
        for (int i = 0; i < nodeCount; i++)
        {
            // A node whose missing branch goes its own way becomes two: whether there is a value, and then which.
            starts[i] = next;
            next += GoesOwnWay(data.Nodes[root + i]) ? 2 : 1;
        }

        var nodes = new BinaryTree.Node[next];
        for (int i = 0; i < nodeCount; i++)
        {
            TreeEnsembleData.Node node = data.Nodes[root + i];
            int at = starts[i];
            if (GoesOwnWay(node))
            {
                nodes[at] = new BinaryTree.Node(
                    Column(new RankedColumn(RankedColumnKind.Absence, node.Feature)), 0, IsSet: false, at + 1, Branch(node.WhenMissing));
                at++;
            }

            nodes[at] = Ask(node, Branch(node.WhenTrue), Branch(node.WhenFalse));
        }

        int width = data.Start.Length;
        double[] values = [.. data.LeafValues.AsSpan(firstLeaf * width, leafCount * width), .. Enumerable.Repeat(double.NaN, width)];
        return new BinaryTree { Nodes = nodes, LeafValues = values, LeafCount = leafCount + 1 };

        // The leaf after the last stands for none: its numbers are NaN.
        int Branch(int branch) =>
            branch == TreeEnsemble.NoLeaf ? ~leafCount : branch < 0 ? ~(~branch - firstLeaf) : starts[branch - root];
    }

    private int NodeEnd(int tree)
    {
        for (int later = tree + 1; later < data.Roots.Length; later++)
        {
            if (data.Roots[later] >= 0)
            {
                return data.Roots[later];
            }
        }

        return data.Nodes.Length;
    }

    private static bool GoesOwnWay(TreeEnsembleData.Node node) =>
        node.WhenMissing != node.WhenTrue && node.WhenMissing != node.WhenFalse;

    private BinaryTree.Node Ask(TreeEnsembleData.Node node, int whenTrue, int whenFalse)
    {
        bool missingIsTrue = node.WhenMissing == node.WhenTrue;
        if (node.Set < 0)
        {
            RankedColumnKind kind = missingIsTrue ? RankedColumnKind.MissingLow : RankedColumnKind.MissingHigh;
            int cut = Array.BinarySearch(thresholds[node.Feature], node.Threshold + 0.0);
            return new BinaryTree.Node(Column(new RankedColumn(kind, node.Feature)), cut, IsSet: false, whenTrue, whenFalse);
        }

        if (!FitsBytes)
        {
            RankedColumnKind kind = missingIsTrue ? RankedColumnKind.OutsideMissingIn : RankedColumnKind.OutsideMissingOut;
            return new BinaryTree.Node(Column(new RankedColumn(kind, node.Feature, node.Set)), 0, IsSet: false, whenTrue, whenFalse);
        }

        if (!sets.TryGetValue((node.Feature, node.Set, missingIsTrue), out int number))
        {
            number = sets.Count;
            sets.Add((node.Feature, node.Set, missingIsTrue), number);
            AddSet(data.Sets[node.Set], missingIsTrue ? codeCounts[node.Feature] + 1 : -1);
        }

        int column = Column(new RankedColumn(RankedColumnKind.SetByte, node.Feature));
        Column(new RankedColumn(RankedColumnKind.SetBit, node.Feature));
        return new BinaryTree.Node(column, number, IsSet: true, whenTrue, whenFalse);
    }

    private void AddSet(ulong[] bits, int further)
    {
        byte[] bytes = new byte[RankedEnsemble.SetBytes];
        for (int i = 0; i < Math.Min(bytes.Length, bits.Length * sizeof(ulong)); i++)
        {
            bytes[i] = (byte)(bits[i / sizeof(ulong)] >> (i % sizeof(ulong) * 8));
        }

        if (further >= 0)
        {
            bytes[further / 8] |= (byte)(1 << (further % 8));
        }

        setBytes.AddRange(bytes);
    }

    private int Column(RankedColumn column)
    {
        if (!columns.TryGetValue(column, out int index))
        {
            index = columns.Count;
            columns.Add(column, index);
        }

        return index;
    }
}
