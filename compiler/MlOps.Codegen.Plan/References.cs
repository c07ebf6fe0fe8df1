using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Plan;

/// <summary>Finds the values that a part of a plan refers to.</summary>
public static class References
{
    /// <summary>The values that a definition refers to, each as often as it occurs.</summary>
    /// <param name="definition">The definition.</param>
    public static IEnumerable<PlanValue> Of(Definition definition) => definition switch
    {
        ScalarDefinition scalar => Of(scalar.Expression),
        KernelDefinition kernel => kernel.Kernel.References,
        _ => throw new InvalidOperationException($"unknown definition {definition.GetType().Name}"),
    };

    /// <summary>The values that an expression refers to, each as often as it occurs, from left to right.</summary>
    /// <param name="expression">The expression.</param>
    public static IEnumerable<PlanValue> Of(Expression expression)
    {
        var pending = new Stack<Expression>();
        pending.Push(expression);
        while (pending.TryPop(out Expression? next))
        {
            if (next is ValueReference reference)
            {
                yield return reference.Value;
            }

            foreach (Expression child in ExpressionChildren.Of(next).Reverse())
            {
                pending.Push(child);
            }
        }
    }
}
