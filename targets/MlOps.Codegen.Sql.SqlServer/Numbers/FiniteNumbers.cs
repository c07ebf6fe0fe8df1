using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Sql.SqlServer.Numbers;

/// <summary>
/// Says comparisons with numbers that <c>float</c> does not hold ("float and real": 0, and magnitudes from 2.23E-308 to 1.79E308) by
/// numbers that it holds.
/// </summary>
internal static class FiniteNumbers
{
    /// <summary>The largest double, as a constant.</summary>
    public const string Largest = "1.7976931348623157E308";

    private const double SmallestNormal = 2.2250738585072014E-308;

    /// <summary>Whether <c>float</c> holds a number.</summary>
    public static bool Holds(double value) => value == 0 || double.IsNormal(value);

    /// <summary>A comparison of the same meaning for every number that <c>float</c> holds; other nodes as they are.</summary>
    public static Expression Rewrite(Expression node) => node switch
    {
        BinaryExpression { Left.Type: DataType.Double, Type: DataType.Boolean } comparison => Comparison(comparison),
        InSetExpression { Operand.Type: DataType.Double } inSet => inSet with
        {
            Values = [.. inSet.Values.Where(value => Holds(value.Value.Double))],
        },
        _ => node,
    };

    private static Expression Comparison(BinaryExpression comparison) => comparison switch
    {
        { Right: Literal { IsMissing: false } right } when !Holds(right.Value.Double) =>
            Against(comparison.Left, comparison.Operator, right.Value.Double),
        { Left: Literal { IsMissing: false } left } when !Holds(left.Value.Double) =>
            Against(comparison.Right, Mirrored(comparison.Operator), left.Value.Double),
        _ => comparison,
    };

    // No number is equal to the bound. Above it lies what is at least the next number held; where there is none, nothing.
    private static Expression Against(Expression operand, BinaryOperator @operator, double bound)
    {
        double below = bound switch
        {
            double.PositiveInfinity => double.MaxValue,
            double.NegativeInfinity => double.NegativeInfinity,
            > 0 => 0,
            _ => -SmallestNormal,
        };
        return @operator switch
        {
            BinaryOperator.Less or BinaryOperator.LessOrEqual => double.IsNegativeInfinity(below)
                ? Build.Binary(BinaryOperator.Less, operand, Build.Number(double.MinValue))
                : Build.Binary(BinaryOperator.LessOrEqual, operand, Build.Number(below)),
            BinaryOperator.Greater or BinaryOperator.GreaterOrEqual => double.IsNegativeInfinity(below)
                ? Build.Binary(BinaryOperator.GreaterOrEqual, operand, Build.Number(double.MinValue))
                : Build.Binary(BinaryOperator.Greater, operand, Build.Number(below)),
            BinaryOperator.Equal => Build.Binary(BinaryOperator.Greater, operand, Build.Number(double.MaxValue)),
            BinaryOperator.NotEqual => Build.Binary(BinaryOperator.LessOrEqual, operand, Build.Number(double.MaxValue)),
            _ => throw new InvalidOperationException($"{@operator} is not a comparison"),
        };
    }

    private static BinaryOperator Mirrored(BinaryOperator @operator) => @operator switch
    {
        BinaryOperator.Less => BinaryOperator.Greater,
        BinaryOperator.LessOrEqual => BinaryOperator.GreaterOrEqual,
        BinaryOperator.Greater => BinaryOperator.Less,
        BinaryOperator.GreaterOrEqual => BinaryOperator.LessOrEqual,
        _ => @operator,
    };
}
