namespace MlOps.Codegen.Plan.Expressions;

/// <summary>Measures expressions.</summary>
public static class ExpressionSize
{
    /// <summary>How many nodes an expression has, itself included.</summary>
    /// <param name="expression">The expression.</param>
    public static int Of(Expression expression)
    {
        int size = 0;
        var pending = new Stack<Expression>();
        pending.Push(expression);
        while (pending.TryPop(out Expression? next))
        {
            size++;
            foreach (Expression child in ExpressionChildren.Of(next))
            {
                pending.Push(child);
            }
        }

        return size;
    }
}
