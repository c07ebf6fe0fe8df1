using MlOps.Codegen.Compiler.Lowering;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Compiler.Transformations.Functions;

/// <summary>Sums, products, quotients, powers: the result has the operands' common type; floats are rounded to binary32.</summary>
internal static class ArithmeticFunctions
{
    public static IEnumerable<KeyValuePair<string, BuiltInFunction>> All =>
    [
        new("+", (a, s) => Binary(a, s, (x, y) => Build.Add(x, y), (x, y) => Build.Add(x, y))),
        new("-", (a, s) => Binary(a, s, Build.Subtract, Build.Subtract)),
        new("*", (a, s) => Binary(a, s, Build.Multiply, (x, y) => Build.Binary(BinaryOperator.Multiply, x, y))),
        new("/", (a, s) => Binary(a, s, Build.Divide, (x, y) => Build.Binary(BinaryOperator.IntegerDivide, x, y))),
        new("modulo", Modulo),
        new("x-modulo", Modulo),
        new("pow", Power),
        new("threshold", Threshold),
    ];

    /// <summary>A double result in the common type of the arguments: whole for integers, rounded for floats.</summary>
    public static TypedExpression InType(Expression value, DeclaredType type) => type.Type switch
    {
        DataType.Float => new TypedExpression(Build.ToFloat32(value), type, OpType.Continuous),
        DataType.Integer => new TypedExpression(Build.Unary(UnaryOperator.ToInteger, value), new DeclaredType(DataType.Integer), OpType.Continuous),
        _ => TypedExpression.OfDouble(value),
    };

    private static TypedExpression? Binary(
        IReadOnlyList<TypedExpression> arguments,
        CallSite site,
        Func<Expression, Expression, Expression> ofDoubles,
        Func<Expression, Expression, Expression> ofIntegers)
    {
        if (!site.HasArguments(arguments, 2, 2))
        {
            return null;
        }

        DeclaredType type = CommonType(arguments);
        if (type.Type == DataType.Integer)
        {
            return new TypedExpression(
                ofIntegers(arguments[0].Value, arguments[1].Value), new DeclaredType(DataType.Integer), OpType.Continuous);
        }

        return site.Number(arguments[0]) is { } left && site.Number(arguments[1]) is { } right
            ? InType(ofDoubles(left, right), type)
            : null;
    }

    // Floored: the result has the divisor's sign (PMML 4.4, Built-in Functions: modulo).
    private static TypedExpression? Modulo(IReadOnlyList<TypedExpression> arguments, CallSite site)
    {
        if (!site.HasArguments(arguments, 2, 2)
            || site.Number(arguments[0]) is not { } dividend
            || site.Number(arguments[1]) is not { } divisor)
        {
            return null;
        }

        Expression x = site.Define("dividend", dividend);
        Expression y = site.Define("divisor", divisor);
        Expression quotient = Build.Unary(UnaryOperator.Floor, Build.Divide(x, y));
        return InType(Build.Subtract(x, Build.Multiply(quotient, y)), CommonType(arguments));
    }

    private static TypedExpression? Power(IReadOnlyList<TypedExpression> arguments, CallSite site) =>
        site.HasArguments(arguments, 2, 2)
            && site.Number(arguments[0]) is { } left
            && site.Number(arguments[1]) is { } right
            ? InType(Build.Binary(BinaryOperator.Power, left, right), CommonType(arguments))
            : null;

    private static TypedExpression? Threshold(IReadOnlyList<TypedExpression> arguments, CallSite site)
    {
        if (!site.HasArguments(arguments, 2, 2)
            || site.Number(arguments[0]) is not { } x
            || site.Number(arguments[1]) is not { } limit)
        {
            return null;
        }

        Expression above = site.Define("above", Build.Binary(BinaryOperator.Greater, x, limit));
        Expression value = Build.Case(
            [new CaseBranch(above, Build.Number(1)), new CaseBranch(Build.Not(above), Build.Number(0))],
            Literal.Missing(DataType.Double));
        return InType(value, CommonType(arguments));
    }

    private static DeclaredType CommonType(IReadOnlyList<TypedExpression> arguments)
    {
        // A boolean counts as the integer that it is held as.
        DeclaredType first = Numeric(arguments[0].Type);
        return arguments.Skip(1).Aggregate(first, (type, argument) => Conversions.Common(type, Numeric(argument.Type)));
    }

    private static DeclaredType Numeric(DeclaredType type) =>
        type.Type is DataType.Integer or DataType.Float ? new DeclaredType(type.Type) : new DeclaredType(DataType.Double);
}
