using System.Collections.Immutable;

namespace MlOps.Codegen.MlNet.Trees;

/// <summary>Where the answer to a question about a number changes, found by bisection over all doubles.</summary>
/// <remarks>
/// So a threshold on what a number becomes is carried back, to the last bit, to the number itself, whatever was computed between. The
/// answer may change once among the numbers that a float can hold, once beyond them on either side, and at the infinities.
/// </remarks>
internal static class BoundarySearch
{
    private static readonly double[] Singles =
        [double.NegativeInfinity, float.MinValue, 0, float.MaxValue, double.PositiveInfinity];

    private static readonly double[] Doubles =
        [double.NegativeInfinity, double.MinValue, float.MinValue, 0, float.MaxValue, double.MaxValue, double.PositiveInfinity];

    /// <summary>The numbers after which the answer changes, ascending.</summary>
    /// <param name="map">What a number becomes.</param>
    /// <param name="question">The question about what it becomes.</param>
    /// <param name="singles">Whether only floats are asked about.</param>
    public static ImmutableArray<double> Of(Func<double, double> map, Func<double, bool> question, bool singles)
    {
        bool Ask(double x) => question(map(x));
        double[] samples = WithEdges(singles ? Singles : Doubles, x => double.IsNaN(map(x)));
        var boundaries = ImmutableArray.CreateBuilder<double>();
        for (int i = 1; i < samples.Length; i++)
        {
            if (Ask(samples[i - 1]) != Ask(samples[i]))
            {
                boundaries.Add(LastLike(Ask, samples[i - 1], samples[i], singles));
            }
        }

        return boundaries.ToImmutable();
    }

    // Where a function stops to be a number, its answer jumps: both sides of such an edge are samples, too.
    private static double[] WithEdges(double[] samples, Func<double, bool> isMissing)
    {
        var result = new List<double> { samples[0] };
        for (int i = 1; i < samples.Length; i++)
        {
            if (isMissing(samples[i - 1]) != isMissing(samples[i]))
            {
                double edge = LastLike(isMissing, samples[i - 1], samples[i], singles: false);
                result.Add(edge);
                result.Add(Math.BitIncrement(edge));
            }

            result.Add(samples[i]);
        }

        return [.. result];
    }

    private static double LastLike(Func<double, bool> question, double lowest, double highest, bool singles)
    {
        bool first = question(lowest);
        long low = Order(lowest);
        long high = Order(highest);
        while (low + 1 < high)
        {
            // Half the sum, which may not fit itself.
            long middle = (low & high) + ((low ^ high) >> 1);
            if (question(Number(middle)) == first)
            {
                low = middle;
            }
            else
            {
                high = middle;
            }
        }

        // Of floats, those below the change: a shorter number that means the same.
        double last = Number(low);
        return singles && double.IsFinite(last) ? LastSingle(last) : last;
    }

    private static double LastSingle(double number)
    {
        float single = (float)number;
        return single > number ? MathF.BitDecrement(single) : single;
    }

    // Bits of doubles, made to count upwards from the most negative.
    private static long Order(double number)
    {
        long bits = BitConverter.DoubleToInt64Bits(number);
        return bits >= 0 ? bits : long.MinValue - bits;
    }

    private static double Number(long order) => BitConverter.Int64BitsToDouble(order >= 0 ? order : long.MinValue - order);
}
