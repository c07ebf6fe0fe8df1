using System.Collections;
using System.Collections.Immutable;
using Microsoft.ML.Trainers.FastTree;
using MlOps.Codegen.MlNet.Columns;
using MlOps.Codegen.MlNet.Lowering;
using MlOps.Codegen.MlNet.Members;
using MlOps.Codegen.MlNet.Trees;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.MlNet.Trainers;

/// <summary>Tree ensembles and additive models, whose functions of one feature are search trees.</summary>
internal static class TreeModels
{
    /// <summary>The score of an ensemble: leaves are added in double, then rounded.</summary>
    /// <param name="model">The ensemble.</param>
    /// <param name="features">The features' slots.</param>
    /// <param name="name">The wished name.</param>
    /// <param name="scope">The plan.</param>
    /// <param name="origin">Where it comes from.</param>
    /// <exception cref="NotSupportedException">A kind of ensemble that is not known.</exception>
    public static PlanValue Score(
        TreeEnsembleModelParameters model, IReadOnlyList<NumberSlot> features, string name, PlanScope scope, Origin origin)
    {
        // Weights of trees, and the bias, are stored and never used.
        SlotTree[] trees =
        [
            .. MlNetMembers.Trees.Of<IEnumerable>(MlNetMembers.TrainedEnsemble.Of<object>(model)).Cast<object>().Select(Tree),
        ];

        // Where too few rows were there to split, there is no tree.
        Expression score = trees.Length == 0
            ? Build.Number(0)
            : Build.ToFloat32(Build.Ref(TreeLowering.Define([name + "_sum"], trees, [0], features, scope, origin)[0]));
        return scope.Plan.DefineValue(name, model switch
        {
            FastForestRegressionModelParameters => Build.ToFloat32(Build.Divide(score, Build.Number(trees.Length))),
            FastTreeTweedieModelParameters => Build.ToFloat32(Build.Unary(UnaryOperator.Exp, score)),
            _ => score,
        }, origin);
    }

    /// <summary>The score of an additive model: a number per bin of each feature, added in double, then rounded.</summary>
    /// <param name="model">The model.</param>
    /// <param name="features">The features' slots.</param>
    /// <param name="name">The wished name.</param>
    /// <param name="scope">The plan.</param>
    /// <param name="origin">Where it comes from.</param>
    public static PlanValue Score(
        GamModelParametersBase model, IReadOnlyList<NumberSlot> features, string name, PlanScope scope, Origin origin)
    {
        double[][] bounds = MlNetMembers.BinBounds.Of<double[][]>(model);
        double[][] effects = MlNetMembers.BinEffects.Of<double[][]>(model);
        SlotTree[] trees =
        [
            .. MlNetMembers.ShapeFunctions.Of<Dictionary<int, int>>(model).OrderBy(pair => pair.Key)
                .Select(pair => SlotTree.Search(pair.Key, bounds[pair.Value][..^1], [.. effects[pair.Value]])),
        ];
        if (trees.Length == 0)
        {
            return scope.Plan.DefineValue(name, Build.ToFloat32(Build.Number(model.Bias)), origin);
        }

        PlanValue sum = TreeLowering.Define([name + "_sum"], trees, [model.Bias], features, scope, origin)[0];
        return scope.Plan.DefineValue(name, Build.ToFloat32(Build.Ref(sum)), origin);
    }

    private static SlotTree Tree(object tree)
    {
        double[] leaves = MlNetMembers.LeafValues.Of<double[]>(tree);
        int count = MlNetMembers.LeafCount.Of<int>(tree);
        if (count == 1)
        {
            return new SlotTree([], [leaves.Length > 0 ? leaves[0] : 0]);
        }

        int[] low = MlNetMembers.LteChild.Of<int[]>(tree);
        int[] high = MlNetMembers.GtChild.Of<int[]>(tree);
        int[] split = MlNetMembers.SplitFeatures.Of<int[]>(tree);
        float[] thresholds = MlNetMembers.RawThresholds.Of<float[]>(tree);
        bool[] categorical = MlNetMembers.CategoricalSplit.Of<bool[]>(tree);
        int[][]? categories = MlNetMembers.CategoricalSplitFeatures.OrNull<int[][]>(tree);
        float[]? defaults = MlNetMembers.MissingDefaults.OrNull<float[]>(tree);
        if (new[] { low.Length, high.Length, split.Length, thresholds.Length, categorical.Length, leaves.Length - 1 }.Min() < count - 1)
        {
            throw new InvalidDataException("a tree has fewer nodes than it states");
        }

        var nodes = ImmutableArray.CreateBuilder<SlotNode>(count - 1);
        for (int i = 0; i < count - 1; i++)
        {
            bool isCategorical = categorical[i];
            ImmutableArray<int> slots = isCategorical ? [.. categories![i]] : [split[i]];
            double threshold = isCategorical ? 0 : thresholds[i];

            // A missing value is compared as the node's default, or, where there is none, as NaN: that is at or below nothing. Splits
            // of categories ask what lies above.
            float missing = defaults is null ? float.NaN : defaults[i];
            bool missingIsLow = isCategorical ? !(missing > threshold) : missing <= threshold;
            nodes.Add(new SlotNode(slots, threshold, low[i], high[i], missingIsLow));
        }

        return new SlotTree(nodes.MoveToImmutable(), [.. leaves[..count]]);
    }
}
