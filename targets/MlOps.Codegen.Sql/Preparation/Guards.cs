using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Ranges;

namespace MlOps.Codegen.Sql.Preparation;

/// <summary>Where an operation is defined for some numbers only, and the operand is not known to be one of these.</summary>
internal static class Guards
{
    /// <summary>Exponents below and above are cut off.</summary>
    public const double SmallestExponent = -708;

    /// <inheritdoc cref="SmallestExponent"/>
    public const double LargestExponent = 709;

    // 2^63 is the first double that no longer fits an integer.
    private const double IntegerLimit = 9223372036854775808.0;

    /// <summary>Whether a unary operation of a number needs a test of its operand.</summary>
    /// <param name="unary">The operation.</param>
    /// <param name="ranges">What is known of its operand.</param>
    public static bool IsNeeded(UnaryExpression unary, ValueRanges ranges)
    {
        switch (unary.Operator)
        {
            case UnaryOperator.Exp:
                ValueRange exponent = ranges.Of(unary.Operand);
                return exponent.Low < SmallestExponent || exponent.High > LargestExponent;
            case UnaryOperator.Ln or UnaryOperator.Log10:
                return ranges.Of(unary.Operand).Low <= 0;
            case UnaryOperator.Sqrt:
                return ranges.Of(unary.Operand).Low < 0;
            case UnaryOperator.Asin or UnaryOperator.Acos:
                ValueRange ratio = ranges.Of(unary.Operand);
                return ratio.Low < -1 || ratio.High > 1;
            case UnaryOperator.ToInteger when unary.Operand.Type == DataType.Double:
                ValueRange number = ranges.Of(unary.Operand);
                return number.Low < -IntegerLimit || number.High >= IntegerLimit;
            default:
                return false;
        }
    }

    /// <summary>Whether a divisor may be 0.</summary>
    /// <param name="divisor">The divisor.</param>
    /// <param name="ranges">What is known of it.</param>
    public static bool MayBeZero(Expression divisor, ValueRanges ranges) => ranges.Of(divisor).MayBeZero;

    /// <summary>What a power's operands must be tested for.</summary>
    /// <param name="power">The power.</param>
    /// <param name="ranges">What is known of its operands.</param>
    public static PowerGuard Of(BinaryExpression power, ValueRanges ranges)
    {
        ValueRange x = ranges.Of(power.Left);
        ValueRange y = ranges.Of(power.Right);
        bool whole = power.Right is Literal { IsMissing: false } literal && literal.Value.Double == Math.Floor(literal.Value.Double);
        bool mayDivideByZero = x.MayBeZero && y.Low < 0;
        bool mayBeImaginary = x.Low < 0 && !whole;
        return mayBeImaginary ? PowerGuard.Both : !mayDivideByZero ? PowerGuard.None : whole ? PowerGuard.NonZeroBase : PowerGuard.Both;
    }
}

/// <summary>What a power's operands must be tested for.</summary>
internal enum PowerGuard
{
    /// <summary>Nothing: the power is defined.</summary>
    None,

    /// <summary>The base must not be 0; the exponent is known to be whole.</summary>
    NonZeroBase,

    /// <summary>The base must not be 0 with a negative exponent, nor negative with a fraction.</summary>
    Both,
}
