using System.Collections.Immutable;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Kernels;

namespace MlOps.Codegen.Compiler.Lowering;

/// <summary>Functions of one number that are constant between steps: a search tree over the steps, as a kernel.</summary>
internal static class StepFunction
{
    /// <summary>Defines the value of a step function; missing where the number is.</summary>
    /// <param name="name">The wished name.</param>
    /// <param name="x">The number.</param>
    /// <param name="steps">Where the function changes, ascending; from a step on its value holds.</param>
    /// <param name="values">The value before the first step, then one for each step; finite.</param>
    /// <param name="plan">The plan under construction.</param>
    /// <param name="origin">Where it comes from.</param>
    public static Expression Define(
        string name, PlanValue x, IReadOnlyList<double> steps, ImmutableArray<double> values, PlanBuilder plan, Origin origin)
    {
        var nodes = new List<TreeNode>();
        AddSearch(nodes, steps, 0, values.Length - 1);
        var tree = new DecisionTree([.. nodes], values.Length, values);
        var kernel = new TreeEnsemble([x], [], [tree], TreeResult.Sum, [0]);
        Expression value = Build.Ref(plan.DefineKernel([name], kernel, origin)[0]);

        // A tree of one leaf asks nothing, not even whether there is a number.
        return steps.Count > 0 ? value : Build.If(Build.IsMissing(Build.Ref(x)), Literal.Missing(DataType.Double), value);
    }

    // Leaf i holds from step i − 1 on; a node stands before its children. As deep as the number of steps has bits.
    private static int AddSearch(List<TreeNode> nodes, IReadOnlyList<double> steps, int first, int last)
    {
        if (first == last)
        {
            return ~first;
        }

        int at = nodes.Count;
        int middle = (first + last) / 2;
        nodes.Add(default);
        int earlier = AddSearch(nodes, steps, first, middle);
        int later = AddSearch(nodes, steps, middle + 1, last);
        nodes[at] = new TreeNode(0, TreeTest.LessThan, steps[middle], -1, earlier, later, DecisionTree.NoLeaf);
        return at;
    }
}
