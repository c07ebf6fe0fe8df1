using MlOps.Codegen.Compiler.Lowering;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Compiler.Transformations.Functions;

/// <summary>Comparisons, connectives, sets, tests of missing, and the choice between two values.</summary>
internal static class LogicalFunctions
{
    public static IEnumerable<KeyValuePair<string, BuiltInFunction>> All =>
    [
        new("isMissing", (a, s) => Test(a, s, Build.IsMissing)),
        new("isNotMissing", (a, s) => Test(a, s, Build.IsPresent)),
        new("isValid", (a, s) => Test(a, s, Build.IsPresent)),
        new("isNotValid", (a, s) => Test(a, s, _ => Literal.False)),
        Comparison("equal", BinaryOperator.Equal),
        Comparison("notEqual", BinaryOperator.NotEqual),
        Comparison("lessThan", BinaryOperator.Less),
        Comparison("lessOrEqual", BinaryOperator.LessOrEqual),
        Comparison("greaterThan", BinaryOperator.Greater),
        Comparison("greaterOrEqual", BinaryOperator.GreaterOrEqual),
        new("and", (a, s) => Connect(a, s, operands => Build.And(operands))),
        new("or", (a, s) => Connect(a, s, operands => Build.Or(operands))),
        new("not", (a, s) => s.HasArguments(a, 1, 1) && Truth(a[0], s) is { } truth ? OfBoolean(Build.Not(truth)) : null),
        new("isIn", (a, s) => IsIn(a, s)),
        new("isNotIn", (a, s) => IsIn(a, s) is { } isIn ? OfBoolean(Build.Not(isIn.Value)) : null),
        new("if", If),
    ];

    private static KeyValuePair<string, BuiltInFunction> Comparison(string name, BinaryOperator @operator) => new(
        name,
        (arguments, site) => site.HasArguments(arguments, 2, 2)
            && Comparisons.Lower(@operator, arguments[0], arguments[1], site.Scope, site.Apply.Location) is { } result
            ? OfBoolean(result)
            : null);

    private static TypedExpression? Test(
        IReadOnlyList<TypedExpression> arguments, CallSite site, Func<Expression, Expression> test) =>
        site.HasArguments(arguments, 1, 1) ? OfBoolean(test(arguments[0].Value)) : null;

    private static TypedExpression? Connect(
        IReadOnlyList<TypedExpression> arguments, CallSite site, Func<Expression[], Expression> connect)
    {
        if (!site.HasArguments(arguments, 2, int.MaxValue))
        {
            return null;
        }

        Expression?[] truths = [.. arguments.Select(argument => Truth(argument, site))];
        return Array.Exists(truths, truth => truth is null) ? null : OfBoolean(connect(truths!));
    }

    private static Expression? Truth(TypedExpression argument, CallSite site) =>
        argument.Value.Type == DataType.Boolean
            ? argument.Value
            : Conversions.Convert(argument, new DeclaredType(DataType.Boolean), site.Scope, site.Apply.Location)?.Value;

    private static TypedExpression? IsIn(IReadOnlyList<TypedExpression> arguments, CallSite site)
    {
        if (!site.HasArguments(arguments, 2, int.MaxValue))
        {
            return null;
        }

        var equals = new List<Expression>();
        foreach (TypedExpression candidate in arguments.Skip(1))
        {
            if (Comparisons.Lower(BinaryOperator.Equal, arguments[0], candidate, site.Scope, site.Apply.Location) is not { } equal)
            {
                return null;
            }

            equals.Add(equal);
        }

        return OfBoolean(AsSet(equals) ?? Build.Or([.. equals]));
    }

    // "x = 1 or x = 2" is written as a set where every candidate is a constant.
    private static Expression? AsSet(List<Expression> equals)
    {
        BinaryExpression[] tests = [.. equals.OfType<BinaryExpression>().Where(test =>
            test is { Operator: BinaryOperator.Equal, Right: Literal { IsMissing: false } })];
        return tests.Length == equals.Count && tests.All(test => test.Left == tests[0].Left && test.Right.Type == test.Left.Type)
            ? Build.InSet(tests[0].Left, tests.Select(test => (Literal)test.Right))
            : null;
    }

    // A missing condition chooses neither.
    private static TypedExpression? If(IReadOnlyList<TypedExpression> arguments, CallSite site)
    {
        if (!site.HasArguments(arguments, 2, 3) || Truth(arguments[0], site) is not { } truth)
        {
            return null;
        }

        Expression condition = site.Define("condition", truth);
        TypedExpression then = arguments[1];
        if (arguments.Count == 2)
        {
            return then with { Value = Build.If(condition, then.Value, Literal.Missing(then.Value.Type)) };
        }

        DeclaredType type = then.Value is Literal { IsMissing: true } ? arguments[2].Type : Common(then, arguments[2]);
        TypedExpression? first = Conversions.Convert(then, type, site.Scope, site.Apply.Location);
        TypedExpression? second = Conversions.Convert(arguments[2], type, site.Scope, site.Apply.Location);
        if (first is null || second is null)
        {
            return null;
        }

        Expression value = Build.Case(
            [new CaseBranch(condition, first.Value), new CaseBranch(Build.Not(condition), second.Value)],
            Literal.Missing(first.Value.Type));
        return first with { Value = value, OpType = then.OpType };
    }

    private static DeclaredType Common(TypedExpression a, TypedExpression b)
    {
        if (b.Value is Literal { IsMissing: true } || a.Type == b.Type)
        {
            return a.Type;
        }

        return Conversions.IsNumeric(a.Type) && Conversions.IsNumeric(b.Type)
            ? Conversions.Common(a.Type, b.Type)
            : new DeclaredType(DataType.String);
    }

    private static TypedExpression OfBoolean(Expression value) =>
        new(value, new DeclaredType(DataType.Boolean), OpType.Categorical);
}
