using MlOps.Codegen.Compiler.Lowering;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Compiler.Transformations.Functions;

/// <summary>Functions of one or two numbers: logarithms, exponentials, rounding, trigonometry.</summary>
internal static class MathFunctions
{
    public static IEnumerable<KeyValuePair<string, BuiltInFunction>> All =>
    [
        One("ln", x => Build.Unary(UnaryOperator.Ln, x)),
        One("log10", x => Build.Unary(UnaryOperator.Log10, x)),
        One("exp", x => Build.Unary(UnaryOperator.Exp, x)),
        One("sqrt", x => Build.Unary(UnaryOperator.Sqrt, x)),
        One("sin", x => Build.Unary(UnaryOperator.Sin, x)),
        One("cos", x => Build.Unary(UnaryOperator.Cos, x)),
        One("tan", x => Build.Unary(UnaryOperator.Tan, x)),
        One("asin", x => Build.Unary(UnaryOperator.Asin, x)),
        One("acos", x => Build.Unary(UnaryOperator.Acos, x)),
        One("atan", x => Build.Unary(UnaryOperator.Atan, x)),
        new("ln1p", (a, s) => Of(a, s, x => LogOfOnePlus(x, s))),
        new("expm1", (a, s) => Of(a, s, x => Exponentials.ExpMinusOne(x, s.Define))),
        new("sinh", (a, s) => Of(a, s, x => HyperbolicSine(x, s))),
        new("cosh", (a, s) => Of(a, s, x => Build.Divide(Build.Add(Exp(x), Exp(Negative(x))), Build.Number(2)))),
        new("tanh", (a, s) => Of(a, s, x => Exponentials.HyperbolicTangent(x, s.Define))),
        new("hypot", Hypotenuse),
        new("abs", Absolute),
        new("floor", (a, s) => Whole(a, s, x => Build.Unary(UnaryOperator.Floor, x))),
        new("ceil", (a, s) => Whole(a, s, x => Build.Unary(UnaryOperator.Ceiling, x))),
        new("round", (a, s) => Whole(a, s, x => RoundHalfUp(x, s))),
        new("rint", Rint),
    ];

    private static KeyValuePair<string, BuiltInFunction> One(string name, Func<Expression, Expression> function) =>
        new(name, (arguments, site) => Of(arguments, site, function));

    private static TypedExpression? Of(
        IReadOnlyList<TypedExpression> arguments, CallSite site, Func<Expression, Expression> function) =>
        site.HasArguments(arguments, 1, 1) && site.Number(arguments[0]) is { } x
            ? TypedExpression.OfDouble(function(x))
            : null;

    private static TypedExpression? Whole(
        IReadOnlyList<TypedExpression> arguments, CallSite site, Func<Expression, Expression> function) =>
        site.HasArguments(arguments, 1, 1) && site.Number(arguments[0]) is { } x
            ? new TypedExpression(
                Build.Unary(UnaryOperator.ToInteger, function(x)), new DeclaredType(DataType.Integer), OpType.Continuous)
            : null;

    // The one rounding that keeps the type. A whole number is its own nearest; the rounding of a float is a float.
    private static TypedExpression? Rint(IReadOnlyList<TypedExpression> arguments, CallSite site)
    {
        if (!site.HasArguments(arguments, 1, 1) || site.Number(arguments[0]) is not { } x)
        {
            return null;
        }

        return arguments[0].Type.Type == DataType.Integer
            ? arguments[0]
            : new TypedExpression(
                RoundHalfEven(x, site),
                new DeclaredType(arguments[0].Type.Type == DataType.Float ? DataType.Float : DataType.Double),
                OpType.Continuous);
    }

    private static TypedExpression? Absolute(IReadOnlyList<TypedExpression> arguments, CallSite site) =>
        site.HasArguments(arguments, 1, 1) && site.Number(arguments[0]) is { } x
            ? arguments[0].Type.Type == DataType.Integer
                ? arguments[0] with { Value = Build.Unary(UnaryOperator.Abs, arguments[0].Value) }
                : new TypedExpression(
                    Build.Unary(UnaryOperator.Abs, x),
                    new DeclaredType(arguments[0].Type.Type == DataType.Float ? DataType.Float : DataType.Double),
                    OpType.Continuous)
            : null;

    private static TypedExpression? Hypotenuse(IReadOnlyList<TypedExpression> arguments, CallSite site)
    {
        if (!site.HasArguments(arguments, 2, 2)
            || site.Number(arguments[0]) is not { } a
            || site.Number(arguments[1]) is not { } b)
        {
            return null;
        }

        // Scaled by the longer leg, so that squares neither overflow nor vanish.
        Expression x = site.Define("hypot_x", Build.Unary(UnaryOperator.Abs, a));
        Expression y = site.Define("hypot_y", Build.Unary(UnaryOperator.Abs, b));
        Expression longer = site.Define("hypot_longer", Build.Nary(NaryOperator.Max, x, y));
        Expression ratio = site.Define("hypot_ratio", Build.Divide(Build.Nary(NaryOperator.Min, x, y), longer));
        return TypedExpression.OfDouble(Build.If(
            Build.Equal(longer, Build.Number(0)),
            Build.Number(0),
            Build.Multiply(longer, Build.Unary(UnaryOperator.Sqrt, Build.Add(Build.Number(1), Build.Multiply(ratio, ratio))))));
    }

    // Half up, exactly: adding 0.5 first would round 0.49999999999999994 to 1.
    private static Expression RoundHalfUp(Expression operand, CallSite site)
    {
        Expression x = site.Define("unrounded", operand);
        Expression floor = site.Define("rounded_down", Build.Unary(UnaryOperator.Floor, x));
        return Build.If(
            Build.Binary(BinaryOperator.GreaterOrEqual, Build.Subtract(x, floor), Build.Number(0.5)),
            Build.Add(floor, Build.Number(1)),
            floor);
    }

    private static Expression RoundHalfEven(Expression operand, CallSite site)
    {
        Expression x = site.Define("unrounded", operand);
        Expression floor = site.Define("rounded_down", Build.Unary(UnaryOperator.Floor, x));
        Expression part = site.Define("fraction", Build.Subtract(x, floor));
        Expression half = Build.Divide(floor, Build.Number(2));
        Expression even = Build.Equal(Build.Unary(UnaryOperator.Floor, half), half);
        return Build.Case(
            [
                new CaseBranch(Build.Binary(BinaryOperator.Greater, part, Build.Number(0.5)), Build.Add(floor, Build.Number(1))),
                new CaseBranch(
                    Build.And(Build.Equal(part, Build.Number(0.5)), Build.Not(even)), Build.Add(floor, Build.Number(1))),
            ],
            floor);
    }

    // W. Kahan's formula: the rounding error of 1 + x is divided out again, so that small x keep their digits.
    private static Expression LogOfOnePlus(Expression operand, CallSite site)
    {
        Expression x = site.Define("ln1p_x", operand);
        Expression u = site.Define("one_plus_x", Build.Add(Build.Number(1), x));
        return Build.If(
            Build.Equal(u, Build.Number(1)),
            x,
            Build.Divide(Build.Multiply(Build.Unary(UnaryOperator.Ln, u), x), Build.Subtract(u, Build.Number(1))));
    }

    private static Expression HyperbolicSine(Expression operand, CallSite site)
    {
        // Of the magnitude: below zero m nears −1, and m + 1 has no digits left.
        Expression x = site.Define("sinh_x", operand);
        Expression m = site.Define("expm1_of_x", Exponentials.ExpMinusOne(Build.Unary(UnaryOperator.Abs, x), site.Define));
        Expression magnitude = site.Define(
            "sinh_magnitude", Build.Divide(Build.Add(m, Build.Divide(m, Build.Add(m, Build.Number(1)))), Build.Number(2)));
        return Build.If(Build.Binary(BinaryOperator.Less, x, Build.Number(0)), Negative(magnitude), magnitude);
    }

    private static Expression Exp(Expression operand) => Build.Unary(UnaryOperator.Exp, operand);

    private static Expression Negative(Expression operand) => Build.Unary(UnaryOperator.Negate, operand);
}
