using System.Collections.Immutable;
using MlOps.Codegen.MlNet.Columns;
using MlOps.Codegen.MlNet.Lowering;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Kernels;

namespace MlOps.Codegen.MlNet.Trees;

/// <summary>Trees over slots as an ensemble over inputs.</summary>
internal sealed class TreeLowering
{
    private readonly IReadOnlyList<NumberSlot> slots;
    private readonly List<PlanValue> features = [];
    private readonly Dictionary<PlanValue, int> featureOf = [];
    private readonly List<CategorySet> sets = [];

    private TreeLowering(IReadOnlyList<NumberSlot> slots) => this.slots = slots;

    /// <summary>Defines the sums of the trees' numbers.</summary>
    /// <param name="names">The wished names, one for each number that a leaf carries.</param>
    /// <param name="trees">The trees, at least one, added in their order.</param>
    /// <param name="start">Where the sums start.</param>
    /// <param name="slots">The slots.</param>
    /// <param name="scope">The plan.</param>
    /// <param name="origin">Where it comes from.</param>
    /// <exception cref="InvalidDataException">A tree runs in a circle, or asks a slot that is not there.</exception>
    public static ImmutableArray<PlanValue> Define(
        IReadOnlyList<string> names, IEnumerable<SlotTree> trees, ImmutableArray<double> start, IReadOnlyList<NumberSlot> slots, PlanScope scope, Origin origin)
    {
        SlotTree[] all = [.. trees];
        var lowering = new TreeLowering(Defined(all, slots, scope, names[0] + "_feature"));
        ImmutableArray<DecisionTree> lowered = [.. all.Select(lowering.Lower)];
        var ensemble = new TreeEnsemble([.. lowering.features], [.. lowering.sets], lowered, TreeResult.Sum, start);
        return scope.Plan.DefineKernel(names, ensemble, origin);
    }

    // Counts that are asked are counted together; the others not at all.
    private static NumberSlot[] Defined(SlotTree[] trees, IReadOnlyList<NumberSlot> slots, PlanScope scope, string name)
    {
        NumberSlot[] defined = [.. slots];
        int[] asked = [.. trees.SelectMany(tree => tree.Nodes).SelectMany(node => node.Slots).Distinct().Where(slot => slot >= 0 && slot < defined.Length).Order()];
        scope.Count(asked.Select(slot => defined[slot]), name);
        foreach (int slot in asked)
        {
            defined[slot] = scope.Defined(defined[slot], name);
        }

        return defined;
    }

    private DecisionTree Lower(SlotTree tree)
    {
        var steps = new ImmutableArray<NodeStep>[tree.Nodes.Length];
        var known = new Lead[tree.Nodes.Length];
        int leaves = tree.Leaves.Length / tree.Width;
        for (int i = 0; i < steps.Length; i++)
        {
            SlotNode node = tree.Nodes[i];
            if (node.Slots.Any(slot => slot < 0 || slot >= slots.Count))
            {
                throw new InvalidDataException("a tree asks a slot that its features do not have");
            }

            steps[i] = NodeSteps.Of(node, slots, out known[i]);
        }

        // A parent stands before its children, so that nothing leads backwards.
        var nodes = new List<TreeNode>();
        var pending = new Stack<(int Branch, int From, int Count, Lead Lead)>();
        var asked = new List<NodeStep>();
        var visited = new bool[steps.Length];
        int root = Skip(tree.Nodes.Length == 0 ? ~0 : 0);
        if (root < 0)
        {
            return new DecisionTree([], 1, [.. Enumerable.Range(0, tree.Width).Select(i => tree.Leaves[(~root * tree.Width) + i])]);
        }

        Emit(root);
        while (pending.TryPop(out (int Branch, int From, int Count, Lead Lead) next))
        {
            int target = next.Branch < 0 ? next.Branch : nodes.Count;
            if (next.Branch >= 0)
            {
                Emit(next.Branch);
            }

            for (int i = next.From; i < next.From + next.Count; i++)
            {
                nodes[i] = nodes[i] with
                {
                    WhenTrue = asked[i].WhenTrue == next.Lead ? target : nodes[i].WhenTrue,
                    WhenFalse = asked[i].WhenFalse == next.Lead ? target : nodes[i].WhenFalse,
                    WhenMissing = asked[i].WhenMissing == next.Lead ? target : nodes[i].WhenMissing,
                };
            }
        }

        return new DecisionTree([.. nodes], leaves, tree.Leaves);

        // Nodes that need not ask are passed by.
        int Skip(int branch)
        {
            for (int passed = 0; branch >= 0; passed++)
            {
                if (branch >= steps.Length || passed > steps.Length)
                {
                    throw new InvalidDataException("a tree runs in a circle");
                }

                if (steps[branch].Length > 0)
                {
                    return branch;
                }

                branch = known[branch] == Lead.High ? tree.Nodes[branch].High : tree.Nodes[branch].Low;
            }

            return ~branch < leaves ? branch : throw new InvalidDataException("a tree has a branch without a leaf");
        }

        // The tests of one node stand one after the other; what they lead to is filled in when it has a place.
        void Emit(int index)
        {
            if (visited[index])
            {
                throw new InvalidDataException("a tree runs in a circle");
            }

            visited[index] = true;
            int first = nodes.Count;
            foreach (NodeStep step in steps[index])
            {
                int next = nodes.Count + 1;
                asked.Add(step);
                nodes.Add(new TreeNode(FeatureOf(step.Feature), step.Test, step.Threshold, SetOf(step.Set), next, next, next));
            }

            pending.Push((Skip(tree.Nodes[index].High), first, steps[index].Length, Lead.High));
            pending.Push((Skip(tree.Nodes[index].Low), first, steps[index].Length, Lead.Low));
        }
    }

    private int FeatureOf(PlanValue value)
    {
        if (!featureOf.TryGetValue(value, out int index))
        {
            index = features.Count;
            features.Add(value);
            featureOf.Add(value, index);
        }

        return index;
    }

    private int SetOf(ImmutableArray<Scalar> values)
    {
        if (values.IsEmpty)
        {
            return -1;
        }

        sets.Add(new CategorySet(values));
        return sets.Count - 1;
    }
}
