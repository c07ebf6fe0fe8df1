using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Sql.Preparation;

/// <summary>Rounding of a double to the nearest binary32 number, ties to even, by double arithmetic alone.</summary>
/// <remarks>
/// Veltkamp's splitting yields a nearest number of 24 bits but may miss the even one at a tie; a tie shows in that the number
/// mirrored at the operand has 24 bits too. Below the normal range binary32 has a fixed grain of 2^-149, on which adding and
/// subtracting 1.5·2^-97 rounds.
/// </remarks>
internal static class Binary32Arithmetic
{
    private const double SmallestNormal = 1.1754943508222875E-38;

    /// <summary>Halfway between the largest binary32 number and 2^128: from here on, infinity.</summary>
    public const double Overflow = 3.4028235677973366E38;

    // 2^29 + 1 and 2^30 + 1: what is left of 53 bits is 24, and 23.
    private const double To24Bits = 536870913.0;
    private const double To23Bits = 1073741825.0;

    /// <summary>The rounded operand.</summary>
    /// <param name="x">A reference or literal.</param>
    /// <param name="name">Names an intermediate result.</param>
    public static Expression Round(Expression x, Func<Expression, Expression> name)
    {
        double grain = 1.5 * Math.ScaleB(1, -97);
        Expression magnitude = Build.Unary(UnaryOperator.Abs, x);

        // Beyond the range the splitting could overflow: there it is not needed.
        Expression bounded = name(Build.If(Below(magnitude, Overflow), x, Literal.Missing(DataType.Double)));
        Expression high = name(Split(bounded, To24Bits));
        Expression mirrored = name(Build.Subtract(Build.Add(bounded, bounded), high));
        Expression tie = Build.And(
            Build.Equal(Split(mirrored, To24Bits), mirrored),
            Build.Binary(BinaryOperator.NotEqual, Split(high, To23Bits), high));
        return Build.Case(
            [
                new CaseBranch(Below(magnitude, SmallestNormal), Build.Subtract(Build.Add(x, Build.Number(grain)), Build.Number(grain))),
                new CaseBranch(
                    Build.Binary(BinaryOperator.GreaterOrEqual, x, Build.Number(Overflow)), Build.Number(double.PositiveInfinity)),
                new CaseBranch(
                    Build.Binary(BinaryOperator.LessOrEqual, x, Build.Number(-Overflow)), Build.Number(double.NegativeInfinity)),
                new CaseBranch(tie, mirrored),
            ],
            high);
    }

    private static Expression Below(Expression value, double bound) =>
        Build.Binary(BinaryOperator.Less, value, Build.Number(bound));

    private static Expression Split(Expression value, double factor)
    {
        Expression scaled = Build.Multiply(value, Build.Number(factor));
        return Build.Subtract(scaled, Build.Subtract(scaled, value));
    }
}
