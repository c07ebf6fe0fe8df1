using System.Globalization;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Plan.Kernels.Expansion;

/// <summary>
/// Writes each tree as nested CASE. A tree that nests deeper than the target bears is cut: a subtree becomes a definition of
/// its own, evaluated before the part that refers to it.
/// </summary>
internal static class TreeEnsembleExpansion
{
    public static void Expand(KernelDefinition definition, TreeEnsemble ensemble, ExpansionContext context)
    {
        if (ensemble.Result == TreeResult.LeafIndex)
        {
            for (int tree = 0; tree < ensemble.Trees.Length; tree++)
            {
                PlanValue result = definition.Results[tree];
                Expression leaf = TreeExpansion.LeafIndex(ensemble, ensemble.Trees[tree], result.Name, definition.Origin, context);
                context.Add(new ScalarDefinition(result, leaf, definition.Origin));
            }
        }
        else if (ensemble.Width == 1)
        {
            ExpandSum(definition, ensemble, context);
        }
        else
        {
            ExpandVectorSum(definition, ensemble, context);
        }
    }

    private static void ExpandSum(KernelDefinition definition, TreeEnsemble ensemble, ExpansionContext context)
    {
        PlanValue result = definition.Results[0];
        var terms = new List<Expression>();
        foreach (DecisionTree tree in ensemble.Trees)
        {
            string name = TreeName(result.Name, terms.Count);
            terms.Add(TreeExpansion.LeafValue(ensemble, tree, name, definition.Origin, context));
        }

        SumExpansion.Define(result, ensemble.Base[0], terms, ExpressionSize.Of, definition.Origin, context);
    }

    // The leaf is found once per tree; each class then looks its number up.
    private static void ExpandVectorSum(KernelDefinition definition, TreeEnsemble ensemble, ExpansionContext context)
    {
        string name = definition.Results[0].Name;
        var leaves = new List<Expression>();
        foreach (DecisionTree tree in ensemble.Trees)
        {
            string treeName = TreeName(name, leaves.Count);
            Expression leaf = TreeExpansion.LeafIndex(ensemble, tree, treeName, definition.Origin, context);
            leaves.Add(leaf is Literal ? leaf : new ValueReference(context.AddPart(treeName + "_leaf", leaf, definition.Origin)));
        }

        for (int column = 0; column < ensemble.Width; column++)
        {
            Expression[] terms = new Expression[leaves.Count];
            for (int tree = 0; tree < terms.Length; tree++)
            {
                terms[tree] = LeafColumn(leaves[tree], ensemble.Trees[tree], ensemble.Width, column);
            }

            SumExpansion.Define(
                definition.Results[column], ensemble.Base[column], terms, ExpressionSize.Of, definition.Origin, context);
        }
    }

    private static Expression LeafColumn(Expression leaf, DecisionTree tree, int width, int column)
    {
        if (leaf is Literal known)
        {
            return known.IsMissing
                ? Literal.Missing(DataType.Double)
                : Literal.Double(tree.LeafValues[((int)known.Value.Integer * width) + column]);
        }

        var branches = Enumerable.Range(0, tree.LeafCount)
            .GroupBy(index => tree.LeafValues[(index * width) + column])
            .OrderByDescending(group => group.Count())
            .Select(group => new CaseBranch(
                Build.InSet(leaf, group.Select(index => Literal.Integer(index))),
                Literal.Double(group.Key)));
        return Build.Case([.. branches], Literal.Missing(DataType.Double));
    }

    private static string TreeName(string ensemble, int index) =>
        string.Create(CultureInfo.InvariantCulture, $"{ensemble}_tree{index + 1}");
}
