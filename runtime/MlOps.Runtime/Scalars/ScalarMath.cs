using System.Runtime.CompilerServices;

namespace MlOps.Runtime;

/// <summary>The numeric operations of scoring plans, exactly as the plan defines them.</summary>
/// <remarks>
/// A missing double is NaN, which never is a value of a plan; a missing integer or boolean is null. A negative zero may occur
/// between operations, where it cannot be told from zero; <see cref="ToNullable"/> removes it.
/// </remarks>
public static class ScalarMath
{
    internal const double SmallestExponent = -708;
    internal const double LargestExponent = 709;

    // 2^63: the first double that no longer fits an integer.
    private const double IntegerLimit = 9223372036854775808.0;

    /// <summary>A result for the outside: null for NaN, and 0 for −0.</summary>
    /// <param name="value">A double; NaN is missing.</param>
    public static double? ToNullable(double value) => double.IsNaN(value) ? null : value + 0.0;

    /// <summary>A result that is exactly a binary32 number for the outside: null for NaN, and 0 for −0.</summary>
    /// <param name="value">A double that a float holds exactly; NaN is missing.</param>
    public static float? ToNullableFloat(double value) => double.IsNaN(value) ? null : (float)(value + 0.0);

    /// <summary>e to the operand: 0 below −708, e^709 above 709; it errs by less than 0.52 units in the last place.</summary>
    /// <param name="value">The exponent.</param>
    public static double Exp(double value) => value < SmallestExponent ? 0 : Exponential.Exp(Math.Min(value, LargestExponent));

    /// <summary>The operand within the range of arithmetic: 0 below a magnitude, missing above another.</summary>
    /// <param name="value">The operand.</param>
    /// <param name="least">The smallest magnitude that is kept.</param>
    /// <param name="most">The largest magnitude that is kept.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Bound(double value, double least, double most)
    {
        double magnitude = Math.Abs(value);
        return magnitude < least ? 0 : magnitude <= most ? value : double.NaN;
    }

    /// <summary>The natural logarithm; missing for 0 and below.</summary>
    /// <param name="value">The operand.</param>
    public static double Ln(double value) => value > 0 ? Math.Log(value) : double.NaN;

    /// <summary>The logarithm to base ten; missing for 0 and below.</summary>
    /// <param name="value">The operand.</param>
    public static double Log10(double value) => value > 0 ? Math.Log10(value) : double.NaN;

    /// <summary>The quotient; missing where the divisor is 0.</summary>
    /// <param name="left">The dividend.</param>
    /// <param name="right">The divisor.</param>
    public static double Divide(double left, double right) => right == 0 ? double.NaN : left / right;

    /// <summary>The quotient of integers, rounded towards zero; missing where the divisor is 0.</summary>
    /// <param name="left">The dividend.</param>
    /// <param name="right">The divisor.</param>
    /// <returns>The quotient; −2^63 / −1 wraps to −2^63, as the other integer operations do.</returns>
    public static long? IntegerDivide(long? left, long? right) => right switch
    {
        null or 0 => null,
        -1 => unchecked(-left),
        _ => left / right,
    };

    /// <summary>
    /// The left operand to the power of the right. Missing: 0 to a negative power, a negative number to a power that is not whole.
    /// </summary>
    /// <param name="left">The base.</param>
    /// <param name="right">The exponent.</param>
    public static double Power(double left, double right)
    {
        // The library answers 1 for NaN to the power 0 and for 1 to the power NaN; here a missing operand is a missing result.
        bool undefined = double.IsNaN(left) || double.IsNaN(right)
            || (left == 0 && right < 0)
            || (left < 0 && right != Math.Floor(right));
        return undefined ? double.NaN : Math.Pow(left, right);
    }

    /// <summary>The magnitude; that of −2^63 wraps to −2^63.</summary>
    /// <param name="value">The operand.</param>
    public static long? Abs(long? value) => value < 0 ? unchecked(-value) : value;

    /// <summary>The nearest binary32 number, ties to even.</summary>
    /// <param name="value">The operand.</param>
    public static double ToFloat32(double value) => (float)value;

    /// <summary>The nearest double.</summary>
    /// <param name="value">The operand.</param>
    public static double ToDouble(long? value) => value is long number ? number : double.NaN;

    /// <summary>1 for true, 0 for false.</summary>
    /// <param name="value">The operand.</param>
    public static double ToDouble(bool? value) => value is bool truth ? (truth ? 1 : 0) : double.NaN;

    /// <summary>1 where a text is present, missing otherwise: a feature for trees that only ask whether there is a value.</summary>
    /// <param name="text">The text; null is missing.</param>
    public static double Presence(string? text) => text is null ? double.NaN : 1;

    /// <summary>The operand without its fraction; missing beyond ±2^63.</summary>
    /// <param name="value">The operand.</param>
    public static long? ToInteger(double value)
    {
        double whole = Math.Truncate(value);
        return whole is >= -IntegerLimit and < IntegerLimit ? (long)whole : null;
    }

    /// <summary>1 for true, 0 for false.</summary>
    /// <param name="value">The operand.</param>
    public static long? ToInteger(bool? value) => value is bool truth ? (truth ? 1 : 0) : null;

    /// <summary>The smallest; missing where any is missing.</summary>
    /// <param name="values">The operands, at least one.</param>
    public static double Min(params ReadOnlySpan<double> values)
    {
        double result = values[0];
        foreach (double value in values[1..])
        {
            result = Math.Min(result, value);
        }

        return result;
    }

    /// <summary>The smallest; missing where any is missing.</summary>
    /// <param name="values">The operands, at least one.</param>
    public static long? Min(params ReadOnlySpan<long?> values)
    {
        long? result = values[0];
        foreach (long? value in values[1..])
        {
            result = result <= value ? result : value < result ? value : null;
        }

        return result;
    }

    /// <summary>The largest; missing where any is missing.</summary>
    /// <param name="values">The operands, at least one.</param>
    public static double Max(params ReadOnlySpan<double> values)
    {
        double result = values[0];
        foreach (double value in values[1..])
        {
            result = Math.Max(result, value);
        }

        return result;
    }

    /// <summary>The largest; missing where any is missing.</summary>
    /// <param name="values">The operands, at least one.</param>
    public static long? Max(params ReadOnlySpan<long?> values)
    {
        long? result = values[0];
        foreach (long? value in values[1..])
        {
            result = result >= value ? result : value > result ? value : null;
        }

        return result;
    }

    /// <summary>The first that is not missing; missing where all are.</summary>
    /// <param name="values">The operands.</param>
    public static double Coalesce(params ReadOnlySpan<double> values)
    {
        foreach (double value in values)
        {
            if (!double.IsNaN(value))
            {
                return value;
            }
        }

        return double.NaN;
    }

    /// <summary>The first that is not null; null where all are.</summary>
    /// <typeparam name="T">Integer, boolean or text, with null for missing.</typeparam>
    /// <param name="values">The operands.</param>
    public static T? CoalesceAll<T>(params ReadOnlySpan<T?> values)
    {
        foreach (T? value in values)
        {
            if (value is not null)
            {
                return value;
            }
        }

        return default;
    }

    /// <summary>
    /// A weighted sum: the start, then each coefficient times its value, added from left to right. Missing where a value is missing.
    /// </summary>
    /// <param name="start">Where the sum starts.</param>
    /// <param name="coefficients">The weights.</param>
    /// <param name="values">As many values.</param>
    public static double WeightedSum(double start, ReadOnlySpan<double> coefficients, ReadOnlySpan<double> values)
    {
        double sum = start;
        for (int i = 0; i < values.Length; i++)
        {
            sum += coefficients[i] * values[i];
        }

        return sum;
    }
}
