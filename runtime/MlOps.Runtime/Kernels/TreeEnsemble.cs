using MlOps.Runtime.Kernels;

namespace MlOps.Runtime;

/// <summary>Decision trees over one row of features, kept as flat data and descended by a loop.</summary>
/// <remarks>
/// A feature is a double; NaN is missing. Booleans come as 1 and 0, categorical features as codes of <see cref="Categories{T}"/>.
/// Instances are immutable; methods allocate nothing.
/// </remarks>
public sealed class TreeEnsemble
{
    /// <summary>How many rows of a batch are scored together.</summary>
    public const int BlockRows = RankedEnsemble.BlockRows;

    /// <summary>How many rows of a batch are scored together by ensembles of many deep trees, which no cache that is near holds.</summary>
    public const int LongBlockRows = RankedEnsemble.LongBlockRows;

    /// <summary>The branch that leads to no leaf.</summary>
    internal const int NoLeaf = int.MinValue;

    // Ranks take time to prepare, which a few rows do not pay back, and a few trees never.
    private const int RowsBeforeRanking = 64;
    private const int FewestRankedTrees = 4;

    private readonly TreeEnsembleData data;
    private readonly Lazy<RankedEnsemble?> ranked;

    // Threads may miss each other's rows: it only is about when ranks are worth their while.
    private int rowsSeen;

    private TreeEnsemble(TreeEnsembleData data)
    {
        this.data = data;
        ranked = new Lazy<RankedEnsemble?>(() => RankedEnsemble.Build(data, VectorWidths.Current));
    }

    /// <summary>How batches are scored.</summary>
    public BatchPath BatchPath => ranked.Value?.Path ?? new BatchPath(VectorWidth.Scalar, 0, 0, TreeCount);

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
        double sum = 0;
        Sum(features, new Span<double>(ref sum));
        return sum;
    }

    /// <summary>For each number that a leaf carries, the start plus the reached leaves' numbers, in the order of the trees.</summary>
    /// <param name="features">The row.</param>
    /// <param name="sums">Receives the sums; all NaN where a tree reaches no leaf.</param>
    public void Sum(ReadOnlySpan<double> features, Span<double> sums)
    {
        if (rowsSeen >= RowsBeforeRanking && data.Roots.Length >= FewestRankedTrees && ranked.Value is { } form)
        {
            form.SumRow(features, sums);
            return;
        }

        rowsSeen++;
        SumPlainly(features, sums);
    }

    /// <summary>The sums of one row by comparing its values with thresholds themselves.</summary>
    internal void SumPlainly(ReadOnlySpan<double> features, Span<double> sums)
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

    /// <summary>Scores rows together: the same sums, to the last bit, in a fraction of the time.</summary>
    /// <param name="features">Feature after feature, each with a value per row.</param>
    /// <param name="stride">How far the features are apart, at least <paramref name="rows"/>.</param>
    /// <param name="rows">How many rows; best a multiple of <see cref="BlockRows"/>.</param>
    /// <param name="sums">Receives, for each number that a leaf carries, a sum per row; NaN where a tree reaches no leaf.</param>
    /// <param name="sumStride">How far the sums are apart, at least <paramref name="rows"/>.</param>
    /// <exception cref="ArgumentException">A span is too short.</exception>
    public void Sum(ReadOnlySpan<double> features, int stride, int rows, Span<double> sums, int sumStride) =>
        Sum(ranked.Value, features, stride, rows, sums, sumStride);

    /// <summary>Scores rows together in a form that need not be the best.</summary>
    internal void Sum(RankedEnsemble? form, ReadOnlySpan<double> features, int stride, int rows, Span<double> sums, int sumStride)
    {
        if (stride < rows || sumStride < rows || features.Length < ((FeatureCount - 1) * stride) + rows || sums.Length < ((Width - 1) * sumStride) + rows)
        {
            throw new ArgumentException($"{rows} rows of {FeatureCount} features and {Width} sums do not fit");
        }

        if (form is not null)
        {
            form.Sum(features, stride, rows, sums, sumStride);
            return;
        }

        for (int i = 0; i < rows; i++)
        {
            SumPlainly(features[i..], stride, sums[i..], sumStride);
        }
    }

    /// <summary>The reached leaf of each tree, of rows together: numbers from 0, NaN where none is reached.</summary>
    /// <param name="features">Feature after feature, each with a value per row.</param>
    /// <param name="stride">How far the features are apart, at least <paramref name="rows"/>.</param>
    /// <param name="rows">How many rows.</param>
    /// <param name="leaves">Receives, for each tree, a number per row.</param>
    /// <param name="leafStride">How far the trees' numbers are apart, at least <paramref name="rows"/>.</param>
    /// <exception cref="ArgumentException">A span is too short.</exception>
    public void Leaves(ReadOnlySpan<double> features, int stride, int rows, Span<double> leaves, int leafStride)
    {
        if (stride < rows || leafStride < rows || features.Length < ((FeatureCount - 1) * stride) + rows || leaves.Length < ((TreeCount - 1) * leafStride) + rows)
        {
            throw new ArgumentException($"{rows} rows of {FeatureCount} features and {TreeCount} trees do not fit");
        }

        for (int tree = 0; tree < data.Roots.Length; tree++)
        {
            Span<double> ofTree = leaves.Slice(tree * leafStride, rows);
            for (int i = 0; i < ofTree.Length; i++)
            {
                int leaf = Descend(data.Roots[tree], features[i..], stride);
                ofTree[i] = leaf == NoLeaf ? double.NaN : ~leaf - data.FirstLeaf[tree];
            }
        }
    }

    /// <summary>The form of the ensemble for vectors of a width.</summary>
    internal RankedEnsemble? Ranked(VectorWidth width) => RankedEnsemble.Build(data, width);

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
    /// <param name="leaf">A number that <see cref="Leaves(ReadOnlySpan{double}, Span{int})"/> gave.</param>
    /// <returns>The number; null where no leaf was reached.</returns>
    public static long? LeafIndex(int leaf) => leaf < 0 ? null : leaf;

    private void SumPlainly(ReadOnlySpan<double> features, int stride, Span<double> sums, int sumStride)
    {
        int width = data.Start.Length;
        for (int k = 0; k < width; k++)
        {
            sums[k * sumStride] = data.Start[k];
        }

        foreach (int root in data.Roots)
        {
            int leaf = Descend(root, features, stride);
            for (int k = 0; k < width; k++)
            {
                sums[k * sumStride] = leaf == NoLeaf ? double.NaN : sums[k * sumStride] + data.LeafValues[(~leaf * width) + k];
            }

            if (leaf == NoLeaf)
            {
                return;
            }
        }
    }

    // As the other, but the row lies across columns: a multiplication more, which a single row should not wait for.
    private int Descend(int branch, ReadOnlySpan<double> features, int stride)
    {
        TreeEnsembleData.Node[] nodes = data.Nodes;
        while (branch >= 0)
        {
            ref readonly TreeEnsembleData.Node node = ref nodes[branch];
            double value = features[node.Feature * stride];
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
