using System.Collections.Immutable;
using MlOps.Codegen.Compiler.Lowering;
using MlOps.Codegen.Compiler.Models.TreeModels;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Compiler.Pipeline.Predicates;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Kernels;

namespace MlOps.Codegen.Compiler.Models.MiningModels;

/// <summary>Recognises ensembles that are nothing but trees, and makes one kernel of them.</summary>
internal static class TreeEnsembleFusion
{
    /// <summary>Whether every segment is a tree that always applies and has nothing of its own to say.</summary>
    /// <remarks>With skipSegment the number of trees that answer varies by row: that is left to the general way.</remarks>
    public static bool Applies(MiningModel mining) =>
        mining.MissingPredictionTreatment != MissingPredictionTreatment.SkipSegment
        && mining.Segments.All(segment =>
            segment.Predicate is TruePredicate
            && segment.Model is TreeModel tree
            && tree.MissingValueStrategy is not (MissingValueStrategy.WeightedConfidence or MissingValueStrategy.AggregateNodes)
            && tree.Common.Function == mining.Common.Function
            && tree.Common.Targets.IsEmpty
            && tree.Common.Output.IsEmpty)
        && !mining.Common.Output.Any(field => field.SegmentId is not null);

    /// <summary>The weighted sum of the trees' numbers; null after a diagnostic.</summary>
    /// <param name="mining">The model.</param>
    /// <param name="weight">A segment's weight.</param>
    /// <param name="scope">Its scope.</param>
    public static Expression? Sum(MiningModel mining, Func<Segment, double> weight, ModelScope scope)
    {
        var ensemble = new EnsembleBuilder();
        bool complete = true;
        foreach (Segment segment in mining.Segments)
        {
            var tree = (TreeModel)segment.Model;
            var treeScope = new ModelScope(scope.Context, tree, scope);
            if (TreeCompiler.Compile(tree, treeScope, ensemble, node => node.Score is not null) is not { } compiled)
            {
                complete = false;
                continue;
            }

            var values = compiled.Leaves.Select(leaf => weight(segment) * (TreeModelLowering.Score(tree.Nodes[leaf], treeScope) ?? 0));
            ensemble.Add(new DecisionTree(compiled.Nodes, compiled.Leaves.Length, [.. values])
            {
                NodeMeans = NodeMeans.OfScores(tree, compiled.Owners, node => TreeModelLowering.Number(node, treeScope), weight(segment)),
            });
        }

        return complete ? Define(ensemble, ["trees"], [0], mining, scope)[0] : null;
    }

    /// <summary>Per category the weighted sum of what the trees' leaves say of it; null after a diagnostic.</summary>
    /// <param name="mining">The model.</param>
    /// <param name="weight">A segment's weight.</param>
    /// <param name="votes">Whether a leaf votes for its label, or shares out its probabilities.</param>
    /// <param name="scope">Its scope.</param>
    public static IReadOnlyList<CategoryValue>? Sums(
        MiningModel mining, Func<Segment, double> weight, bool votes, ModelScope scope)
    {
        var ensemble = new EnsembleBuilder();
        var trees = new List<(TreeModel Tree, ImmutableArray<TreeNode> Nodes, ImmutableArray<int> Said, ImmutableArray<int> Owners, NodeDistributions Leaves, double Weight)>();
        var categories = new List<Literal>();
        foreach (Segment segment in mining.Segments)
        {
            var tree = (TreeModel)segment.Model;
            var treeScope = new ModelScope(scope.Context, tree, scope);
            Func<Node, bool> answers = votes
                ? node => node.Score is not null || !node.ScoreDistributions.IsEmpty
                : node => !node.ScoreDistributions.IsEmpty;
            if (TreeCompiler.Compile(tree, treeScope, ensemble, answers) is not { } compiled)
            {
                return null;
            }

            var leaves = new NodeDistributions(tree, treeScope, compiled.Leaves);
            trees.Add((tree, compiled.Nodes, compiled.Leaves, compiled.Owners, leaves, weight(segment)));
            categories.AddRange(votes
                ? leaves.LabelLiterals
                : leaves.Categories);
        }

        Literal[] distinct = [.. Classification.InTargetOrder(categories.Distinct(), scope)];
        foreach ((TreeModel tree, ImmutableArray<TreeNode> nodes, ImmutableArray<int> said, ImmutableArray<int> owners, NodeDistributions leaves, double share) in trees)
        {
            double[][] values = [.. said.Select((_, leaf) => distinct
                .Select(category => share * (votes ? Vote(leaves, leaf, category) : Probability(leaves, leaf, category)))
                .ToArray())];
            ensemble.Add(new DecisionTree(nodes, values.Length, [.. values.SelectMany(numbers => numbers)])
            {
                NodeMeans = NodeMeans.OfLeaves(tree, owners, distinct.Length, node => said.IndexOf(node) is >= 0 and var leaf ? values[leaf] : null),
            });
        }

        Expression[] sums = Define(
            ensemble, [.. distinct.Select(category => $"sum_{category.Value}")], [.. distinct.Select(_ => 0.0)], mining, scope);
        return [.. distinct.Select((category, i) => new CategoryValue(category, sums[i]))];
    }

    private static double Vote(NodeDistributions leaves, int leaf, Literal category) =>
        leaves.Labels[leaf] == category.Value ? 1 : 0;

    private static double Probability(NodeDistributions leaves, int leaf, Literal category)
    {
        int column = leaves.Categories.IndexOf(category);
        return column < 0 ? 0 : leaves.Probabilities(leaf)[column].Double;
    }

    private static Expression[] Define(
        EnsembleBuilder ensemble, string[] names, ImmutableArray<double> start, MiningModel mining, ModelScope scope)
    {
        var origin = new Origin("Segmentation", mining.Location);
        return [.. scope.Context.Plan.DefineKernel(names, ensemble.Build(TreeResult.Sum, start), origin)
            .Select(value => new ValueReference(value))];
    }
}
