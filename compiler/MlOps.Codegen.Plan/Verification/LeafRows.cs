using MlOps.Codegen.Plan.Kernels;

namespace MlOps.Codegen.Plan.Verification;

/// <summary>Rows that reach the leaves of a plan's trees, as far as the tested values are inputs.</summary>
/// <param name="plan">The plan.</param>
/// <param name="trace">Where its values come from.</param>
/// <param name="typical">The row that is changed where a path asks for it.</param>
internal sealed class LeafRows(ScoringPlan plan, InputTrace trace, Scalar[] typical)
{
    /// <summary>The rows, spread over all trees.</summary>
    /// <param name="most">How many at most.</param>
    public IEnumerable<Scalar[]> Take(int most)
    {
        var leaves = plan.Definitions.OfType<KernelDefinition>()
            .Select(definition => definition.Kernel)
            .OfType<TreeEnsemble>()
            .SelectMany(ensemble => ensemble.Trees.Select(tree => (Ensemble: ensemble, Tree: tree)))
            .ToList();
        long count = leaves.Sum(entry => (long)entry.Tree.LeafCount);
        double step = Math.Max(1, (double)count / Math.Max(1, most));
        double next = 0;
        long passed = 0;
        int turn = 0;
        foreach ((TreeEnsemble ensemble, DecisionTree tree) in leaves)
        {
            if (next < passed + tree.LeafCount)
            {
                (int Node, int Branch)[] into = Parents(tree, out (int Node, int Branch)[] intoLeaf);
                for (; next < passed + tree.LeafCount; next += step)
                {
                    yield return Row(ensemble, tree, into, intoLeaf[(int)((long)next - passed)], turn++);
                }
            }

            passed += tree.LeafCount;
        }
    }

    // For each node and each leaf, a node before it and the branch that leads on: 0 true, 1 false, 2 missing.
    private static (int Node, int Branch)[] Parents(DecisionTree tree, out (int Node, int Branch)[] leaves)
    {
        var nodes = new (int Node, int Branch)[tree.Nodes.Length];
        leaves = new (int Node, int Branch)[tree.LeafCount];
        Array.Fill(nodes, (-1, 0));
        Array.Fill(leaves, (-1, 0));
        for (int i = 0; i < tree.Nodes.Length; i++)
        {
            int[] branches = [tree.Nodes[i].WhenTrue, tree.Nodes[i].WhenFalse, tree.Nodes[i].WhenMissing];
            for (int branch = 0; branch < branches.Length; branch++)
            {
                int to = branches[branch];
                if (to >= 0 && nodes[to].Node < 0)
                {
                    nodes[to] = (i, branch);
                }
                else if (to < 0 && to != DecisionTree.NoLeaf && leaves[~to].Node < 0)
                {
                    leaves[~to] = (i, branch);
                }
            }
        }

        return nodes;
    }

    private Scalar[] Row(TreeEnsemble ensemble, DecisionTree tree, (int Node, int Branch)[] into, (int Node, int Branch) from, int turn)
    {
        var paths = new SortedDictionary<int, PathCondition>();
        while (from.Node >= 0)
        {
            TreeNode node = tree.Nodes[from.Node];
            if (!paths.TryGetValue(node.Feature, out PathCondition? condition))
            {
                paths[node.Feature] = condition = new PathCondition();
            }

            condition.Add(ensemble, node, from.Branch);
            from = into[from.Node];
        }

        Scalar[] row = [.. typical];
        foreach ((int feature, PathCondition condition) in paths)
        {
            foreach (int input in trace.Carried(new Expressions.ValueReference(ensemble.Features[feature])))
            {
                row[input] = condition.Choose(plan.Inputs[input].Value.Type, turn) ?? row[input];
            }
        }

        return row;
    }
}
