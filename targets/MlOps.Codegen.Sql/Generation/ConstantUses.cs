using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Sql.Generation;

/// <summary>The values that meet nothing but double constants: an engine may take them as they stand in a column.</summary>
internal sealed class ConstantUses
{
    private readonly HashSet<PlanValue> factors = [];
    private readonly HashSet<PlanValue> compared = [];
    private readonly HashSet<PlanValue> others;

    /// <summary>Looks at all uses of values.</summary>
    /// <param name="plan">A plan without kernels.</param>
    public ConstantUses(ScoringPlan plan)
    {
        others = [.. plan.Outputs.Select(output => output.Value)];
        foreach (ScalarDefinition definition in plan.Definitions.OfType<ScalarDefinition>())
        {
            if (definition.Expression is ValueReference whole)
            {
                others.Add(whole.Value);
            }

            foreach (Expression node in QueryLayout.NodesOf(definition.Expression))
            {
                KindOf(node).UnionWith(ExpressionChildren.Of(node).OfType<ValueReference>().Select(reference => reference.Value));
            }
        }
    }

    /// <summary>Whether a value is used for nothing but products with double constants, as the terms of weighted sums are.</summary>
    /// <param name="value">The value.</param>
    public bool AreProducts(PlanValue value) => factors.Contains(value) && !compared.Contains(value) && !others.Contains(value);

    /// <summary>Whether a value is used for nothing but products and comparisons with double constants.</summary>
    /// <param name="value">The value.</param>
    public bool AreProductsOrComparisons(PlanValue value) => !others.Contains(value);

    private HashSet<PlanValue> KindOf(Expression node) => node switch
    {
        BinaryExpression { Operator: BinaryOperator.Multiply, Left: Literal { Type: DataType.Double } } => factors,
        BinaryExpression { Type: DataType.Boolean, Right: Literal { Type: DataType.Double, IsMissing: false } } => compared,
        _ => others,
    };
}
