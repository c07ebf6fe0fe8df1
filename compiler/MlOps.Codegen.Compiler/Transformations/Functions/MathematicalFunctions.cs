using System.Collections.Immutable;
using MlOps.Codegen.Compiler.Lowering;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Compiler.Transformations.Functions;

/// <summary>Elementary functions of real numbers. Their results are doubles, also of floats and integers.</summary>
internal static class MathematicalFunctions
{
    // Beyond this e^x − 1 loses nothing to cancellation, and before it the quotient of ExpMinusOne is accurate.
    private const double NoCancellation = 1;

    // From here on tanh is 1 in double precision.
    private const double TanhIsOne = 20;

    /// <summary>The family.</summary>
    public static ImmutableArray<BuiltInFunction> All { get; } =
    [
        Unary("log10", UnaryOperator.Log10, hasDomain: true),
        Unary("ln", UnaryOperator.Ln, hasDomain: true),
        Unary("exp", UnaryOperator.Exp),
        Unary("sqrt", UnaryOperator.Sqrt, hasDomain: true),
        Unary("sin", UnaryOperator.Sin),
        Unary("cos", UnaryOperator.Cos),
        Unary("tan", UnaryOperator.Tan),
        Unary("asin", UnaryOperator.Asin, hasDomain: true),
        Unary("acos", UnaryOperator.Acos, hasDomain: true),
        Unary("atan", UnaryOperator.Atan),
        new("ln1p", 1, 1, call => OfNumber(call, x => LnOnePlus(call, x))) { HasDomain = true },
        new("expm1", 1, 1, call => OfNumber(call, x => ExpMinusOne(call, x))),
        new("sinh", 1, 1, call => OfNumber(call, x => Sinh(call, x))),
        new("cosh", 1, 1, call => OfNumber(call, Cosh)),
        new("tanh", 1, 1, call => OfNumber(call, x => Tanh(call, x))),
        new("hypot", 2, 2, Hypot),
        new("atan2", 2, 2, Atan2),
        new("abs", 1, 1, Abs),
        new("threshold", 2, 2, Threshold),
    ];

    private static BuiltInFunction Unary(string name, UnaryOperator @operator, bool hasDomain = false) =>
        new(name, 1, 1, call => FunctionCall.Result(call.Number(0) is { } x ? Build.Unary(@operator, x) : null, DataType.Double))
        {
            HasDomain = hasDomain,
        };

    private static TypedExpression? OfNumber(FunctionCall call, Func<Expression, Expression> formula) =>
        FunctionCall.Result(call.SharedNumber(0) is { } x ? formula(x) : null, DataType.Double);

    // W. Kahan's formula: the error of 1 + x cancels in the quotient ln(u) / (u − 1), which is smooth near u = 1.
    private static Expression LnOnePlus(FunctionCall call, Expression x)
    {
        Expression u = call.Share("one_plus", Build.Add(Build.Number(1), x));
        Expression corrected = Build.Divide(
            Build.Multiply(Build.Unary(UnaryOperator.Ln, u), x),
            Build.Subtract(u, Build.Number(1)));
        return Build.If(Build.Equal(u, Build.Number(1)), x, corrected);
    }

    // The same idea the other way round: (u − 1)·x / ln(u) for u = e^x.
    private static Expression ExpMinusOne(FunctionCall call, Expression x)
    {
        Expression u = call.Share("exp", Build.Unary(UnaryOperator.Exp, x));
        Expression difference = Build.Subtract(u, Build.Number(1));
        Expression corrected = Build.Divide(Build.Multiply(difference, x), Build.Unary(UnaryOperator.Ln, u));
        return Build.Case(
            [
                new CaseBranch(Build.Equal(u, Build.Number(1)), x),
                new CaseBranch(
                    Build.Binary(BinaryOperator.Greater, Build.Unary(UnaryOperator.Abs, x), Build.Number(NoCancellation)),
                    difference),
            ],
            corrected);
    }

    private static Expression Sinh(FunctionCall call, Expression x)
    {
        Expression magnitude = call.Share("magnitude", Build.Unary(UnaryOperator.Abs, x));
        Expression e = call.Share("expm1", ExpMinusOne(call, magnitude));
        Expression half = Build.Multiply(Build.Number(0.5), Build.Add(e, Build.Divide(e, Build.Add(e, Build.Number(1)))));
        return WithSignOf(x, call.Share("sinh", half));
    }

    private static Expression Cosh(Expression x) => Build.Multiply(
        Build.Number(0.5),
        Build.Add(Build.Unary(UnaryOperator.Exp, x), Build.Unary(UnaryOperator.Exp, Build.Unary(UnaryOperator.Negate, x))));

    private static Expression Tanh(FunctionCall call, Expression x)
    {
        // Limited, so that an overflow of e^2x does not spoil the quotient.
        Expression magnitude = Build.Nary(NaryOperator.Min, Build.Unary(UnaryOperator.Abs, x), Build.Number(TanhIsOne));
        Expression twice = call.Share("magnitude", Build.Multiply(Build.Number(2), magnitude));
        Expression e = call.Share("expm1", ExpMinusOne(call, twice));
        return WithSignOf(x, call.Share("tanh", Build.Divide(e, Build.Add(e, Build.Number(2)))));
    }

    private static Expression WithSignOf(Expression x, Expression magnitude) =>
        Build.If(Build.Binary(BinaryOperator.Less, x, Build.Number(0)), Build.Unary(UnaryOperator.Negate, magnitude), magnitude);

    // Scaled by the larger leg, so that squares neither overflow nor vanish.
    private static TypedExpression? Hypot(FunctionCall call)
    {
        if (call.Number(0) is not { } x || call.Number(1) is not { } y)
        {
            return null;
        }

        Expression a = call.Share("leg", Build.Unary(UnaryOperator.Abs, x));
        Expression b = call.Share("leg", Build.Unary(UnaryOperator.Abs, y));
        Expression longer = call.Share("longer", Build.Nary(NaryOperator.Max, a, b));
        Expression ratio = call.Share("ratio", Build.Divide(Build.Nary(NaryOperator.Min, a, b), longer));
        Expression root = Build.Unary(UnaryOperator.Sqrt, Build.Add(Build.Number(1), Build.Multiply(ratio, ratio)));
        return FunctionCall.Result(
            Build.If(Build.Equal(longer, Build.Number(0)), Build.Number(0), Build.Multiply(longer, root)), DataType.Double);
    }

    private static TypedExpression? Atan2(FunctionCall call)
    {
        if (call.SharedNumber(0) is not { } y || call.SharedNumber(1) is not { } x)
        {
            return null;
        }

        Expression zero = Build.Number(0);
        Expression angle = Build.Unary(UnaryOperator.Atan, Build.Divide(y, x));
        Expression yNegative = Build.Binary(BinaryOperator.Less, y, zero);
        return FunctionCall.Result(
            Build.Case(
                [
                    new CaseBranch(Build.Or(Build.IsMissing(x), Build.IsMissing(y)), Literal.Missing(DataType.Double)),
                    new CaseBranch(Build.Binary(BinaryOperator.Greater, x, zero), angle),
                    new CaseBranch(Build.And(Build.Binary(BinaryOperator.Less, x, zero), yNegative), Build.Subtract(angle, Build.Number(Math.PI))),
                    new CaseBranch(Build.Binary(BinaryOperator.Less, x, zero), Build.Add(angle, Build.Number(Math.PI))),
                    new CaseBranch(yNegative, Build.Number(-Math.PI / 2)),
                    new CaseBranch(Build.Binary(BinaryOperator.Greater, y, zero), Build.Number(Math.PI / 2)),
                ],
                zero),
            DataType.Double);
    }

    private static TypedExpression? Abs(FunctionCall call) => call.CommonNumber() is { } type
        ? FunctionCall.Result(Build.Unary(UnaryOperator.Abs, call.Numbers(type)[0]), type)
        : null;

    private static TypedExpression? Threshold(FunctionCall call)
    {
        if (call.CommonNumber() is not { } type)
        {
            return null;
        }

        ImmutableArray<Expression> numbers = call.Numbers(type);
        Expression x = call.Share("threshold_argument", numbers[0]);
        Expression y = call.Share("threshold_limit", numbers[1]);
        bool whole = type.Type == DataType.Integer;
        Expression one = whole ? Literal.Integer(1) : Literal.Double(1);
        Expression zero = whole ? Literal.Integer(0) : Literal.Double(0);
        return new TypedExpression(
            Build.Case(
                [
                    new CaseBranch(Build.Binary(BinaryOperator.Greater, x, y), one),
                    new CaseBranch(Build.Binary(BinaryOperator.LessOrEqual, x, y), zero),
                ],
                Literal.Missing(Conversions.Held(type.Type))),
            new DeclaredType(type.Type),
            OpType.Continuous);
    }
}
