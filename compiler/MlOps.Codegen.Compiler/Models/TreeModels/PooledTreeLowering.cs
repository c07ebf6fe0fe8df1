using System.Collections.Immutable;
using System.Globalization;
using MlOps.Codegen.Compiler.Lowering;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Compiler.Transformations;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Compiler.Models.TreeModels;

/// <summary>
/// Trees whose missing-value strategy pools several leaves: weightedConfidence and aggregateNodes (PMML 4.4, Tree Model).
/// </summary>
/// <remarks>
/// Every node gets a weight: the share of the row that reaches it. Where a predicate is unknown before any is true, the row is
/// shared among all children whose predicates are not false: by record counts (weightedConfidence), or each in full
/// (aggregateNodes, whose leaves then pool their record counts).
/// </remarks>
internal static class PooledTreeLowering
{
    // Each node costs several definitions: past this the result would be no use to anybody.
    private const int MostNodes = 2_000;

    public static ModelResult? Lower(TreeModel tree, ModelScope scope)
    {
        if (tree.Nodes.Length > MostNodes)
        {
            ModelLowering.Unsupported(scope, tree.Location, $"the strategy {tree.MissingValueStrategy}", $"the tree has over {MostNodes} nodes");
            return null;
        }

        var weights = new Expression?[tree.Nodes.Length];
        var leaves = new List<(Node Node, Expression Weight)>();
        if (PredicateLowering.Lower(tree.Nodes[0].Predicate, scope, OriginOf(tree.Nodes[0])) is not { } root)
        {
            return null;
        }

        weights[0] = Build.If(root, Build.Number(1), Build.Number(0));
        for (int i = 0; i < tree.Nodes.Length; i++)
        {
            Node node = tree.Nodes[i];
            if (node.Children.IsEmpty)
            {
                leaves.Add((node, weights[i]!));
            }
            else if (!Share(tree, i, weights, leaves, scope))
            {
                return null;
            }
        }

        return tree.Common.Function == MiningFunction.Classification ? Classify(tree, leaves, scope) : Regress(leaves, scope);
    }

    private static bool Share(
        TreeModel tree, int index, Expression?[] weights, List<(Node, Expression)> leaves, ModelScope scope)
    {
        Node node = tree.Nodes[index];
        Origin origin = OriginOf(node);
        var truths = new List<Expression>();
        foreach (int child in node.Children)
        {
            if (PredicateLowering.Lower(tree.Nodes[child].Predicate, scope, origin) is not { } truth)
            {
                return false;
            }

            truths.Add(scope.Context.Plan.Define(Name("predicate", child), truth, origin));
        }

        // The first predicate that is not false decides whether one child is entered or several.
        var firstOpen = truths.SelectMany(truth => new[]
        {
            new CaseBranch(truth, Literal.False),
            new CaseBranch(Build.IsMissing(truth), Literal.True),
        });
        Expression several = scope.Context.Plan.Define(Name("several", index), Build.Case([.. firstOpen], Literal.False), origin);
        bool byCount = tree.MissingValueStrategy == MissingValueStrategy.WeightedConfidence;
        Expression[] open = [.. node.Children.Select((child, i) =>
            Build.If(Build.Not(truths[i]), Build.Number(0), Build.Number(byCount ? tree.Nodes[child].RecordCount ?? 0 : 1)))];
        Expression total = byCount
            ? scope.Context.Plan.Define(Name("open", index), Build.Nary(NaryOperator.Add, open), origin)
            : Build.Number(1);
        for (int i = 0; i < node.Children.Length; i++)
        {
            int child = node.Children[i];
            var earlier = truths.Take(i).Select(truth => new CaseBranch(truth, Build.Number(0)));
            Expression single = Build.Case([.. earlier, new CaseBranch(truths[i], Build.Number(1))], Build.Number(0));
            Expression share = Build.If(several, Build.Divide(open[i], total), single);
            weights[child] = scope.Context.Plan.Define(Name("weight", child), Build.Multiply(weights[index]!, share), origin);
        }

        if (tree.NoTrueChildStrategy == NoTrueChildStrategy.ReturnLastPrediction)
        {
            Expression none = Build.And([.. truths.Select(truth => Build.Coalesce(Build.Not(truth), Literal.False))]);
            leaves.Add((node, Build.If(none, weights[index]!, Build.Number(0))));
        }

        return true;
    }

    private static ModelResult Regress(List<(Node Node, Expression Weight)> leaves, ModelScope scope)
    {
        var scored = leaves
            .Select(leaf => (leaf.Weight, Score: TreeModelLowering.Score(leaf.Node, scope)))
            .Where(leaf => leaf.Score is not null)
            .ToList();
        Expression total = Sum("weights", scored.Select(leaf => leaf.Weight), scope);
        Expression sum = Sum("weighted", scored.Select(leaf => Build.Multiply(leaf.Weight, Build.Number(leaf.Score!.Value))), scope);
        return new ModelResult
        {
            Function = MiningFunction.Regression,
            Prediction = TypedExpression.OfDouble(Build.Divide(sum, total)),
        };
    }

    private static ModelResult Classify(TreeModel tree, List<(Node Node, Expression Weight)> leaves, ModelScope scope)
    {
        bool byCount = tree.MissingValueStrategy == MissingValueStrategy.AggregateNodes;
        var sums = new Dictionary<Literal, List<Expression>>();
        var order = new List<Literal>();
        foreach ((Node node, Expression weight) in leaves)
        {
            double records = node.ScoreDistributions.Sum(d => d.RecordCount ?? 0);
            foreach (ScoreDistribution distribution in node.ScoreDistributions)
            {
                Literal category = Classification.Category(distribution.Value, scope, distribution.Location);
                if (!sums.TryGetValue(category, out List<Expression>? terms))
                {
                    sums.Add(category, terms = []);
                    order.Add(category);
                }

                double number = byCount
                    ? distribution.RecordCount ?? 0
                    : distribution.Confidence ?? distribution.Probability ?? (distribution.RecordCount / records) ?? 0;
                terms.Add(Build.Multiply(weight, Build.Number(number)));
            }
        }

        CategoryValue[] totals = [.. order.Select(category =>
            new CategoryValue(category, Sum($"pooled_{category.Value}", sums[category], scope)))];
        Expression all = Sum("pooled", totals.Select(t => t.Value), scope);
        return Classification.FromProbabilities(
            [.. totals.Select(t => t with { Value = Build.Divide(t.Value, all) })], scope, OriginOf(tree.Nodes[0]));
    }

    private static Expression Sum(string name, IEnumerable<Expression> terms, ModelScope scope) =>
        Sums.Define(name, terms, scope, new Origin("TreeModel", scope.Model.Location));

    private static Origin OriginOf(Node node) => new("Node", node.Location);

    private static string Name(string what, int node) => string.Create(CultureInfo.InvariantCulture, $"{what}_{node + 1}");
}
