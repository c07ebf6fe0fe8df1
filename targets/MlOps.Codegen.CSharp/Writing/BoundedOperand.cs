using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.CSharp.Writing;

/// <summary>
/// A choice that keeps an operand within the range of arithmetic (<see cref="Plan.Ranges.ArithmeticBounds"/>): 0 below a magnitude, missing above
/// another. It is so frequent that the runtime has a function for it.
/// </summary>
/// <param name="Operand">The operand.</param>
/// <param name="Least">The smallest magnitude that is kept; 0 where all are.</param>
/// <param name="Most">The largest magnitude that is kept; infinity where all are.</param>
internal sealed record BoundedOperand(Expression Operand, double Least, double Most)
{
    /// <summary>The choice as such; null where it is another.</summary>
    /// <param name="expression">An expression.</param>
    public static BoundedOperand? Of(Expression expression)
    {
        if (expression is not CaseExpression { Type: DataType.Double } @case)
        {
            return null;
        }

        double? least = null;
        double? most = null;
        Expression? operand = null;
        foreach (CaseBranch branch in @case.Branches)
        {
            switch (branch)
            {
                case
                {
                    Condition: BinaryExpression { Operator: BinaryOperator.Less, Right: Literal { IsMissing: false } bound, Left: UnaryExpression { Operator: UnaryOperator.Abs } magnitude },
                    Value: Literal { IsMissing: false, Value.Double: 0 },
                } when least is null && most is null:
                    (least, operand) = (bound.Value.Double, magnitude.Operand);
                    break;
                case
                {
                    Condition: BinaryExpression { Operator: BinaryOperator.LessOrEqual, Right: Literal { IsMissing: false } bound, Left: UnaryExpression { Operator: UnaryOperator.Abs } magnitude },
                } when most is null && (operand is null || operand.Equals(magnitude.Operand)) && branch.Value.Equals(magnitude.Operand):
                    (most, operand) = (bound.Value.Double, magnitude.Operand);
                    break;
                default:
                    return null;
            }
        }

        // What is left over is missing, or where nothing is too large the operand itself.
        bool isRest = most is null ? @case.Else.Equals(operand) : @case.Else is Literal { IsMissing: true };
        return operand is ValueReference && isRest ? new BoundedOperand(operand, least ?? 0, most ?? double.PositiveInfinity) : null;
    }

    /// <summary>How many operations an expression has, a bounded operand being one.</summary>
    /// <param name="expression">The expression.</param>
    /// <param name="exponential">For how many an exponential counts.</param>
    public static int SizeOf(Expression expression, int exponential = 1)
    {
        int size = 0;
        var pending = new Stack<Expression>();
        pending.Push(expression);
        while (pending.TryPop(out Expression? next))
        {
            size += next is UnaryExpression { Operator: UnaryOperator.Exp } ? exponential : 1;
            foreach (Expression child in Of(next) is { } bounded ? [bounded.Operand] : ExpressionChildren.Of(next))
            {
                pending.Push(child);
            }
        }

        return size;
    }
}
