using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Dsl.Checking;
using MlOps.Codegen.Dsl.Syntax;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Dsl.Lowering;

/// <summary>Functions of numbers that PMML has not, and conversions.</summary>
internal static class NumberFunctions
{
    // The largest prime below 2^26: squares of remainders are integers that doubles hold, too, as all sums of plans are.
    private const long Prime = 67_108_859;

    public static IEnumerable<KeyValuePair<string, Function>> All =>
    [
        new("number", new Function(1, 1, "one value", (a, f) => ToNumber(a[0], f))),
        new("integer", new Function(1, 1, "one number", (a, f) => ToInteger(a[0], f))),
        new("coalesce", new Function(2, 100, "at least two values", Coalesce)),
        new("clamp", new Function(3, 3, "a number, the least and the most", Clamp)),
        new("standardize", new Function(3, 3, "a number, the mean and the standard deviation", (a, f) => Three(a, f, (x, mean, deviation) => Build.Divide(Build.Subtract(x, mean), deviation)))),
        new("min_max", new Function(3, 3, "a number, the least and the most", (a, f) => Three(a, f, (x, low, high) => Build.Divide(Build.Subtract(x, low), Build.Subtract(high, low))))),
        new("box_cox", new Function(2, 2, "a number and the constant lambda", BoxCox)),
        new("logit", new Function(1, 1, "one number", (a, f) => One(a, "'logit'", f, p => Build.Unary(UnaryOperator.Ln, Build.Divide(p, Build.Subtract(Build.Number(1), p)))))),
        new("sigmoid", new Function(1, 1, "one number", (a, f) => One(a, "'sigmoid'", f, Sigmoid))),
        new("bands", new Function(2, 200, "a number and ascending constants", Bands)),
        new("share", new Function(2, 2, "an integer and a constant text", Share)),
    ];

    /// <summary>1 / (1 + e^−x).</summary>
    public static Expression Sigmoid(Expression x) =>
        Build.Divide(Build.Number(1), Build.Add(Build.Number(1), Build.Unary(UnaryOperator.Exp, Build.Unary(UnaryOperator.Negate, x))));

    private static Typed? One(IReadOnlyList<(Typed Value, SourceLocation At)> arguments, string what, FormulaLowering f, Func<Expression, Expression> of) =>
        f.AsNumber(arguments[0].Value, arguments[0].At, what) is { } x ? new Typed(of(f.Define("x", x)), FormulaType.Double) : null;

    private static Typed? Three(
        IReadOnlyList<(Typed Value, SourceLocation At)> arguments, FormulaLowering f, Func<Expression, Expression, Expression, Expression> of) =>
        f.AsNumber(arguments[0].Value, arguments[0].At, "a scaling") is { } x
            && f.AsNumber(arguments[1].Value, arguments[1].At, "a scaling") is { } second
            && f.AsNumber(arguments[2].Value, arguments[2].At, "a scaling") is { } third
            ? new Typed(of(x, f.Define("second", second), third), FormulaType.Double)
            : null;

    private static Typed? ToNumber((Typed Value, SourceLocation At) argument, FormulaLowering f)
    {
        if (argument.Value.Type.Type == DataType.Boolean)
        {
            return new Typed(Build.Unary(UnaryOperator.ToDouble, argument.Value.Value), FormulaType.Double);
        }

        return f.AsNumber(argument.Value, argument.At, "'number'") is { } number ? new Typed(number, FormulaType.Double) : null;
    }

    // Towards zero, as everywhere; a condition is 1 or 0.
    private static Typed? ToInteger((Typed Value, SourceLocation At) argument, FormulaLowering f)
    {
        if (argument.Value.Type.Type is DataType.Integer)
        {
            return argument.Value;
        }

        if (argument.Value.Type.Type is DataType.Boolean or DataType.Double)
        {
            return new Typed(Build.Unary(UnaryOperator.ToInteger, argument.Value.Value), FormulaType.Integer);
        }

        f.Mismatch("'integer'", "a number or a condition", argument.Value, argument.At);
        return null;
    }

    private static Typed? Coalesce(IReadOnlyList<(Typed Value, SourceLocation At)> arguments, FormulaLowering f) =>
        f.Aligned(arguments, "'coalesce'") is { } aligned
            ? aligned[0] with { Value = Build.Nary(NaryOperator.Coalesce, [.. aligned.Select(value => value.Value)]) }
            : null;

    private static Typed? Clamp(IReadOnlyList<(Typed Value, SourceLocation At)> arguments, FormulaLowering f)
    {
        foreach ((Typed value, SourceLocation at) in arguments)
        {
            if (!value.Type.IsNumber)
            {
                f.Mismatch("'clamp'", "numbers", value, at);
                return null;
            }
        }

        return f.Aligned(arguments, "'clamp'") is { } aligned
            ? aligned[0] with
            {
                Value = Build.Nary(NaryOperator.Min, Build.Nary(NaryOperator.Max, aligned[0].Value, aligned[1].Value), aligned[2].Value),
            }
            : null;
    }

    // (x^λ − 1) / λ, and ln x for λ = 0 (G. E. P. Box and D. R. Cox, "An Analysis of Transformations", 1964); missing for x ≤ 0.
    private static Typed? BoxCox(IReadOnlyList<(Typed Value, SourceLocation At)> arguments, FormulaLowering f)
    {
        if (arguments[1].Value.Value is not Literal { IsMissing: false } constant || !arguments[1].Value.Type.IsNumber)
        {
            f.Scope.Context.Report(DiagnosticDescriptors.InvalidLiteral, arguments[1].At, "lambda is a constant number");
            return null;
        }

        double lambda = constant.Type == DataType.Integer ? constant.Value.Integer : constant.Value.Double;
        return One(arguments, "'box_cox'", f, x => lambda == 0
            ? Build.Unary(UnaryOperator.Ln, x)
            : Build.If(
                Build.Binary(BinaryOperator.Greater, x, Build.Number(0)),
                Build.Divide(Build.Subtract(Build.Binary(BinaryOperator.Power, x, Build.Number(lambda)), Build.Number(1)), Build.Number(lambda)),
                Literal.Missing(DataType.Double)));
    }

    // The number of limits that are not above the value: 0 below the first, and each limit belongs to the band that it begins.
    private static Typed? Bands(IReadOnlyList<(Typed Value, SourceLocation At)> arguments, FormulaLowering f)
    {
        if (f.Aligned(arguments, "'bands'") is not { } aligned)
        {
            return null;
        }

        if (!aligned[0].Type.IsNumber)
        {
            f.Mismatch("'bands'", "a number", aligned[0], arguments[0].At);
            return null;
        }

        Expression x = f.Define("banded", aligned[0].Value);
        double before = double.NegativeInfinity;
        var branches = new List<CaseBranch>();
        for (int i = 1; i < aligned.Length; i++)
        {
            double limit = aligned[i].Value is not Literal { IsMissing: false } literal ? double.NaN : literal.Value.IsDouble ? literal.Value.Double : literal.Value.Integer;
            if (!(limit > before))
            {
                f.Scope.Context.Report(DiagnosticDescriptors.InvalidLiteral, arguments[i].At, "the limits of bands are constants, each above the one before");
                return null;
            }

            before = limit;
            branches.Add(new CaseBranch(Build.Binary(BinaryOperator.Less, x, aligned[i].Value), Literal.Integer(i - 1)));
        }

        branches.Add(new CaseBranch(Build.IsPresent(x), Literal.Integer(aligned.Length - 1)));
        return new Typed(Build.Case([.. branches], Literal.Missing(DataType.Integer)), FormulaType.Integer);
    }

    /// <remarks>
    /// From 0 on and below 1, the same for one key and text for ever: three rounds of x → x·a + b modulo a prime with a square between them,
    /// whose start depends on the text. It spreads keys evenly; it hides nothing. Keys beyond ±2^53 have none.
    /// </remarks>
    private static Typed? Share(IReadOnlyList<(Typed Value, SourceLocation At)> arguments, FormulaLowering f)
    {
        if (arguments[0].Value.Type.Type != DataType.Integer)
        {
            f.Mismatch("'share'", "an integer", arguments[0].Value, arguments[0].At);
            return null;
        }

        if (arguments[1].Value.Value is not Literal { IsMissing: false, Type: DataType.String } salt)
        {
            f.Scope.Context.Report(DiagnosticDescriptors.InvalidLiteral, arguments[1].At, "the second argument of 'share' is a constant text");
            return null;
        }

        long seed = 17;
        foreach (char c in salt.Value.Text)
        {
            seed = ((seed * 65_599) + c) % Prime;
        }

        Expression key = f.Define("share_key", arguments[0].Value.Value);
        Expression x = Positive(Build.Subtract(key, Build.Multiply(Build.Binary(BinaryOperator.IntegerDivide, key, Literal.Integer(Prime)), Literal.Integer(Prime))), f);
        foreach ((long factor, long addend) in new[] { (48_271L, seed), (16_807L, (seed * 7) % Prime), (69_621L, (seed * 31) % Prime) })
        {
            Expression next = f.Define("share_round", Remainder(Build.Add(Build.Multiply(x, Literal.Integer(factor)), Literal.Integer(addend)), f));
            x = f.Define("share_square", Remainder(Build.Add(Build.Multiply(next, next), Literal.Integer(addend)), f));
        }

        return new Typed(Build.Divide(Build.ToDouble(x), Build.Number(Prime)), FormulaType.Double);
    }

    private static Expression Positive(Expression remainder, FormulaLowering f)
    {
        Expression signed = f.Define("share_start", remainder);
        return f.Define("share_positive", Build.If(Build.Binary(BinaryOperator.Less, signed, Literal.Integer(0)), Build.Add(signed, Literal.Integer(Prime)), signed));
    }

    private static Expression Remainder(Expression dividend, FormulaLowering f)
    {
        Expression x = f.Define("share_product", dividend);
        return Build.Subtract(x, Build.Multiply(Build.Binary(BinaryOperator.IntegerDivide, x, Literal.Integer(Prime)), Literal.Integer(Prime)));
    }
}
