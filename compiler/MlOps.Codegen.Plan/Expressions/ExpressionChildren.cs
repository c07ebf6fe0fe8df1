namespace MlOps.Codegen.Plan.Expressions;

/// <summary>The direct parts of an expression.</summary>
public static class ExpressionChildren
{
    /// <summary>The direct parts of an expression, from left to right.</summary>
    /// <param name="expression">The expression.</param>
    public static IEnumerable<Expression> Of(Expression expression) => expression switch
    {
        Literal or ValueReference => [],
        UnaryExpression unary => [unary.Operand],
        BinaryExpression binary => [binary.Left, binary.Right],
        NaryExpression nary => nary.Operands,
        CaseExpression @case => [.. @case.Branches.SelectMany(branch => new[] { branch.Condition, branch.Value }), @case.Else],
        InSetExpression inSet => [inSet.Operand, .. inSet.Values],
        CallExpression call => call.Arguments,
        _ => throw new InvalidOperationException($"unknown expression {expression.GetType().Name}"),
    };
}
