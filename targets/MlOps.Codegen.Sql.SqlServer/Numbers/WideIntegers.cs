using System.Globalization;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Sql.SqlServer.Numbers;

/// <summary>
/// Keeps integers 64 bits wide: a constant is an <c>int</c>, or beyond 32 bits a <c>numeric</c>, whose quotient is no integer
/// ("Constants" and "Precision, scale, and length" in the reference).
/// </summary>
internal static class WideIntegers
{
    /// <summary>A constant; beyond 32 bits, with its type.</summary>
    public static string Literal(long value)
    {
        string digits = value.ToString(CultureInfo.InvariantCulture);
        return value is < int.MinValue or > int.MaxValue ? $"CAST({digits} AS bigint)" : value < 0 ? $"({digits})" : digits;
    }

    /// <summary>Whether the engine computes an integer in 32 bits, because it is made of constants only.</summary>
    public static bool IsNarrow(Expression expression) => expression is { Type: DataType.Integer } && expression switch
    {
        Literal literal => literal is { IsMissing: false, Value.Integer: >= int.MinValue and <= int.MaxValue },
        UnaryExpression { Operator: not UnaryOperator.ToInteger } unary => IsNarrow(unary.Operand),
        BinaryExpression binary => IsNarrow(binary.Left) && IsNarrow(binary.Right),
        NaryExpression nary => nary.Operands.All(IsNarrow),
        CaseExpression @case => IsNarrowOrMissing(@case.Else) && @case.Branches.All(branch => IsNarrowOrMissing(branch.Value)),
        _ => false,
    };

    /// <summary>Arithmetic that is 64 bits wide; other nodes as they are.</summary>
    public static Expression Rewrite(Expression node) => node switch
    {
        UnaryExpression { Operator: UnaryOperator.Negate or UnaryOperator.Abs } unary when IsNarrow(unary.Operand) =>
            unary with { Operand = Wide(unary.Operand) },
        BinaryExpression { Type: DataType.Integer } binary when IsNarrow(binary) => binary with { Left = Wide(binary.Left) },
        NaryExpression { Operator: NaryOperator.Add } sum when IsNarrow(sum) => sum with { Operands = sum.Operands.SetItem(0, Wide(sum.Operands[0])) },
        _ => node,
    };

    private static bool IsNarrowOrMissing(Expression expression) => IsNarrow(expression) || expression is Literal { IsMissing: true };

    private static Expression Wide(Expression expression) => Build.Unary(UnaryOperator.ToInteger, expression);
}
