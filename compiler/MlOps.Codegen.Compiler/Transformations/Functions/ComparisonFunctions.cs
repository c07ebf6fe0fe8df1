using System.Collections.Immutable;
using MlOps.Codegen.Compiler.Lowering;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Compiler.Transformations.Functions;

/// <summary>Comparisons and membership.</summary>
internal static class ComparisonFunctions
{
    /// <summary>The family.</summary>
    public static ImmutableArray<BuiltInFunction> All { get; } =
    [
        Comparison("equal", BinaryOperator.Equal),
        Comparison("notEqual", BinaryOperator.NotEqual),
        Comparison("lessThan", BinaryOperator.Less),
        Comparison("lessOrEqual", BinaryOperator.LessOrEqual),
        Comparison("greaterThan", BinaryOperator.Greater),
        Comparison("greaterOrEqual", BinaryOperator.GreaterOrEqual),
        new("isIn", 2, BuiltInFunction.Any, call => Membership(call, isIn: true)),
        new("isNotIn", 2, BuiltInFunction.Any, call => Membership(call, isIn: false)),
    ];

    private static BuiltInFunction Comparison(string name, BinaryOperator @operator) => new(name, 2, 2, call =>
        FunctionCall.Result(
            Comparisons.Lower(@operator, call.Arguments[0], call.Arguments[1], call.Scope, call.Location), DataType.Boolean));

    // A missing value is in the set exactly if a missing value is listed, so that the answer is never missing.
    private static TypedExpression? Membership(FunctionCall call, bool isIn)
    {
        TypedExpression value = call.Arguments[0] with { Value = call.Share("member", call.Arguments[0].Value) };
        bool listsMissing = false;
        bool complete = true;
        var tests = ImmutableArray.CreateBuilder<Expression>();
        var literals = ImmutableArray.CreateBuilder<Literal>();
        foreach (TypedExpression candidate in call.Arguments.Skip(1))
        {
            if (candidate.Value is Literal { IsMissing: true })
            {
                listsMissing = true;
                continue;
            }

            Expression? equal = Comparisons.Lower(BinaryOperator.Equal, value, candidate, call.Scope, call.Location);
            complete &= equal is not null;
            if (equal is BinaryExpression { Operator: BinaryOperator.Equal, Right: Literal literal } simple && simple.Left == value.Value)
            {
                literals.Add(literal);
            }
            else if (equal is not null && equal is not Literal { IsMissing: true })
            {
                tests.Add(Build.Coalesce(equal, Literal.False));
                if (candidate.Value is not Literal)
                {
                    tests.Add(Build.And(Build.IsMissing(value.Value), Build.IsMissing(candidate.Value)));
                }
            }
        }

        if (!complete)
        {
            return null;
        }

        if (literals.Count > 0)
        {
            tests.Insert(0, Build.Coalesce(ValueSet.Among(value.Value, literals.ToImmutable()), Literal.False));
        }

        if (listsMissing)
        {
            tests.Add(Build.IsMissing(value.Value));
        }

        Expression found = Build.Or(tests.ToArray());
        return FunctionCall.Result(isIn ? found : Build.Not(found), DataType.Boolean);
    }
}
