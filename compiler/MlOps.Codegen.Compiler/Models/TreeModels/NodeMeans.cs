using System.Collections.Immutable;

namespace MlOps.Codegen.Compiler.Models.TreeModels;

/// <summary>
/// What a regression tree ordinarily yields where a node is reached: the mean of its leaves' scores by their record counts, or, where these are not
/// given, the scores of the inner nodes themselves (PMML 4.4, Tree Model: Node).
/// </summary>
internal static class NodeMeans
{
    /// <summary>A mean per node of a compiled tree; empty where the file does not say.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="owners">Per compiled node the PMML node whose children it asks for.</param>
    /// <param name="score">A node's score.</param>
    /// <param name="weight">What scores are multiplied by.</param>
    public static ImmutableArray<double> Of(TreeModel tree, ImmutableArray<int> owners, Func<Node, double?> score, double weight = 1)
    {
        if ((ByRecords(tree, score) ?? ByScores(tree, score)) is not { } means)
        {
            return [];
        }

        return [.. owners.Select(owner => weight * means[owner])];
    }

    private static double[]? ByRecords(TreeModel tree, Func<Node, double?> score)
    {
        var means = new double[tree.Nodes.Length];
        var records = new double[tree.Nodes.Length];
        for (int i = means.Length - 1; i >= 0; i--)
        {
            Node node = tree.Nodes[i];
            if (node.Children.IsEmpty)
            {
                if (node.RecordCount is not > 0 || score(node) is not { } value)
                {
                    return null;
                }

                (means[i], records[i]) = (value, node.RecordCount.Value);
                continue;
            }

            records[i] = node.Children.Sum(child => records[child]);
            means[i] = node.Children.Sum(child => means[child] * (records[child] / records[i]));
        }

        return means;
    }

    private static double[]? ByScores(TreeModel tree, Func<Node, double?> score)
    {
        if (tree.Nodes.Any(node => node.Score is null))
        {
            return null;
        }

        double?[] scores = [.. tree.Nodes.Select(score)];
        return scores.Contains(null) ? null : [.. scores.Select(value => value!.Value)];
    }
}
