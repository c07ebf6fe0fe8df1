using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using MlOps.Codegen;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Kernels;

namespace MlOps.Benchmarks.Scorers;

/// <summary>Trees as a plan, as LightGBM's file, and as the if/else code that generators write.</summary>
internal static class TreeText
{
    // LightGBM's bits of a node: a set; missing goes left; NaN is missing.
    private const int Categorical = 1;
    private const int MissingLeft = 2;
    private const int MissingIsNaN = 2 << 2;
    private const int BitsPerWord = 32;

    /// <summary>The plan.</summary>
    /// <param name="trees">The trees.</param>
    /// <param name="columns">How many columns.</param>
    /// <param name="type">Their type, double or float.</param>
    public static ScoringPlan Plan(IReadOnlyList<BenchmarkTree> trees, int columns, DataType type)
    {
        var builder = new PlanBuilder();
        ImmutableArray<PlanValue> features = Inputs(builder, columns, type);
        var sets = new List<CategorySet>();
        ImmutableArray<DecisionTree> converted = [.. trees.Select(tree => new DecisionTree(
            [.. tree.Nodes.Select(node => Node(node, sets))], tree.Leaves.Count, [.. tree.Leaves.Select(leaf => (double)leaf)]))];
        PlanValue sum = builder.DefineKernel(["sum"], new TreeEnsemble(features, [.. sets], converted, TreeResult.Sum, [0]), Origin.None)[0];
        builder.AddOutput(new FieldSchema("score", DataType.Double), Build.Ref(sum), Origin.None);
        return builder.Build("trees");
    }

    /// <summary>The input columns <c>x0</c>, <c>x1</c>, …; of floats, as a model's field is read that is declared so.</summary>
    /// <param name="builder">The plan.</param>
    /// <param name="columns">How many.</param>
    /// <param name="type">Their type, double or float.</param>
    public static ImmutableArray<PlanValue> Inputs(PlanBuilder builder, int columns, DataType type)
    {
        return [.. Enumerable.Range(0, columns).Select(Add)];

        PlanValue Add(int i)
        {
            string name = string.Create(CultureInfo.InvariantCulture, $"x{i}");
            PlanValue input = builder.AddInput(new FieldSchema(name, type), Origin.None);
            return type == DataType.Float ? builder.DefineValue(name + "_float", Build.ToFloat32(Build.Ref(input)), Origin.None) : input;
        }
    }

    /// <summary>LightGBM's file.</summary>
    /// <param name="trees">The trees.</param>
    /// <param name="columns">How many columns.</param>
    public static string LightGbm(IReadOnlyList<BenchmarkTree> trees, int columns)
    {
        var text = new StringBuilder("tree\nversion=v4\nnum_class=1\nnum_tree_per_iteration=1\nlabel_index=0\n");
        text.Append(CultureInfo.InvariantCulture, $"max_feature_idx={columns - 1}\nobjective=regression\n");
        text.Append("feature_names=").AppendJoin(' ', Enumerable.Range(0, columns).Select(i => $"x{i}")).Append('\n');
        text.Append("feature_infos=").AppendJoin(' ', Enumerable.Repeat("[0:1]", columns)).Append("\n\n");
        for (int i = 0; i < trees.Count; i++)
        {
            BenchmarkTree tree = trees[i];
            int[][] sets = [.. tree.Nodes.Where(node => node.Codes is not null).Select(node => node.Codes!)];
            int set = 0;
            text.Append(CultureInfo.InvariantCulture, $"Tree={i}\nnum_leaves={tree.Leaves.Count}\nnum_cat={sets.Length}\n");
            Line(text, "split_feature", tree.Nodes.Select(node => node.Feature));
            Line(text, "split_gain", tree.Nodes.Select(_ => 1));
            Line(text, "threshold", [.. tree.Nodes.Select(node => node.Codes is null ? (double)node.Threshold : set++)]);
            Line(text, "decision_type", tree.Nodes.Select(node =>
                (node.Codes is null ? 0 : Categorical) | (node.MissingIsTrue ? MissingLeft : 0) | MissingIsNaN));
            Line(text, "left_child", tree.Nodes.Select(node => node.True));
            Line(text, "right_child", tree.Nodes.Select(node => node.False));
            Line(text, "leaf_value", tree.Leaves.Select(leaf => (double)leaf));
            Line(text, "leaf_weight", tree.Leaves.Select(_ => 1));
            Line(text, "leaf_count", tree.Leaves.Select(_ => 1));
            Line(text, "internal_value", tree.Nodes.Select(_ => 0));
            Line(text, "internal_weight", tree.Nodes.Select(_ => 1));
            Line(text, "internal_count", tree.Nodes.Select(_ => 1));
            if (sets.Length > 0)
            {
                int words = (BenchmarkRows.CodeCount + BitsPerWord - 1) / BitsPerWord;
                Line(text, "cat_boundaries", Enumerable.Range(0, sets.Length + 1).Select(at => at * words));
                Line(text, "cat_threshold", sets.SelectMany(codes => Enumerable.Range(0, words).Select(word =>
                    codes.Where(code => code / BitsPerWord == word).Aggregate(0L, (bits, code) => bits | (1L << (code % BitsPerWord))))));
            }

            text.Append("is_linear=0\nshrinkage=1\n\n\n");
        }

        return text.Append("end of trees\n\nfeature_importances:\n\nparameters:\nend of parameters\n").ToString();
    }

    /// <summary>If/else code, a method per tree, over an array of doubles.</summary>
    /// <param name="trees">The trees.</param>
    public static string Branches(IReadOnlyList<BenchmarkTree> trees)
    {
        var text = new StringBuilder();
        for (int i = 0; i < trees.Count; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"private static double T{i}(double[] x)\n{{\n");
            Branch(text, trees[i], trees[i].Nodes.Count == 0 ? ~0 : 0);
            text.Append("}\n");
        }

        text.Append("public override double Score(double[] x)\n{\ndouble sum = 0;\n");
        for (int i = 0; i < trees.Count; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"sum += T{i}(x);\n");
        }

        return text.Append("return sum;\n}\n").ToString();
    }

    private static void Branch(StringBuilder text, BenchmarkTree tree, int branch)
    {
        if (branch < 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"return {(double)tree.Leaves[~branch]:R};\n");
            return;
        }

        BenchmarkTree.Node node = tree.Nodes[branch];
        string value = string.Create(CultureInfo.InvariantCulture, $"x[{node.Feature}]");
        string test = node.Codes is { } codes ? $"{value} is {string.Join(" or ", codes)}"
            : node.MissingIsTrue ? string.Create(CultureInfo.InvariantCulture, $"!({value} > {(double)node.Threshold:R})")
            : string.Create(CultureInfo.InvariantCulture, $"{value} <= {(double)node.Threshold:R}");
        text.Append(CultureInfo.InvariantCulture, $"if ({test})\n{{\n");
        Branch(text, tree, node.True);
        text.Append("}\nelse\n{\n");
        Branch(text, tree, node.False);
        text.Append("}\n");
    }

    private static TreeNode Node(BenchmarkTree.Node node, List<CategorySet> sets)
    {
        if (node.Codes is { } codes)
        {
            sets.Add(new CategorySet([.. codes.Select(code => Scalar.FromDouble(code))]));
        }

        return new TreeNode(
            node.Feature,
            node.Codes is null ? TreeTest.LessOrEqual : TreeTest.InSet,
            node.Threshold,
            node.Codes is null ? -1 : sets.Count - 1,
            node.True,
            node.False,
            node.MissingIsTrue ? node.True : node.False);
    }

    private static void Line<T>(StringBuilder text, string key, IEnumerable<T> values)
        where T : IFormattable => text.Append(key).Append('=')
            .AppendJoin(' ', values.Select(value => value.ToString(value is double ? "R" : null, CultureInfo.InvariantCulture))).Append('\n');
}
