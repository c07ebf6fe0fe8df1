using System.Collections.Immutable;

namespace MlOps.Codegen.Compiler.Models.TreeModels;

/// <summary>
/// What a tree ordinarily yields where a node is reached: the mean of what its leaves say, by their record counts, or, in a regression tree without
/// these, the scores of the inner nodes themselves (PMML 4.4, Tree Model: Node).
/// </summary>
internal static class NodeMeans
{
    /// <summary>The mean scores of a regression tree, a number per compiled node; empty where the file does not say.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="owners">Per compiled node the PMML node whose children it asks for.</param>
    /// <param name="score">A node's score; null where it has none.</param>
    /// <param name="weight">What scores are multiplied by.</param>
    public static ImmutableArray<double> OfScores(TreeModel tree, ImmutableArray<int> owners, Func<Node, double?> score, double weight = 1)
    {
        ImmutableArray<double> pooled = OfLeaves(tree, owners, 1, node => score(tree.Nodes[node]) is { } value ? [weight * value] : null);
        if (!pooled.IsEmpty || tree.Nodes.Any(node => node.Score is null))
        {
            return pooled;
        }

        double?[] scores = [.. tree.Nodes.Select(score)];
        return scores.Contains(null) ? [] : [.. owners.Select(owner => weight * scores[owner]!.Value)];
    }

    /// <summary>The means of what the leaves of a tree say, <paramref name="width"/> numbers per compiled node; empty where records were not counted.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="owners">Per compiled node the PMML node whose children it asks for.</param>
    /// <param name="width">How many numbers a leaf has.</param>
    /// <param name="leaf">The numbers of a PMML node without children; null where it has none.</param>
    public static ImmutableArray<double> OfLeaves(TreeModel tree, ImmutableArray<int> owners, int width, Func<int, IReadOnlyList<double>?> leaf)
    {
        double[] means = new double[tree.Nodes.Length * width];
        double[] records = new double[tree.Nodes.Length];

        // Parents stand before their children.
        for (int i = records.Length - 1; i >= 0; i--)
        {
            Node node = tree.Nodes[i];
            Span<double> mean = means.AsSpan(i * width, width);
            if (node.Children.IsEmpty)
            {
                records[i] = node.RecordCount ?? node.ScoreDistributions.Sum(distribution => distribution.RecordCount ?? 0);
                if (records[i] is not > 0 || leaf(i) is not { } numbers)
                {
                    return [];
                }

                for (int column = 0; column < width; column++)
                {
                    mean[column] = numbers[column];
                }

                continue;
            }

            records[i] = node.Children.Sum(child => records[child]);
            foreach (int child in node.Children)
            {
                for (int column = 0; column < width; column++)
                {
                    mean[column] += means[(child * width) + column] * (records[child] / records[i]);
                }
            }
        }

        return [.. owners.SelectMany(owner => means[(owner * width)..((owner + 1) * width)])];
    }
}
