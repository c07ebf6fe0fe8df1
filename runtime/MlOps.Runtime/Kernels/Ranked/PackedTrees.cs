namespace MlOps.Runtime.Kernels;

/// <summary>Trees laid out for descents: eight bytes a node, and no branch of the processor at a branch of the tree.</summary>
/// <remarks>
/// A tree is an array of places. A node's two branches lie side by side, the one for false before the one for true, so that a node holds one
/// distance and a step is <c>place + ((node − (rank &lt;&lt; 16)) &gt;&gt; 32)</c>: where the rank is above the cut, the subtraction borrows one
/// from the distance. A leaf is a node of distance 0 whose cut is above all ranks, so that a row that has come to its leaf stays there,
/// and all rows of a tree take as many steps. Rows, or for a single row trees, are descended eight at a time: while one waits for memory, the
/// others go on.
/// </remarks>
internal sealed class PackedTrees
{
    /// <summary>How many rows, or trees, are descended at a time.</summary>
    public const int Lanes = 8;

    /// <summary>How far a rank is shifted to stand where a cut does.</summary>
    public const int RankShift = 16;

    /// <summary>How many columns a node can tell apart: the offset of a rank of four bytes has 16 bits, of which the last says that a set is asked.</summary>
    public const int MostColumns = (ushort.MaxValue + 1) / sizeof(uint);

    /// <summary>How many words of bits a set has.</summary>
    public const int SetWords = RankedEnsemble.SetBytes / sizeof(ulong);

    private const ulong LeafCut = (ulong)ushort.MaxValue << RankShift;
    private const ulong SetFlag = 1;

    // Up to so many steps more than rows need on average, all take the most that any needs: asking whether all are done takes time, too.
    private const double SpareSteps = 1.5;

    private PackedTrees(ulong[] nodes, double[] values, ulong[] outside, Tree[] trees)
    {
        Nodes = nodes;
        Values = values;
        Outside = outside;
        Trees = trees;
    }

    /// <summary>
    /// The places of all trees: from the low bits up, the offset of the column's rank in bytes and <see cref="SetFlag"/> (16 bits), the cut or
    /// the set's number (16), the signed distance from here to the branch for true (32).
    /// </summary>
    public ulong[] Nodes { get; }

    /// <summary>The numbers of the leaves, in the order of their places.</summary>
    public double[] Values { get; }

    /// <summary>Per set, <see cref="SetWords"/> words: a bit per code that is not in the set.</summary>
    public ulong[] Outside { get; }

    /// <summary>The trees.</summary>
    public Tree[] Trees { get; }

    /// <summary>Lays trees out.</summary>
    /// <param name="trees">The trees, over at most <see cref="MostColumns"/> columns.</param>
    /// <param name="sets">The sets' bytes.</param>
    /// <param name="width">How many numbers a leaf has.</param>
    /// <param name="rankBytes">How many bytes a column takes in a row.</param>
    public static PackedTrees Pack(IReadOnlyList<BinaryTree> trees, ReadOnlySpan<byte> sets, int width, int rankBytes = sizeof(uint))
    {
        var layouts = trees.Select(tree => new PackedLayout(tree, rankBytes)).ToArray();
        var nodes = new ulong[layouts.Sum(layout => (long)layout.PlaceCount)];
        var values = new double[layouts.Sum(layout => (long)layout.ValuePlaces * width)];
        var packed = new Tree[layouts.Length];
        int place = 0;
        int valuePlace = 0;
        for (int i = 0; i < layouts.Length; i++)
        {
            PackedLayout layout = layouts[i];
            layout.Write(nodes.AsSpan(place, layout.PlaceCount), values.AsSpan(valuePlace * width, layout.ValuePlaces * width), width);
            packed[i] = new Tree(
                place + PackedLayout.Root,
                layout.Depth,
                layout.Depth <= trees[i].ExpectedDepth() + SpareSteps,
                trees[i].Nodes.Any(node => node.IsSet),
                place + layout.FirstValuePlace - valuePlace,
                place + layout.PlaceCount);
            place += layout.PlaceCount;
            valuePlace += layout.ValuePlaces;
        }

        ulong[] outside = new ulong[sets.Length / sizeof(ulong)];
        for (int i = 0; i < outside.Length; i++)
        {
            outside[i] = ~System.Buffers.Binary.BinaryPrimitives.ReadUInt64LittleEndian(sets[(i * sizeof(ulong))..]);
        }

        return new PackedTrees(nodes, values, outside, packed);
    }

    /// <summary>A node.</summary>
    /// <param name="offset">Where in a row the rank is that it asks.</param>
    /// <param name="cut">The cut, or the set's number.</param>
    /// <param name="isSet">Whether a set is asked.</param>
    /// <param name="distance">How far away the branch for true is.</param>
    public static ulong Node(int offset, int cut, bool isSet, int distance) =>
        checked((ushort)offset) | (isSet ? SetFlag : 0UL) | ((ulong)checked((ushort)cut) << RankShift) | ((ulong)(uint)distance << 32);

    /// <summary>A leaf.</summary>
    public static ulong Leaf => LeafCut;

    /// <summary>A tree.</summary>
    /// <param name="Root">The root's place.</param>
    /// <param name="Depth">The most steps from the root to a leaf.</param>
    /// <param name="IsEven">Whether most rows need about as many.</param>
    /// <param name="HasSets">Whether a node asks a set.</param>
    /// <param name="ValueShift">How much more a leaf's place is than the place of its numbers.</param>
    /// <param name="End">The place behind the tree's last.</param>
    internal readonly record struct Tree(int Root, int Depth, bool IsEven, bool HasSets, int ValueShift, int End);
}
