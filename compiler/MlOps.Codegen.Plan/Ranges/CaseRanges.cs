using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Plan.Ranges;

/// <summary>The ranges of choices: a value that is returned under a test of itself is within what the test lets through.</summary>
internal static class CaseRanges
{
    public static ValueRange Of(CaseExpression @case, ValueRanges ranges)
    {
        ValueRange union = ValueRange.Nothing;
        var before = new List<Expression>();
        foreach (CaseBranch branch in @case.Branches)
        {
            union = union.Or(Refined(branch.Value, branch.Condition, before, ranges));
            before.Add(branch.Condition);
        }

        return union.Or(Refined(@case.Else, null, before, ranges));
    }

    private static ValueRange Refined(Expression value, Expression? condition, List<Expression> before, ValueRanges ranges)
    {
        ValueRange range = ranges.Of(value);
        if (value is not ValueReference reference)
        {
            return range;
        }

        // A test that was passed over was false, or missing because the value is.
        foreach (Expression test in before)
        {
            range = Passed(range, test, reference.Value, holds: false);
        }

        return condition is null ? range : Passed(range, condition, reference.Value, holds: true);
    }

    private static ValueRange Passed(ValueRange range, Expression test, PlanValue value, bool holds)
    {
        switch (test)
        {
            case NaryExpression { Operator: NaryOperator.And } all when holds:
            case NaryExpression { Operator: NaryOperator.Or } any when !holds:
                foreach (Expression part in ((NaryExpression)test).Operands)
                {
                    range = Passed(range, part, value, holds);
                }

                return range;
            case BinaryExpression { Right: Literal { Value.IsDouble: true } bound } comparison:
                return Compared(range, comparison, bound.Value.Double, value, holds);
            case BinaryExpression { Right: Literal { IsMissing: false, Type: DataType.Integer } bound } comparison:
                return Compared(range, comparison, bound.Value.Integer, value, holds);
            default:
                return range;
        }
    }

    private static ValueRange Compared(ValueRange range, BinaryExpression comparison, double bound, PlanValue value, bool holds)
    {
        (bool below, bool above) = comparison.Operator switch
        {
            BinaryOperator.Less or BinaryOperator.LessOrEqual => (holds, !holds),
            BinaryOperator.Greater or BinaryOperator.GreaterOrEqual => (!holds, holds),
            _ => (false, false),
        };
        return comparison.Left switch
        {
            ValueReference reference when reference.Value == value && (below || above) =>
                below ? range.Within(double.NegativeInfinity, bound) : range.Within(bound, double.PositiveInfinity),
            UnaryExpression { Operator: UnaryOperator.Abs, Operand: ValueReference reference } when reference.Value == value =>
                below ? range.Within(-bound, bound) : above && bound > 0 ? range.AtLeast(bound) : range,
            _ => range,
        };
    }
}
