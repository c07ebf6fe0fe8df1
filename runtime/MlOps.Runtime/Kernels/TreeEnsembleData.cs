namespace MlOps.Runtime;

/// <summary>The flat data of a tree ensemble. All trees share the arrays; branches count through all trees.</summary>
internal sealed class TreeEnsembleData
{
    /// <summary>
    /// An inner node. It asks whether the feature is at most the threshold, or, where <see cref="Set"/> is not negative, whether
    /// the set has it: the other tests are brought to these two when the ensemble is read.
    /// </summary>
    public struct Node
    {
        public double Threshold;
        public int Feature;
        public int Set;
        public int WhenTrue;
        public int WhenFalse;
        public int WhenMissing;
    }

    public required int FeatureCount { get; init; }

    public required double[] Start { get; init; }

    public required Node[] Nodes { get; init; }

    /// <summary>Per tree, the branch where it begins.</summary>
    public required int[] Roots { get; init; }

    /// <summary>Per tree, the number of its first leaf.</summary>
    public required int[] FirstLeaf { get; init; }

    /// <summary>How many leaves all trees have.</summary>
    public required int LeafCount { get; init; }

    public required double[] LeafValues { get; init; }

    /// <summary>Per set, a bit per code.</summary>
    public required ulong[][] Sets { get; init; }

    public bool IsMember(int set, int code) => IsMember(Sets[set], code);

    public static bool IsMember(ulong[] bits, int code) =>
        (uint)code < (uint)bits.Length * 64 && ((bits[code >> 6] >> code) & 1) != 0;
}
