using System.Collections.Immutable;
using MlOps.Codegen.Compiler.Lowering;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Compiler.Transformations.Functions;

/// <summary>The four operations, modulo and powers. Integers stay integers; floats are rounded once, after the operation.</summary>
internal static class ArithmeticFunctions
{
    // Longer products than this are better left to the power operator.
    private const long LargestWrittenOut = 64;

    /// <summary>The family.</summary>
    public static ImmutableArray<BuiltInFunction> All { get; } =
    [
        new("+", 2, 2, call => Combine(call, (a, b) => Build.Add(a, b))),
        new("-", 2, 2, call => Combine(call, Build.Subtract)),
        new("*", 2, 2, call => Combine(call, Build.Multiply)),
        new("/", 2, 2, call => Combine(call, Quotient)) { HasDomain = true },
        new("modulo", 2, 2, Modulo) { HasDomain = true },
        new("pow", 2, 2, Power) { HasDomain = true },
    ];

    private static TypedExpression? Combine(FunctionCall call, Func<Expression, Expression, Expression> operation)
    {
        if (call.CommonNumber() is not { } type)
        {
            return null;
        }

        ImmutableArray<Expression> numbers = call.Numbers(type);
        return FunctionCall.Result(operation(numbers[0], numbers[1]), type);
    }

    private static Expression Quotient(Expression left, Expression right) =>
        left.Type == DataType.Integer ? Build.Binary(BinaryOperator.IntegerDivide, left, right) : Build.Divide(left, right);

    // The result has the divisor's sign.
    private static TypedExpression? Modulo(FunctionCall call)
    {
        if (call.CommonNumber() is not { } type)
        {
            return null;
        }

        ImmutableArray<Expression> numbers = call.Numbers(type);
        Expression a = call.Share("dividend", numbers[0]);
        Expression b = call.Share("divisor", numbers[1]);
        Expression quotient = Quotient(a, b);
        if (type.Type != DataType.Integer)
        {
            return FunctionCall.Result(Build.Subtract(a, Build.Multiply(Build.Unary(UnaryOperator.Floor, quotient), b)), type);
        }

        Expression remainder = call.Share("remainder", Build.Subtract(a, Build.Multiply(quotient, b)));
        Expression zero = Literal.Integer(0);
        Expression crossed = Build.Or(
            Build.And(Build.Binary(BinaryOperator.Greater, remainder, zero), Build.Binary(BinaryOperator.Less, b, zero)),
            Build.And(Build.Binary(BinaryOperator.Less, remainder, zero), Build.Binary(BinaryOperator.Greater, b, zero)));
        return FunctionCall.Result(Build.If(crossed, Build.Add(remainder, b), remainder), type);
    }

    private static TypedExpression? Power(FunctionCall call)
    {
        if (call.CommonNumber() is not { } type)
        {
            return null;
        }

        ImmutableArray<Expression> numbers = call.Numbers(type);
        return FunctionCall.Result(
            type.Type == DataType.Integer
                ? IntegerPower(call, numbers[0], numbers[1])
                : Build.Binary(BinaryOperator.Power, numbers[0], numbers[1]),
            type);
    }

    private static Expression IntegerPower(FunctionCall call, Expression @base, Expression exponent)
    {
        Expression shared = call.Share("base", @base);
        if (exponent is Literal { IsMissing: false, Value.Integer: >= 0 and <= LargestWrittenOut } literal)
        {
            return literal.Value.Integer == 0
                ? Build.If(Build.IsMissing(shared), Literal.Missing(DataType.Integer), Literal.Integer(1))
                : Product(shared, literal.Value.Integer);
        }

        // A power of doubles is exact, or near enough to be rounded, as far as integers are exact in doubles.
        Expression power = Build.Binary(BinaryOperator.Power, Build.ToDouble(shared), Build.ToDouble(exponent));
        Expression nearest = Build.Unary(UnaryOperator.ToInteger, Build.Unary(UnaryOperator.Floor, Build.Add(power, Build.Number(0.5))));
        return Build.If(
            Build.Binary(BinaryOperator.GreaterOrEqual, exponent, Literal.Integer(0)), nearest, Literal.Missing(DataType.Integer));

        Expression Product(Expression factor, long count)
        {
            if (count == 1)
            {
                return factor;
            }

            Expression half = call.Share("power", Product(factor, count / 2));
            Expression square = Build.Multiply(half, half);
            return count % 2 == 0 ? square : Build.Multiply(square, factor);
        }
    }
}
