using System.Collections.Immutable;
using MlOps.Codegen.Compiler.Lowering;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Compiler.Transformations.Functions;

/// <summary>Rounding to whole numbers: floor, ceil and round make integers, rint keeps the type.</summary>
internal static class RoundingFunctions
{
    /// <summary>The family.</summary>
    public static ImmutableArray<BuiltInFunction> All { get; } =
    [
        new("floor", 1, 1, call => Whole(call, x => Build.Unary(UnaryOperator.Floor, x))),
        new("ceil", 1, 1, call => Whole(call, x => Build.Unary(UnaryOperator.Ceiling, x))),
        new("round", 1, 1, call => Whole(call, x => HalfUp(call, x))),
        new("rint", 1, 1, HalfEven),
    ];

    private static TypedExpression? Whole(FunctionCall call, Func<Expression, Expression> rounding)
    {
        if (call.CommonNumber() is not { } type)
        {
            return null;
        }

        Expression number = call.Numbers(type)[0];
        return FunctionCall.Result(
            type.Type == DataType.Integer ? number : Build.Unary(UnaryOperator.ToInteger, rounding(number)), DataType.Integer);
    }

    // floor(x + 0.5) would round 0.49999999999999994 up: the sum is rounded first. The distance from the floor is exact.
    private static Expression HalfUp(FunctionCall call, Expression number)
    {
        Expression x = call.Share("round_argument", number);
        Expression floor = call.Share("floor", Build.Unary(UnaryOperator.Floor, x));
        return Build.If(
            Build.Binary(BinaryOperator.GreaterOrEqual, Build.Subtract(x, floor), Build.Number(0.5)),
            Build.Add(floor, Build.Number(1)),
            floor);
    }

    private static TypedExpression? HalfEven(FunctionCall call)
    {
        if (call.CommonNumber() is not { } type)
        {
            return null;
        }

        Expression number = call.Numbers(type)[0];
        if (type.Type == DataType.Integer)
        {
            return FunctionCall.Result(number, type);
        }

        Expression x = call.Share("rint_argument", number);
        Expression floor = call.Share("floor", Build.Unary(UnaryOperator.Floor, x));
        Expression distance = call.Share("distance", Build.Subtract(x, floor));
        Expression next = Build.Add(floor, Build.Number(1));
        Expression half = Build.Multiply(floor, Build.Number(0.5));
        Expression isEven = Build.Equal(Build.Unary(UnaryOperator.Floor, half), half);
        Expression rounded = Build.Case(
            [
                new CaseBranch(Build.Binary(BinaryOperator.Greater, distance, Build.Number(0.5)), next),
                new CaseBranch(Build.And(Build.Equal(distance, Build.Number(0.5)), Build.Not(isEven)), next),
            ],
            floor);
        return FunctionCall.Result(rounded, type);
    }
}
