using System.Collections.Immutable;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Kernels;

namespace MlOps.Codegen.Plan.Passes;

/// <summary>
/// Trees that compare a value rounded to binary32 compare the value itself with the rounding boundary next to the threshold
/// instead: the same rows go the same way, bit by bit, and no engine has to round.
/// </summary>
/// <remarks>
/// For a float f, float32(x) ≤ f holds exactly for x below the midpoint m between f and the next float, and at m itself where f
/// is even (IEEE 754, roundTiesToEven). float32(x) &lt; t is float32(x) ≤ f for the largest float f below t.
/// </remarks>
internal static class Float32Thresholds
{
    public static ScoringPlan Run(ScoringPlan plan)
    {
        var rounded = plan.Definitions.OfType<ScalarDefinition>()
            .Where(definition => definition.Expression is UnaryExpression
            {
                Operator: UnaryOperator.ToFloat32,
                Operand: ValueReference,
            })
            .ToDictionary(
                definition => definition.Value,
                definition => ((ValueReference)((UnaryExpression)definition.Expression).Operand).Value);
        return rounded.Count == 0
            ? plan
            : PlanPasses.WithDefinitions(plan, plan.Definitions.Select(definition => Rewrite(definition, rounded)));
    }

    /// <summary>The test on x that holds exactly where float32(x) is below, or below or equal to, the threshold.</summary>
    internal static (TreeTest Test, double Threshold) Boundary(TreeTest test, double threshold)
    {
        // The largest float that still passes.
        float largest = (float)threshold;
        bool passes = test == TreeTest.LessOrEqual ? largest <= threshold : largest < threshold;
        if (!passes)
        {
            largest = MathF.BitDecrement(largest);
        }

        if (float.IsPositiveInfinity(largest))
        {
            return (TreeTest.LessOrEqual, double.PositiveInfinity);
        }

        // float32(x) below −∞: never.
        if (test == TreeTest.LessThan && double.IsNegativeInfinity(threshold))
        {
            return (TreeTest.LessThan, double.NegativeInfinity);
        }

        // Beyond the largest float the next "float" in the sense of rounding is 2^128, and below −that likewise.
        double low = float.IsNegativeInfinity(largest) ? -Math.ScaleB(1, 128) : largest;
        float above = MathF.BitIncrement(largest);
        double high = float.IsPositiveInfinity(above) ? Math.ScaleB(1, 128) : above;
        double middle = (low / 2) + (high / 2);
        bool even = float.IsNegativeInfinity(largest) || (BitConverter.SingleToInt32Bits(largest) & 1) == 0;
        return (even ? TreeTest.LessOrEqual : TreeTest.LessThan, middle);
    }

    private static Definition Rewrite(Definition definition, Dictionary<PlanValue, PlanValue> rounded)
    {
        if (definition is not KernelDefinition { Kernel: TreeEnsemble ensemble } kernel)
        {
            return definition;
        }

        bool[] rewritable = [.. ensemble.Features.Select(rounded.ContainsKey)];
        foreach (TreeNode node in ensemble.Trees.SelectMany(tree => tree.Nodes))
        {
            rewritable[node.Feature] &= node.Test is TreeTest.LessThan or TreeTest.LessOrEqual or TreeTest.IsPresent;
        }

        if (!rewritable.Contains(true))
        {
            return definition;
        }

        ImmutableArray<PlanValue> features =
            [.. ensemble.Features.Select((feature, i) => rewritable[i] ? rounded[feature] : feature)];
        ImmutableArray<DecisionTree> trees = [.. ensemble.Trees.Select(tree => tree with { Nodes = [.. tree.Nodes.Select(Rewrite)] })];
        return kernel with { Kernel = ensemble with { Features = features, Trees = trees } };

        TreeNode Rewrite(TreeNode node)
        {
            if (!rewritable[node.Feature] || node.Test == TreeTest.IsPresent)
            {
                return node;
            }

            (TreeTest test, double threshold) = Boundary(node.Test, node.Threshold);
            return node with { Test = test, Threshold = threshold };
        }
    }
}
