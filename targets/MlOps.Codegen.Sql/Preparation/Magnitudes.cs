using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Sql.Preparation;

/// <summary>
/// Bounds the magnitude of doubles, to know where arithmetic can meet infinities and yield NaN. Elsewhere no guard is written.
/// </summary>
internal sealed class Magnitudes
{
    // A 64-bit integer, and e^709 rounded up.
    private const double LargestInteger = 9.3e18;
    private const double LargestExp = 8.3e307;

    private readonly Dictionary<PlanValue, double> values = [];
    private readonly Dictionary<Expression, (double Bound, bool NaN)> known = new(ReferenceEqualityComparer.Instance);

    /// <summary>Records what a definition defines; in order of evaluation.</summary>
    public void Define(ScalarDefinition definition)
    {
        if (definition.Expression.Type == DataType.Double)
        {
            values[definition.Value] = Of(definition.Expression).Bound;
        }
    }

    /// <summary>Whether the expression as written in SQL can be NaN, where the plan means missing.</summary>
    public bool MayBeNaN(Expression expression) => expression.Type == DataType.Double && Of(expression).NaN;

    /// <summary>Whether the expression can be an infinity.</summary>
    public bool MayBeInfinite(Expression expression) => double.IsInfinity(Of(expression).Bound);

    private (double Bound, bool NaN) Of(Expression expression)
    {
        if (!known.TryGetValue(expression, out (double Bound, bool NaN) result))
        {
            (double bound, bool nan) = Measure(expression);
            result = (double.IsNaN(bound) ? double.PositiveInfinity : bound, nan);
            known.Add(expression, result);
        }

        return result;
    }

    private (double Bound, bool NaN) Measure(Expression expression) => expression switch
    {
        Literal { IsMissing: true } => (0, false),
        Literal { Value.IsDouble: true } literal => (Math.Abs(literal.Value.Double), false),
        ValueReference reference => (values.GetValueOrDefault(reference.Value, double.PositiveInfinity), false),
        UnaryExpression unary => Measure(unary),
        BinaryExpression binary => Measure(binary),
        NaryExpression { Operator: NaryOperator.Add, Type: DataType.Double } sum => MeasureSum(sum),
        NaryExpression { Type: DataType.Double } nary => (nary.Operands.Max(operand => Of(operand).Bound), false),
        CaseExpression { Type: DataType.Double } @case => MeasureCase(@case),
        _ => (double.PositiveInfinity, false),
    };

    private (double Bound, bool NaN) Measure(UnaryExpression unary)
    {
        if (unary.Operator == UnaryOperator.ToDouble && unary.Operand.Type != DataType.Double)
        {
            return (LargestInteger, false);
        }

        if (unary.Type != DataType.Double || unary.Operand.Type != DataType.Double)
        {
            return (double.PositiveInfinity, false);
        }

        (double bound, bool nan) = Of(unary.Operand);
        return unary.Operator switch
        {
            UnaryOperator.Negate or UnaryOperator.Abs or UnaryOperator.ToDouble => (bound, nan),
            UnaryOperator.Floor or UnaryOperator.Ceiling => (bound + 1, nan),
            UnaryOperator.Sin or UnaryOperator.Cos => (1, nan),
            UnaryOperator.Asin or UnaryOperator.Acos => (4, false),
            UnaryOperator.Atan => (2, nan),
            UnaryOperator.Exp => (LargestExp, false),
            UnaryOperator.Sqrt => (Math.Sqrt(bound) + 1, false),
            UnaryOperator.Ln or UnaryOperator.Log10 => (double.IsInfinity(bound) ? bound : 1000, false),
            UnaryOperator.ToFloat32 => (bound < 1e38 ? bound * 1.001 : double.PositiveInfinity, false),
            _ => (double.PositiveInfinity, nan),
        };
    }

    private (double Bound, bool NaN) Measure(BinaryExpression binary)
    {
        if (binary.Type != DataType.Double)
        {
            return (double.PositiveInfinity, false);
        }

        (double left, bool leftNaN) = Of(binary.Left);
        (double right, bool rightNaN) = Of(binary.Right);
        bool nan = leftNaN || rightNaN;
        bool leftInfinite = double.IsInfinity(left);
        bool rightInfinite = double.IsInfinity(right);
        return binary.Operator switch
        {
            BinaryOperator.Subtract => (left + right, nan || (leftInfinite && rightInfinite)),
            BinaryOperator.Multiply => (
                left * right,
                nan || (leftInfinite && !IsNonZero(binary.Right)) || (rightInfinite && !IsNonZero(binary.Left))),
            BinaryOperator.Divide => (
                binary.Right is Literal { IsMissing: false } divisor ? left / Math.Abs(divisor.Value.Double) : double.PositiveInfinity,
                nan || (leftInfinite && rightInfinite)),
            _ => (double.PositiveInfinity, false),
        };
    }

    private static bool IsNonZero(Expression expression) =>
        expression is Literal { IsMissing: false } literal && literal.Value.Double != 0;

    private (double Bound, bool NaN) MeasureSum(NaryExpression sum)
    {
        (double bound, bool nan) = Of(sum.Operands[0]);
        foreach (Expression operand in sum.Operands.AsSpan()[1..])
        {
            (double next, bool nextNaN) = Of(operand);
            nan |= nextNaN || (double.IsInfinity(bound) && double.IsInfinity(next));
            bound += next;
        }

        return (bound, nan);
    }

    private (double Bound, bool NaN) MeasureCase(CaseExpression @case)
    {
        (double bound, bool nan) = Of(@case.Else);
        foreach (CaseBranch branch in @case.Branches)
        {
            (double next, bool nextNaN) = Of(branch.Value);
            bound = Math.Max(bound, next);
            nan |= nextNaN;
        }

        return (bound, nan);
    }
}
