using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Kernels;
using MlOps.Codegen.Plan.Text;

namespace MlOps.Codegen.Plan.Ranges;

/// <summary>The ranges of a plan's numbers, from literals, functions and tests; definitions are told in order of evaluation.</summary>
/// <remarks>
/// Inputs may be anything. Operations whose result may leave the range of a double are taken to be within it: where that is not sure,
/// <see cref="ArithmeticBounds"/> has bounded their operands.
/// </remarks>
public sealed class ValueRanges
{
    private readonly Dictionary<PlanValue, ValueRange> ranges = [];
    private readonly Dictionary<PlanValue, Expression> definitions = [];
    private readonly Dictionary<Expression, ValueRange> known = new(ReferenceEqualityComparer.Instance);

    /// <summary>Records what a definition defines.</summary>
    /// <param name="definition">The definition; those that it refers to are recorded.</param>
    public void Define(Definition definition)
    {
        switch (definition)
        {
            case ScalarDefinition scalar:
                definitions[scalar.Value] = scalar.Expression;
                if (IsNumber(scalar.Value.Type))
                {
                    ranges[scalar.Value] = Of(scalar.Expression);
                }

                break;
            case KernelDefinition kernel:
                KernelRanges.Record(kernel, this, ranges);
                break;
            default:
                throw new InvalidOperationException($"unknown definition {definition.GetType().Name}");
        }
    }

    /// <summary>The range of a value.</summary>
    /// <param name="value">An input or a recorded value, integer or double.</param>
    public ValueRange Of(PlanValue value) => ranges.TryGetValue(value, out ValueRange range) ? range : value.Promised ?? Any(value.Type);

    /// <summary>The range of an expression.</summary>
    /// <param name="expression">An integer or double.</param>
    public ValueRange Of(Expression expression)
    {
        if (expression is ValueReference reference)
        {
            return Of(reference.Value);
        }

        if (!known.TryGetValue(expression, out ValueRange range))
        {
            range = Settled(Measure(expression));
            known.Add(expression, range);
        }

        return range;
    }

    /// <summary>What a value was defined by; null for inputs and kernels' results.</summary>
    /// <param name="value">The value.</param>
    public Expression? DefinitionOf(PlanValue value) => definitions.GetValueOrDefault(value);

    /// <summary>The range of the result of a binary operation whose operands are known, before it is taken to fit.</summary>
    /// <param name="binary">The operation.</param>
    public ValueRange Unsettled(BinaryExpression binary)
    {
        ValueRange left = Of(binary.Left);
        ValueRange right = Of(binary.Right);
        return binary.Operator switch
        {
            BinaryOperator.Subtract => Difference(binary, left, right),
            BinaryOperator.Multiply when binary.Left is ValueReference a && binary.Right is ValueReference b && a.Value == b.Value =>
                left.Times(right).Within(0, double.PositiveInfinity),
            BinaryOperator.Multiply => left.Times(right),
            BinaryOperator.Divide => left.DividedBy(right),
            BinaryOperator.IntegerDivide => left.IsNothing || right.IsNothing ? ValueRange.Nothing : new ValueRange(-left.Most, left.Most, 1, 1),
            BinaryOperator.Power => Powers.Of(left, right),
            _ => throw new InvalidOperationException($"{binary.Operator} yields no number"),
        };
    }

    /// <summary>
    /// The range of a sum, before it is taken to fit. Operands that are always missing are passed over: engines may add up the others
    /// before they see them.
    /// </summary>
    /// <param name="sum">The sum.</param>
    public ValueRange Unsettled(NaryExpression sum)
    {
        ValueRange total = ValueRange.Of(0);
        foreach (Expression operand in sum.Operands)
        {
            ValueRange range = Of(operand);
            total = range.IsNothing ? total : total.Plus(range);
        }

        return total;
    }

    private static bool IsNumber(DataType type) => type is DataType.Double or DataType.Integer;

    private static ValueRange Any(DataType type) => type switch
    {
        DataType.Double => ValueRange.AnyDouble,
        DataType.Integer => ValueRange.AnyInteger,
        _ => throw new InvalidOperationException($"{type} is no number"),
    };

    // A result too small for a double is 0 or the smallest double.
    private static ValueRange Settled(ValueRange range) => range with
    {
        Least = Math.Max(range.Least, double.Epsilon),
        Grid = Math.Max(range.Grid, double.Epsilon),
    };

    private ValueRange Measure(Expression expression) => expression switch
    {
        Literal { IsMissing: true } => ValueRange.Nothing,
        Literal literal => ValueRange.Of(literal.Type == DataType.Double ? literal.Value.Double : literal.Value.Integer),
        UnaryExpression unary => Measure(unary),
        BinaryExpression binary => Unsettled(binary),
        NaryExpression { Operator: NaryOperator.Add } sum => Unsettled(sum),
        NaryExpression { Operator: NaryOperator.Coalesce } choice => Union(choice),
        NaryExpression nary => Extremes(nary),
        CaseExpression @case => CaseRanges.Of(@case, this),
        CallExpression => new ValueRange(0, int.MaxValue, 1, 1),
        _ => throw new InvalidOperationException($"unknown expression {expression.GetType().Name}"),
    };

    private ValueRange Union(NaryExpression nary)
    {
        ValueRange union = ValueRange.Nothing;
        foreach (Expression operand in nary.Operands)
        {
            union = union.Or(Of(operand));
        }

        return union;
    }

    private ValueRange Extremes(NaryExpression nary)
    {
        ValueRange union = Union(nary);
        foreach (Expression operand in nary.Operands)
        {
            ValueRange range = Of(operand);
            union = nary.Operator == NaryOperator.Min
                ? union.Within(double.NegativeInfinity, range.High)
                : union.Within(range.Low, double.PositiveInfinity);
        }

        return union;
    }

    // What is subtracted from a value that is no larger: as in softmax, whose exponents then are at most 0.
    private ValueRange Difference(BinaryExpression binary, ValueRange left, ValueRange right)
    {
        ValueRange difference = left.Plus(right.Negate());
        bool fromSmaller = binary.Left is ValueReference smaller
            && Defining(binary.Right) is NaryExpression { Operator: NaryOperator.Max } largest
            && largest.Operands.Any(operand => operand is ValueReference reference && reference.Value == smaller.Value);
        return fromSmaller ? difference.Within(double.NegativeInfinity, 0) : difference;
    }

    private Expression? Defining(Expression expression) =>
        expression is ValueReference reference ? DefinitionOf(reference.Value) : expression;

    private ValueRange Measure(UnaryExpression unary)
    {
        switch (unary.Operator, unary.Operand.Type)
        {
            case (UnaryOperator.ToDouble or UnaryOperator.ToInteger, DataType.Boolean):
                return new ValueRange(0, 1, 1, 1);
            case (UnaryOperator.ToInteger, DataType.Date or DataType.Time or DataType.DateTime):
                return new ValueRange(CalendarText.FirstSecond, CalendarText.LastSecond, 1, 1);
            case (_, DataType.Double or DataType.Integer):
                return Measure(unary.Operator, Of(unary.Operand));
            default:
                throw new InvalidOperationException($"{unary.Operator} of {unary.Operand.Type} yields no number");
        }
    }

    private static ValueRange Measure(UnaryOperator @operator, ValueRange x)
    {
        if (x.IsNothing)
        {
            return x;
        }

        return @operator switch
        {
            UnaryOperator.Negate => x.Negate(),
            UnaryOperator.Abs => x.Abs(),
            UnaryOperator.ToDouble => x,
            UnaryOperator.ToInteger => new ValueRange(
                Math.Max(Math.Truncate(x.Low), long.MinValue), Math.Min(Math.Truncate(x.High), long.MaxValue), 1, 1),
            UnaryOperator.Floor or UnaryOperator.Ceiling => new ValueRange(Math.Floor(x.Low), Math.Ceiling(x.High), 1, 1),
            UnaryOperator.ToFloat32 => FunctionRanges.ToFloat32(x),
            _ => FunctionRanges.Of(@operator, x),
        };
    }
}
