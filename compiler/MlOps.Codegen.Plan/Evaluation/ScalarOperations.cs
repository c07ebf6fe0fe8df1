using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Text;

namespace MlOps.Codegen.Plan.Evaluation;

/// <summary>The meaning of the operators, value by value.</summary>
internal static class ScalarOperations
{
    // 2^63: the first double that no longer fits an integer.
    private const double IntegerLimit = 9223372036854775808.0;

    public static Scalar Apply(UnaryOperator @operator, DataType type, Scalar operand)
    {
        if (@operator == UnaryOperator.IsMissing)
        {
            return Scalar.FromBoolean(operand.IsMissing);
        }

        if (operand.IsMissing)
        {
            return Scalar.Missing;
        }

        return @operator switch
        {
            UnaryOperator.Not => Scalar.FromBoolean(!operand.Boolean),
            UnaryOperator.Negate => operand.IsDouble ? Scalar.FromDouble(-operand.Double) : Scalar.FromInteger(-operand.Integer),
            UnaryOperator.Abs => operand.IsDouble
                ? Scalar.FromDouble(Math.Abs(operand.Double))
                : Scalar.FromInteger(operand.Integer < 0 ? -operand.Integer : operand.Integer),
            UnaryOperator.ToDouble => operand.IsDouble ? operand : Scalar.FromDouble(operand.Integer),
            UnaryOperator.ToInteger => ToInteger(operand),
            UnaryOperator.ToText => Scalar.FromText(ToText(operand, type)),
            UnaryOperator.ToDateTime => operand.Integer is >= CalendarText.FirstSecond and <= CalendarText.LastSecond ? operand : Scalar.Missing,
            UnaryOperator.ToDate => CalendarText.ParseDate(operand.Text) is { } days ? Scalar.FromInteger(days) : Scalar.Missing,
            _ => Scalar.FromDouble(Apply(@operator, operand.Double)),
        };
    }

    public static Scalar Apply(BinaryOperator @operator, Scalar left, Scalar right)
    {
        if (left.IsMissing || right.IsMissing)
        {
            return Scalar.Missing;
        }

        return @operator switch
        {
            BinaryOperator.Equal => Scalar.FromBoolean(left == right),
            BinaryOperator.NotEqual => Scalar.FromBoolean(left != right),
            BinaryOperator.Less => Scalar.FromBoolean(Compare(left, right) < 0),
            BinaryOperator.LessOrEqual => Scalar.FromBoolean(Compare(left, right) <= 0),
            BinaryOperator.Greater => Scalar.FromBoolean(Compare(left, right) > 0),
            BinaryOperator.GreaterOrEqual => Scalar.FromBoolean(Compare(left, right) >= 0),
            BinaryOperator.Subtract => left.IsDouble
                ? Scalar.FromDouble(left.Double - right.Double)
                : Scalar.FromInteger(left.Integer - right.Integer),
            BinaryOperator.Multiply => left.IsDouble
                ? Scalar.FromDouble(left.Double * right.Double)
                : Scalar.FromInteger(left.Integer * right.Integer),
            BinaryOperator.Divide => right.Double == 0 ? Scalar.Missing : Scalar.FromDouble(left.Double / right.Double),
            BinaryOperator.IntegerDivide => IntegerDivide(left.Integer, right.Integer),
            BinaryOperator.Power => Scalar.FromDouble(Power(left.Double, right.Double)),
            _ => throw new InvalidOperationException($"unknown operator {@operator}"),
        };
    }

    public static Scalar Apply(NaryOperator @operator, ReadOnlySpan<Scalar> operands) => @operator switch
    {
        NaryOperator.And => Decide(operands, decisive: false),
        NaryOperator.Or => Decide(operands, decisive: true),
        NaryOperator.Coalesce => FirstPresent(operands),
        NaryOperator.Add => Fold(operands, static (sum, next) => sum.IsDouble
            ? Scalar.FromDouble(sum.Double + next.Double)
            : Scalar.FromInteger(sum.Integer + next.Integer)),
        NaryOperator.Min => Fold(operands, static (least, next) => Compare(next, least) < 0 ? next : least),
        NaryOperator.Max => Fold(operands, static (most, next) => Compare(next, most) > 0 ? next : most),
        NaryOperator.Concat => Fold(operands, static (text, next) => Scalar.FromText(text.Text + next.Text)),
        _ => throw new InvalidOperationException($"unknown operator {@operator}"),
    };

    private static double Apply(UnaryOperator @operator, double x) => @operator switch
    {
        UnaryOperator.Floor => Math.Floor(x),
        UnaryOperator.Ceiling => Math.Ceiling(x),
        UnaryOperator.Exp => Exp(x),
        UnaryOperator.Ln => x > 0 ? Math.Log(x) : double.NaN,
        UnaryOperator.Log10 => x > 0 ? Math.Log10(x) : double.NaN,
        UnaryOperator.Sqrt => x >= 0 ? Math.Sqrt(x) : double.NaN,
        UnaryOperator.Sin => Math.Sin(x),
        UnaryOperator.Cos => Math.Cos(x),
        UnaryOperator.Tan => Math.Tan(x),
        UnaryOperator.Asin => Math.Asin(x),
        UnaryOperator.Acos => Math.Acos(x),
        UnaryOperator.Atan => Math.Atan(x),
        UnaryOperator.ToFloat32 => (float)x,
        _ => throw new InvalidOperationException($"unknown operator {@operator}"),
    };

    private static Scalar ToInteger(Scalar operand)
    {
        if (!operand.IsDouble)
        {
            return operand;
        }

        double whole = Math.Truncate(operand.Double);
        return whole is >= -IntegerLimit and < IntegerLimit ? Scalar.FromInteger((long)whole) : Scalar.Missing;
    }

    private static string ToText(Scalar operand, DataType type) => type switch
    {
        DataType.String => operand.Text,
        DataType.Boolean => operand.Boolean ? "true" : "false",
        DataType.Double => NumberText.OfDouble(operand.Double),
        DataType.Integer => NumberText.OfInteger(operand.Integer),
        DataType.Date or DataType.Time or DataType.DateTime => CalendarText.Iso(operand.Integer, type),
        _ => throw new InvalidOperationException($"no text for {type}"),
    };

    // The processor traps on −2^63 / −1; negation wraps, as the other integer operations do.
    private static Scalar IntegerDivide(long left, long right) => right switch
    {
        0 => Scalar.Missing,
        -1 => Scalar.FromInteger(-left),
        _ => Scalar.FromInteger(left / right),
    };

    /// <summary>See <see cref="UnaryOperator.Exp"/>.</summary>
    public static double Exp(double x) => x < -708 ? 0 : Math.Exp(Math.Min(x, 709));

    /// <summary>See <see cref="BinaryOperator.Power"/>; NaN stands for missing.</summary>
    public static double Power(double x, double y)
    {
        bool undefined = (x == 0 && y < 0) || (x < 0 && y != Math.Floor(y));
        return undefined ? double.NaN : Math.Pow(x, y);
    }

    private static int Compare(Scalar left, Scalar right) =>
        left.IsDouble ? left.Double.CompareTo(right.Double)
        : left.IsText ? string.CompareOrdinal(left.Text, right.Text)
        : left.Integer.CompareTo(right.Integer);

    // Kleene: one decisive operand settles it; otherwise one missing operand leaves it open.
    private static Scalar Decide(ReadOnlySpan<Scalar> operands, bool decisive)
    {
        bool open = false;
        foreach (Scalar operand in operands)
        {
            if (operand.IsMissing)
            {
                open = true;
            }
            else if (operand.Boolean == decisive)
            {
                return operand;
            }
        }

        return open ? Scalar.Missing : Scalar.FromBoolean(!decisive);
    }

    private static Scalar FirstPresent(ReadOnlySpan<Scalar> operands)
    {
        foreach (Scalar operand in operands)
        {
            if (!operand.IsMissing)
            {
                return operand;
            }
        }

        return Scalar.Missing;
    }

    private static Scalar Fold(ReadOnlySpan<Scalar> operands, Func<Scalar, Scalar, Scalar> combine)
    {
        Scalar result = operands[0];
        foreach (Scalar next in operands[1..])
        {
            if (result.IsMissing || next.IsMissing)
            {
                return Scalar.Missing;
            }

            result = combine(result, next);
        }

        return result;
    }
}
