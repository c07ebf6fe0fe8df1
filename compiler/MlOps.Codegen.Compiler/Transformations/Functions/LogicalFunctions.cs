using System.Collections.Immutable;
using MlOps.Codegen.Compiler.Lowering;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Compiler.Transformations.Functions;

/// <summary>Logic, choice and tests of missing values. Logic with missing operands is Kleene's.</summary>
internal static class LogicalFunctions
{
    /// <summary>The family.</summary>
    public static ImmutableArray<BuiltInFunction> All { get; } =
    [
        new("and", 2, BuiltInFunction.Any, call => Combine(call, NaryOperator.And)),
        new("or", 2, BuiltInFunction.Any, call => Combine(call, NaryOperator.Or)),
        new("not", 1, 1, call => FunctionCall.Result(call.Flag(0) is { } flag ? Build.Not(flag) : null, DataType.Boolean)),
        new("if", 2, 3, Choose),
        Test("isMissing", Build.IsMissing),
        Test("isNotMissing", Build.IsPresent),

        // Invalid values never reach an expression: the mining schema has replaced, dropped or refused them.
        Test("isValid", Build.IsPresent),
        Test("isNotValid", _ => Literal.False),
    ];

    private static BuiltInFunction Test(string name, Func<Expression, Expression> test) =>
        new(name, 1, 1, call => FunctionCall.Result(test(call.Arguments[0].Value), DataType.Boolean));

    private static TypedExpression? Combine(FunctionCall call, NaryOperator @operator)
    {
        Expression?[] flags = [.. Enumerable.Range(0, call.Arguments.Length).Select(call.Flag)];
        if (flags.Any(flag => flag is null))
        {
            return null;
        }

        Expression[] known = [.. flags.Select(flag => flag!)];
        return FunctionCall.Result(@operator == NaryOperator.And ? Build.And(known) : Build.Or(known), DataType.Boolean);
    }

    private static TypedExpression? Choose(FunctionCall call)
    {
        TypedExpression then = call.Arguments[1];
        TypedExpression otherwise = call.Arguments.Length > 2
            ? call.Arguments[2]
            : then with { Value = Literal.Missing(then.Value.Type) };
        if (call.Flag(0) is not { } flag || CommonType(call, then, otherwise) is not { } type)
        {
            return null;
        }

        if (Conversions.Convert(then, type, call.Scope, call.Location) is not { } first
            || Conversions.Convert(otherwise, type, call.Scope, call.Location) is not { } second)
        {
            return null;
        }

        return new TypedExpression(Branches(call, flag, first.Value, second.Value), type, then.OpType);
    }

    // Where the condition is missing, so is the choice; a plan's CASE would take the last part.
    private static Expression Branches(FunctionCall call, Expression flag, Expression then, Expression otherwise)
    {
        if (MissingValues.Never(flag) || otherwise is Literal { IsMissing: true })
        {
            return Build.If(flag, then, otherwise);
        }

        Expression condition = call.Share("condition", flag);
        return Build.Case(
            [new CaseBranch(condition, then), new CaseBranch(Build.Not(condition), otherwise)],
            Literal.Missing(then.Type));
    }

    private static DeclaredType? CommonType(FunctionCall call, TypedExpression then, TypedExpression otherwise)
    {
        if (then.Type == otherwise.Type || otherwise.Value is Literal { IsMissing: true })
        {
            return then.Type;
        }

        if (then.Value is Literal { IsMissing: true })
        {
            return otherwise.Type;
        }

        if (Conversions.IsNumeric(then.Type) && Conversions.IsNumeric(otherwise.Type))
        {
            return Conversions.Common(then.Type, otherwise.Type);
        }

        call.Scope.Context.Report(
            DiagnosticDescriptors.TypeMismatch, call.Location, Conversions.Name(otherwise.Type), Conversions.Name(then.Type));
        return null;
    }
}
