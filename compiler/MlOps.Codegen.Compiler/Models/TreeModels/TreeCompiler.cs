using System.Collections.Immutable;
using MlOps.Codegen.Compiler.Lowering;
using MlOps.Codegen.Plan.Kernels;

namespace MlOps.Codegen.Compiler.Models.TreeModels;

/// <summary>
/// Turns a PMML tree, with any number of children per node and any predicates, into a flat tree of three-way tests.
/// </summary>
/// <remarks>
/// A node's children are asked in order. What is known from the test before (its outcome, or that the feature is missing)
/// often decides the next child's predicate: the second of "x ≤ 3", "x &gt; 3" is never asked.
/// </remarks>
internal sealed class TreeCompiler
{
    private readonly TreeModel model;
    private readonly NodeTest[] tests;
    private readonly Dictionary<string, int> nodeById = new(StringComparer.Ordinal);
    private readonly List<TreeNode> nodes = [];
    private readonly List<int> owners = [];
    private readonly Dictionary<(int Node, int Child), int> chain = [];
    private readonly Dictionary<int, int> leafOf = [];
    private readonly List<int> leaves = [];
    private readonly Func<Node, bool> hasResult;
    private readonly Stack<(int Index, int Node, int Child)> unfinished = new();

    private TreeCompiler(TreeModel model, NodeTest[] tests, Func<Node, bool> hasResult)
    {
        this.model = model;
        this.tests = tests;
        this.hasResult = hasResult;
        for (int i = 0; i < model.Nodes.Length; i++)
        {
            if (model.Nodes[i].Id is { } id)
            {
                nodeById.TryAdd(id, i);
            }
        }
    }

    /// <summary>Compiles a tree.</summary>
    /// <param name="model">The tree; its strategy is one that ends at a single node.</param>
    /// <param name="scope">Its scope.</param>
    /// <param name="ensemble">Where features and sets are collected.</param>
    /// <param name="hasResult">Whether a node can be an answer; otherwise the answer is missing there.</param>
    /// <returns>
    /// The nodes, per leaf the index of its PMML node, and per node the index of the PMML node whose children it asks for; null after a diagnostic.
    /// </returns>
    public static (ImmutableArray<TreeNode> Nodes, ImmutableArray<int> Leaves, ImmutableArray<int> Owners)? Compile(
        TreeModel model, ModelScope scope, EnsembleBuilder ensemble, Func<Node, bool> hasResult)
    {
        var builder = new NodeTestBuilder(scope, ensemble);
        var tests = new NodeTest[model.Nodes.Length];
        bool complete = true;
        for (int i = 0; i < tests.Length; i++)
        {
            NodeTest? test = builder.Translate(model.Nodes[i].Predicate);
            complete &= test is not null;
            tests[i] = test ?? default;
        }

        return complete ? new TreeCompiler(model, tests, hasResult).Run() : null;
    }

    private (ImmutableArray<TreeNode>, ImmutableArray<int>, ImmutableArray<int>) Run()
    {
        int root = EnterRoot();
        while (unfinished.TryPop(out (int Index, int Node, int Child) next))
        {
            Finish(next.Index, next.Node, next.Child);
        }

        if (nodes.Count == 0 && root != DecisionTree.NoLeaf)
        {
            return ([], [leaves[~root]], []);
        }

        return ([.. nodes], [.. leaves], [.. owners]);
    }

    // The root's own predicate is asked like that of an only child whose parent has no score.
    private int EnterRoot()
    {
        NodeTest test = tests[0];
        if (test.IsConstant)
        {
            return test.WhenMissing == Truth.True ? Enter(0, -1) : DecisionTree.NoLeaf;
        }

        int index = Allocate(-1, 0);
        return index;
    }

    private int Allocate(int node, int child)
    {
        int index = nodes.Count;
        nodes.Add(default);
        owners.Add(Math.Max(node, 0));
        chain[(node, child)] = index;
        unfinished.Push((index, node, child));
        return index;
    }

    private void Finish(int index, int node, int child)
    {
        NodeTest test = tests[Child(node, child)];
        int whenTrue = Follow(true);
        int whenMissing = Follow(null);

        // A feature that is there always passes the test of being there: its false branch is the missing one by convention.
        int whenFalse = test.Test == TreeTest.IsPresent ? whenMissing : Follow(false);
        nodes[index] = new TreeNode(test.Feature, test.Test, test.Threshold, test.Set, whenTrue, whenFalse, whenMissing);

        int Follow(bool? tested)
        {
            Truth outcome = tested is { } known ? test.Outcome(known) : test.WhenMissing;
            return Branch(node, child, outcome, new Knowledge(test, tested), index);
        }
    }

    private int Branch(int node, int child, Truth outcome, Knowledge knowledge, int from) => outcome switch
    {
        Truth.True => Enter(Child(node, child), from),
        Truth.False => Advance(node, child + 1, knowledge, from),
        Truth.Unknown when node < 0 => DecisionTree.NoLeaf,
        Truth.Unknown => OnUnknown(node, child, knowledge, from),
        _ => throw new InvalidOperationException($"unknown outcome {outcome}"),
    };

    private int OnUnknown(int node, int child, Knowledge knowledge, int from) => model.MissingValueStrategy switch
    {
        MissingValueStrategy.None => Advance(node, child + 1, knowledge, from),
        MissingValueStrategy.LastPrediction => Leaf(node),
        MissingValueStrategy.NullPrediction => DecisionTree.NoLeaf,
        MissingValueStrategy.DefaultChild => model.Nodes[node].DefaultChild is { } id && nodeById.TryGetValue(id, out int target)
            ? Enter(target, from)
            : DecisionTree.NoLeaf,
        _ => throw new InvalidOperationException($"the strategy {model.MissingValueStrategy} does not end at one node"),
    };

    // Asks the children from a position on, as far as what is known decides them.
    private int Advance(int node, int child, Knowledge knowledge, int from)
    {
        if (node < 0)
        {
            return DecisionTree.NoLeaf;
        }

        ImmutableArray<int> children = model.Nodes[node].Children;
        for (; child < children.Length; child++)
        {
            NodeTest test = tests[children[child]];
            Truth? decided = test.IsConstant ? test.WhenMissing : knowledge.Decide(test);
            switch (decided)
            {
                case null:
                    return chain.TryGetValue((node, child), out int index) && index > from ? index : Allocate(node, child);
                case Truth.True:
                    return Enter(children[child], from);
                case Truth.Unknown when model.MissingValueStrategy != MissingValueStrategy.None:
                    return OnUnknown(node, child, knowledge, from);
                default:
                    break;
            }
        }

        return model.NoTrueChildStrategy == NoTrueChildStrategy.ReturnLastPrediction ? Leaf(node) : DecisionTree.NoLeaf;
    }

    // Goes into a node, and on into children that need no test.
    private int Enter(int node, int from)
    {
        while (!model.Nodes[node].Children.IsEmpty)
        {
            int first = model.Nodes[node].Children[0];
            if (tests[first] is { IsConstant: true, WhenMissing: Truth.True })
            {
                node = first;
            }
            else
            {
                return Advance(node, 0, default, from);
            }
        }

        return Leaf(node);
    }

    private int Leaf(int node)
    {
        if (!hasResult(model.Nodes[node]))
        {
            return DecisionTree.NoLeaf;
        }

        if (!leafOf.TryGetValue(node, out int leaf))
        {
            leaf = leaves.Count;
            leaves.Add(node);
            leafOf.Add(node, leaf);
        }

        return ~leaf;
    }

    private int Child(int node, int child) => node < 0 ? 0 : model.Nodes[node].Children[child];

    /// <summary>What the test before has shown: its outcome, or that its feature is missing.</summary>
    private readonly record struct Knowledge(NodeTest? Test, bool? Tested)
    {
        public Truth? Decide(NodeTest test)
        {
            if (Test is not { } known || known.Feature != test.Feature)
            {
                return null;
            }

            if (Tested is not { } tested)
            {
                return test.WhenMissing;
            }

            if (test.Test == TreeTest.IsPresent)
            {
                return test.Outcome(true);
            }

            return known.SameTest(test) ? test.Outcome(tested) : null;
        }
    }
}
