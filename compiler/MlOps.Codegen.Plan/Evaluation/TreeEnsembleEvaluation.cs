using MlOps.Codegen.Plan.Kernels;

namespace MlOps.Codegen.Plan.Evaluation;

internal static class TreeEnsembleEvaluation
{
    public static void Run(TreeEnsemble ensemble, ReadOnlySpan<Scalar> features, Span<Scalar> results)
    {
        switch (ensemble.Result)
        {
            case TreeResult.LeafIndex:
                for (int tree = 0; tree < ensemble.Trees.Length; tree++)
                {
                    int leaf = Descend(ensemble, ensemble.Trees[tree], features);
                    results[tree] = leaf < 0 ? Scalar.Missing : Scalar.FromInteger(leaf);
                }

                break;
            case TreeResult.Sum:
                Sum(ensemble, features, results);
                break;
            default:
                throw new InvalidOperationException($"unknown result {ensemble.Result}");
        }
    }

    private static void Sum(TreeEnsemble ensemble, ReadOnlySpan<Scalar> features, Span<Scalar> results)
    {
        double[] sums = [.. ensemble.Base];
        foreach (DecisionTree tree in ensemble.Trees)
        {
            int leaf = Descend(ensemble, tree, features);
            if (leaf < 0)
            {
                results.Clear();
                return;
            }

            for (int i = 0; i < sums.Length; i++)
            {
                sums[i] += tree.LeafValues[(leaf * sums.Length) + i];
            }
        }

        for (int i = 0; i < sums.Length; i++)
        {
            results[i] = Scalar.FromDouble(sums[i]);
        }
    }

    // The reached leaf; −1 where none is reached.
    private static int Descend(TreeEnsemble ensemble, DecisionTree tree, ReadOnlySpan<Scalar> features)
    {
        if (tree.Nodes.Length == 0)
        {
            return tree.LeafCount == 0 ? -1 : 0;
        }

        int branch = 0;
        while (branch >= 0)
        {
            TreeNode node = tree.Nodes[branch];
            Scalar feature = features[node.Feature];
            branch = feature.IsMissing ? node.WhenMissing : Test(ensemble, node, feature) ? node.WhenTrue : node.WhenFalse;
        }

        return branch == DecisionTree.NoLeaf ? -1 : ~branch;
    }

    private static bool Test(TreeEnsemble ensemble, TreeNode node, Scalar feature) => node.Test switch
    {
        TreeTest.LessThan => feature.Double < node.Threshold,
        TreeTest.LessOrEqual => feature.Double <= node.Threshold,
        TreeTest.InSet => ensemble.Sets[node.Set].Values.Contains(feature),
        TreeTest.IsTrue => feature.Boolean,
        TreeTest.IsPresent => true,
        _ => throw new InvalidOperationException($"unknown test {node.Test}"),
    };
}
