using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.MlNet.Formulas;

/// <summary>Arithmetic of formulas on whole numbers of 32 bits, held as doubles: up to 2^53 these are exact.</summary>
/// <remarks>
/// Sums and differences wrap around as ML.NET's do. Where ML.NET throws, which ends its whole run (products beyond 32 bits, divisors of 0),
/// the number is missing. What cannot leave the range carries no guard.
/// </remarks>
internal static class WholeArithmetic
{
    private const double Values = 4_294_967_296;

    // Quotients of two floats below this are cut to the right whole number, and its product with the divisor is exact in double.
    private const double LargestQuotient = 1 << 28;

    /// <summary>The result of an operator.</summary>
    /// <param name="sign">The operator: <c>+ - * /</c> or <c>%</c>.</param>
    /// <param name="left">A whole number.</param>
    /// <param name="right">Another.</param>
    /// <param name="define">Defines a value under a wished name, and refers to it.</param>
    public static FormulaValue Compute(string sign, FormulaValue left, FormulaValue right, Func<string, Expression, Expression> define)
    {
        (Expression a, Expression b) = (left.Value, right.Value);
        switch (sign)
        {
            case "+":
                return Wrapped(Build.Add(a, b), left.Least + right.Least, left.Most + right.Most, define);
            case "-":
                return Wrapped(Build.Subtract(a, b), left.Least - right.Most, left.Most - right.Least, define);
            case "*":
                long[] corners = [left.Least * right.Least, left.Least * right.Most, left.Most * right.Least, left.Most * right.Most];
                return Bounded(Build.Multiply(a, b), corners.Min(), corners.Max(), define);
            case "/":
                long most = Math.Max(Math.Abs(left.Least), Math.Abs(left.Most));
                return Bounded(Truncated(define("quotient", Build.Divide(a, b))), -most, right.Least > 0 ? left.Most : most, define);
            case "%":
                Expression whole = Truncated(define("quotient", Build.Divide(a, b)));
                return FormulaValue.Whole(
                    Build.Subtract(a, Build.Multiply(b, whole)), Math.Min(left.Least, 0), Math.Max(left.Most, 0));
            default:
                throw new NotSupportedException($"its formula has '{sign}' between whole numbers");
        }
    }

    /// <summary>A number that must fit into 32 bits; missing where it does not.</summary>
    /// <param name="value">A double that holds it.</param>
    /// <param name="least">The smallest that it can be.</param>
    /// <param name="most">The largest that it can be.</param>
    /// <param name="define">Defines a value under a wished name, and refers to it.</param>
    public static FormulaValue Bounded(Expression value, double least, double most, Func<string, Expression, Expression> define)
    {
        if (least >= int.MinValue && most <= int.MaxValue)
        {
            return FormulaValue.Whole(value, (long)least, (long)most);
        }

        Expression number = define("whole", value);
        return FormulaValue.Whole(
            Build.If(
                Build.And(
                    Build.Binary(BinaryOperator.GreaterOrEqual, number, Build.Number(int.MinValue)),
                    Build.Binary(BinaryOperator.LessOrEqual, number, Build.Number(int.MaxValue))),
                number,
                Literal.Missing(DataType.Double)),
            Math.Max(int.MinValue, (long)Math.Max(least, long.MinValue)),
            Math.Min(int.MaxValue, (long)Math.Min(most, int.MaxValue)));
    }

    /// <summary>The remainder of two floats, with the sign of the first; missing where more than 2^28 of the second go into the first.</summary>
    /// <param name="a">The one.</param>
    /// <param name="b">The other.</param>
    /// <param name="define">Defines a value under a wished name, and refers to it.</param>
    public static Expression RemainderOfSingles(Expression a, Expression b, Func<string, Expression, Expression> define)
    {
        Expression quotient = define("quotient", Build.Divide(a, b));
        return Build.If(
            Build.Binary(BinaryOperator.Less, Build.Unary(UnaryOperator.Abs, quotient), Build.Number(LargestQuotient)),
            Build.Subtract(a, Build.Multiply(b, Truncated(quotient))),
            Literal.Missing(DataType.Double));
    }

    /// <summary>A number without its fraction.</summary>
    /// <param name="value">The number.</param>
    public static Expression Truncated(Expression value) => Build.If(
        Build.Binary(BinaryOperator.Less, value, Build.Number(0)), Build.Unary(UnaryOperator.Ceiling, value), Build.Unary(UnaryOperator.Floor, value));

    // Two's complement: the number of 32 bits that is as far off as a multiple of 2^32.
    private static FormulaValue Wrapped(Expression value, long least, long most, Func<string, Expression, Expression> define)
    {
        if (least >= int.MinValue && most <= int.MaxValue)
        {
            return FormulaValue.Whole(value, least, most);
        }

        Expression number = define("whole", value);
        Expression turns = Build.Unary(
            UnaryOperator.Floor, Build.Divide(Build.Add(number, Build.Number(Values / 2)), Build.Number(Values)));
        return FormulaValue.Whole(Build.Subtract(number, Build.Multiply(Build.Number(Values), turns)), int.MinValue, int.MaxValue);
    }
}
