namespace MlOps.Benchmarks.Ensembles;

/// <summary>Complete trees over uniform features, in a form that every peer's model can be written from.</summary>
/// <remarks>
/// Thresholds and features are exact in binary32, which ONNX Runtime computes in: all peers take the same branches.
/// </remarks>
internal sealed class RandomForest
{
    /// <summary>How many features a row has.</summary>
    public const int FeatureCount = 20;

    // As many bins as boosting libraries make of a feature, at most.
    private const int CutsPerFeature = 200;

    /// <summary>Trees that are given.</summary>
    /// <param name="trees">The trees.</param>
    public RandomForest(IReadOnlyList<Tree> trees) => Trees = trees;

    /// <summary>Trees of a size.</summary>
    /// <param name="trees">How many.</param>
    /// <param name="depth">How many tests lie before each leaf.</param>
    public RandomForest(int trees, int depth)
    {
        var random = new Random(17);
        float[][] cuts = [.. Enumerable.Range(0, FeatureCount).Select(_ =>
            (float[])[.. Enumerable.Range(0, CutsPerFeature).Select(_ => random.NextSingle())])];
        Trees = [.. Enumerable.Range(0, trees).Select(_ => NewTree(random, cuts, (1 << depth) - 1))];
    }

    /// <summary>The trees.</summary>
    public IReadOnlyList<Tree> Trees { get; }

    /// <summary>Rows for the trees, one after the other.</summary>
    /// <param name="rows">How many.</param>
    public static double[] Rows(int rows)
    {
        var random = new Random(19);
        return [.. Enumerable.Range(0, rows * FeatureCount).Select(_ => (double)random.NextSingle())];
    }

    private static Tree NewTree(Random random, float[][] cuts, int nodes)
    {
        int[] features = [.. Enumerable.Range(0, nodes).Select(_ => random.Next(FeatureCount))];
        return new Tree(
            features,
            [.. features.Select(feature => cuts[feature][random.Next(CutsPerFeature)])],
            [.. Enumerable.Range(0, nodes + 1).Select(_ => random.NextSingle() - 0.5f)]);
    }

    /// <summary>A complete tree: node i has the children 2i + 1 (at most the threshold) and 2i + 2; leaves follow the nodes.</summary>
    /// <param name="Features">A feature per node.</param>
    /// <param name="Thresholds">A threshold per node.</param>
    /// <param name="Leaves">A number per leaf.</param>
    internal sealed record Tree(int[] Features, float[] Thresholds, float[] Leaves)
    {
        /// <summary>A child as a number of a node, or below 0 as <c>~</c> and a leaf's number.</summary>
        /// <param name="position">The child's position among nodes and leaves.</param>
        public int Child(int position) => position < Features.Length ? position : ~(position - Features.Length);
    }
}
