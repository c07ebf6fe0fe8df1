using System.Collections.Immutable;
using MlOps.Codegen.Plan.Kernels;

namespace MlOps.Codegen.Plan.Contributions;

/// <summary>
/// What each feature's tests on the way to a leaf add to the mean of the root, as an ensemble of the same trees whose leaves carry a number per
/// name (A. Palczewska et al., "Interpreting random forest classification models using a feature contribution method", 2013). The numbers of a leaf
/// add up to the leaf's own less the root's mean.
/// </summary>
internal static class PathContributions
{
    /// <summary>Makes the ensemble; null where a tree does not say what its nodes' means are, or reaches a node in several ways that differ.</summary>
    /// <param name="ensemble">The ensemble.</param>
    /// <param name="result">Which of its results is explained.</param>
    /// <param name="names">The name of each feature: a position among the results.</param>
    /// <param name="count">How many names there are.</param>
    /// <param name="baseline">The sum of the roots' means and the ensemble's own base.</param>
    public static TreeEnsemble? Of(TreeEnsemble ensemble, int result, IReadOnlyList<int> names, int count, out double baseline)
    {
        baseline = ensemble.Base[result];
        var trees = ImmutableArray.CreateBuilder<DecisionTree>(ensemble.Trees.Length);
        foreach (DecisionTree tree in ensemble.Trees)
        {
            if (Of(tree, ensemble.Width, result, names, count) is not { } explained)
            {
                return null;
            }

            baseline += tree.Nodes.IsEmpty ? tree.LeafValues[result] : tree.NodeMeans[result];
            trees.Add(explained);
        }

        return ensemble with { Trees = trees.MoveToImmutable(), Base = [.. Enumerable.Repeat(0.0, count)] };
    }

    private static DecisionTree? Of(DecisionTree tree, int width, int result, IReadOnlyList<int> names, int count)
    {
        if (tree.NodeMeans.Length != tree.Nodes.Length * width)
        {
            return null;
        }

        var nodes = new double[]?[tree.Nodes.Length];
        var leaves = new double[]?[tree.LeafCount];
        if (tree.Nodes.IsEmpty)
        {
            return tree with { LeafValues = [.. new double[count]] };
        }

        nodes[0] = new double[count];
        for (int i = 0; i < nodes.Length; i++)
        {
            // Nodes stand behind those that lead to them; what nothing leads to is never reached.
            TreeNode node = tree.Nodes[i];
            if (nodes[i] is { } total && !(Reach(node.WhenTrue, total) && Reach(node.WhenFalse, total) && Reach(node.WhenMissing, total)))
            {
                return null;
            }

            bool Reach(int branch, double[] so)
            {
                if (branch == DecisionTree.NoLeaf)
                {
                    return true;
                }

                double[] reached = [.. so];
                double mean = branch < 0 ? tree.LeafValues[(~branch * width) + result] : tree.NodeMeans[(branch * width) + result];
                reached[names[node.Feature]] += mean - tree.NodeMeans[(i * width) + result];
                ref double[]? known = ref branch < 0 ? ref leaves[~branch] : ref nodes[branch];
                known ??= reached;
                return known.AsSpan().SequenceEqual(reached);
            }
        }

        return tree with { LeafValues = [.. leaves.SelectMany(leaf => leaf ?? new double[count])], NodeMeans = [] };
    }
}
