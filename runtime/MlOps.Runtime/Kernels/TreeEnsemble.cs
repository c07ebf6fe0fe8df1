namespace MlOps.Runtime;

/// <summary>Decision trees over one row of features, kept as flat data and descended by a loop.</summary>
/// <remarks>
/// A feature is a double; NaN is missing. Booleans come as 1 and 0, categorical features as codes of <see cref="Categories{T}"/>.
/// Instances are immutable; methods allocate nothing.
/// </remarks>
public sealed class TreeEnsemble
{
    /// <summary>The branch that leads to no leaf.</summary>
    internal const int NoLeaf = int.MinValue;

    private readonly TreeEnsembleData data;

    private TreeEnsemble(TreeEnsembleData data) => this.data = data;

    /// <summary>How many features a row has.</summary>
    public int FeatureCount => data.FeatureCount;

    /// <summary>How many trees there are.</summary>
    public int TreeCount => data.Roots.Length;

    /// <summary>How many numbers a leaf carries.</summary>
    public int Width => data.Start.Length;

    /// <summary>Reads an ensemble from its text form.</summary>
    /// <param name="featureCount">How many features a row has.</param>
    /// <param name="start">Where each sum starts, one number per number of a leaf; empty where leaves carry none.</param>
    /// <param name="text">
    /// Words separated by white space. First the sets, each <c>set</c>, a count, and that many codes. Then the trees, each
    /// <c>tree</c>, the number of nodes, the number of leaves; then the nodes; then the leaves' numbers, leaf after leaf. A node
    /// is its feature's index, its test (<c>&lt;</c> or <c>&lt;=</c> and a threshold, <c>in</c> and a set's index, <c>true</c>,
    /// <c>present</c>) and three branches, for true, false and missing: a node's index, above the node's own, <c>~</c> and a
    /// leaf's index, or <c>-</c> for no leaf.
    /// </param>
    /// <exception cref="FormatException">The text has another form.</exception>
    public static TreeEnsemble Parse(int featureCount, ReadOnlySpan<double> start, ReadOnlySpan<byte> text) =>
        new(new TreeEnsembleReader(featureCount, start.ToArray(), text).Read());

    /// <summary>The start plus the reached leaves' numbers, in the order of the trees, where a leaf carries one number.</summary>
    /// <param name="features">The row.</param>
    /// <returns>The sum; NaN where a tree reaches no leaf.</returns>
    public double Sum(ReadOnlySpan<double> features)
    {
        double sum = data.Start[0];
        foreach (int root in data.Roots)
        {
            int leaf = Descend(root, features);
            if (leaf == NoLeaf)
            {
                return double.NaN;
            }

            sum += data.LeafValues[~leaf];
        }

        return sum;
    }

    /// <summary>For each number that a leaf carries, the start plus the reached leaves' numbers, in the order of the trees.</summary>
    /// <param name="features">The row.</param>
    /// <param name="sums">Receives the sums; all NaN where a tree reaches no leaf.</param>
    public void Sum(ReadOnlySpan<double> features, Span<double> sums)
    {
        data.Start.CopyTo(sums);
        foreach (int root in data.Roots)
        {
            int leaf = Descend(root, features);
            if (leaf == NoLeaf)
            {
                sums.Fill(double.NaN);
                return;
            }

            ReadOnlySpan<double> values = data.LeafValues.AsSpan(~leaf * data.Start.Length, data.Start.Length);
            for (int i = 0; i < values.Length; i++)
            {
                sums[i] += values[i];
            }
        }
    }

    /// <summary>The reached leaf of each tree, from 0; −1 where none is reached.</summary>
    /// <param name="features">The row.</param>
    /// <param name="leaves">Receives a number per tree.</param>
    public void Leaves(ReadOnlySpan<double> features, Span<int> leaves)
    {
        for (int tree = 0; tree < data.Roots.Length; tree++)
        {
            int leaf = Descend(data.Roots[tree], features);
            leaves[tree] = leaf == NoLeaf ? -1 : ~leaf - data.FirstLeaf[tree];
        }
    }

    /// <summary>A leaf's number as a value of the plan.</summary>
    /// <param name="leaf">A number that <see cref="Leaves"/> gave.</param>
    /// <returns>The number; null where no leaf was reached.</returns>
    public static long? LeafIndex(int leaf) => leaf < 0 ? null : leaf;

    private int Descend(int branch, ReadOnlySpan<double> features)
    {
        TreeEnsembleData.Node[] nodes = data.Nodes;
        while (branch >= 0)
        {
            ref readonly TreeEnsembleData.Node node = ref nodes[branch];
            double value = features[node.Feature];
            if (node.Set < 0)
            {
                branch = value <= node.Threshold ? node.WhenTrue : value > node.Threshold ? node.WhenFalse : node.WhenMissing;
            }
            else
            {
                branch = double.IsNaN(value) ? node.WhenMissing : data.IsMember(node.Set, (int)value) ? node.WhenTrue : node.WhenFalse;
            }
        }

        return branch;
    }
}
