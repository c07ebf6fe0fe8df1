using System.Globalization;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Plan.Kernels.Expansion;

/// <summary>Writes one tree as a CASE expression.</summary>
/// <remarks>
/// Nodes are visited from the last to the first, so that children are ready before their parents and nothing recurses. A
/// subtree becomes a definition of its own where CASE would nest too deep, where the expression would grow too large, or
/// where two branches share it.
/// </remarks>
internal sealed class TreeExpansion
{
    private readonly TreeEnsemble ensemble;
    private readonly DecisionTree tree;
    private readonly Func<int, Literal> leaf;
    private readonly Literal noLeaf;
    private readonly string name;
    private readonly Origin origin;
    private readonly ExpansionContext context;

    // Per node: what stands for it, how deep its CASE nests, how large it is.
    private readonly Expression[] written;
    private readonly int[] depth;
    private readonly int[] size;
    private int parts;

    private TreeExpansion(
        TreeEnsemble ensemble,
        DecisionTree tree,
        Func<int, Literal> leaf,
        Literal noLeaf,
        string name,
        Origin origin,
        ExpansionContext context)
    {
        this.ensemble = ensemble;
        this.tree = tree;
        this.leaf = leaf;
        this.noLeaf = noLeaf;
        this.name = name;
        this.origin = origin;
        this.context = context;
        written = new Expression[tree.Nodes.Length];
        depth = new int[tree.Nodes.Length];
        size = new int[tree.Nodes.Length];
    }

    /// <summary>The number of the reached leaf of a tree whose leaves carry one number.</summary>
    public static Expression LeafValue(
        TreeEnsemble ensemble, DecisionTree tree, string name, Origin origin, ExpansionContext context) =>
        new TreeExpansion(
            ensemble, tree, index => Literal.Double(tree.LeafValues[index]), Literal.Missing(DataType.Double), name, origin, context)
            .Write();

    /// <summary>The index of the reached leaf.</summary>
    public static Expression LeafIndex(
        TreeEnsemble ensemble, DecisionTree tree, string name, Origin origin, ExpansionContext context) =>
        new TreeExpansion(
            ensemble, tree, index => Literal.Integer(index), Literal.Missing(DataType.Integer), name, origin, context)
            .Write();

    private Expression Write()
    {
        if (tree.Nodes.Length == 0)
        {
            return tree.LeafCount == 0 ? noLeaf : leaf(0);
        }

        int[] uses = CountUses();
        for (int index = tree.Nodes.Length - 1; index >= 0; index--)
        {
            if (uses[index] == 0 && index > 0)
            {
                continue;
            }

            WriteNode(index);
            bool shared = uses[index] > 1;
            bool large = depth[index] >= context.Limits.CaseDepth || size[index] > context.Limits.ExpressionNodes / 2;
            if (index > 0 && (shared || large))
            {
                Cut(index);
            }
        }

        return written[0];
    }

    // A node's missing branch that repeats one of its other branches is written as part of the condition: one use, not two.
    private int[] CountUses()
    {
        int[] uses = new int[tree.Nodes.Length];
        foreach (TreeNode node in tree.Nodes)
        {
            Use(node.WhenTrue);
            if (node.WhenFalse != node.WhenTrue)
            {
                Use(node.WhenFalse);
            }

            if (node.WhenMissing != node.WhenTrue && node.WhenMissing != node.WhenFalse)
            {
                Use(node.WhenMissing);
            }
        }

        return uses;

        void Use(int branch)
        {
            if (branch >= 0)
            {
                uses[branch]++;
            }
        }
    }

    private void WriteNode(int index)
    {
        TreeNode node = tree.Nodes[index];
        Expression feature = new ValueReference(ensemble.Features[node.Feature]);
        Expression test = Test(node, feature);
        var branches = new List<CaseBranch>();
        int last;
        if (node.WhenMissing == node.WhenFalse || node.Test == TreeTest.IsPresent)
        {
            // A missing condition passes on to the next branch: nothing need be said of the missing value.
            branches.Add(new CaseBranch(test, At(node.WhenTrue)));
            last = node.WhenFalse;
        }
        else if (node.WhenMissing == node.WhenTrue)
        {
            branches.Add(new CaseBranch(Opposite(node, feature, test), At(node.WhenFalse)));
            last = node.WhenTrue;
        }
        else
        {
            branches.Add(new CaseBranch(test, At(node.WhenTrue)));
            branches.Add(new CaseBranch(Build.IsPresent(feature), At(node.WhenFalse)));
            last = node.WhenMissing;
        }

        written[index] = Build.Case([.. branches], At(last));

        // The last branch continues the same CASE, so that it adds no level.
        int inner = branches.Count == 2 ? Math.Max(DepthOf(node.WhenTrue), DepthOf(node.WhenFalse)) : DepthOf(First(node));
        depth[index] = Math.Max(inner + 1, Math.Max(1, DepthOf(last)));
        size[index] = 4 + SizeOf(node.WhenTrue) + SizeOf(node.WhenFalse)
            + (branches.Count == 2 ? SizeOf(node.WhenMissing) : 0)
            + (node.Set >= 0 ? ensemble.Sets[node.Set].Values.Length : 0);
    }

    private static int First(TreeNode node) =>
        node.WhenMissing == node.WhenTrue && node.WhenMissing != node.WhenFalse && node.Test != TreeTest.IsPresent
            ? node.WhenFalse
            : node.WhenTrue;

    private void Cut(int index)
    {
        string part = string.Create(CultureInfo.InvariantCulture, $"{name}_part{++parts}");
        written[index] = new ValueReference(context.AddPart(part, written[index], origin));
        depth[index] = 0;
        size[index] = 1;
    }

    private Expression At(int branch) => branch switch
    {
        DecisionTree.NoLeaf => noLeaf,
        < 0 => leaf(~branch),
        _ => written[branch],
    };

    private int DepthOf(int branch) => branch < 0 ? 0 : depth[branch];

    private int SizeOf(int branch) => branch < 0 ? 1 : size[branch];

    private Expression Test(TreeNode node, Expression feature) => node.Test switch
    {
        TreeTest.LessThan => Build.Binary(BinaryOperator.Less, feature, Threshold(node, feature)),
        TreeTest.LessOrEqual => Build.Binary(BinaryOperator.LessOrEqual, feature, Threshold(node, feature)),
        TreeTest.InSet => Build.InSet(feature, Members(node, feature)),
        TreeTest.IsTrue => feature,
        TreeTest.IsPresent => Build.IsPresent(feature),
        _ => throw new InvalidOperationException($"unknown test {node.Test}"),
    };

    private static Expression Opposite(TreeNode node, Expression feature, Expression test) => node.Test switch
    {
        TreeTest.LessThan => Build.Binary(BinaryOperator.GreaterOrEqual, feature, Threshold(node, feature)),
        TreeTest.LessOrEqual => Build.Binary(BinaryOperator.Greater, feature, Threshold(node, feature)),
        _ => Build.Not(test),
    };

    private static Literal Threshold(TreeNode node, Expression feature) => feature.Type switch
    {
        DataType.Double => Literal.Double(node.Threshold),
        _ => throw new InvalidOperationException($"a {feature.Type} feature has no order in a tree"),
    };

    private IEnumerable<Literal> Members(TreeNode node, Expression feature) =>
        ensemble.Sets[node.Set].Values.Select(value => new Literal(feature.Type, value));
}
