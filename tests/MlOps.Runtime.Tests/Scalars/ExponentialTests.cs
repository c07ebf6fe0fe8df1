using System.Numerics;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MlOps.Runtime.Tests.Scalars;

/// <summary>The exponential function against its definition, against the library's, and several at once against one.</summary>
public class ExponentialTests
{
    // Bits behind the point: far more than a double and its rest have.
    private const int Precision = 220;

    [Fact]
    public void The_table_has_powers_of_two()
    {
        // The 128th root of 2.
        BigInteger root = BigInteger.One << (Precision + 1);
        for (int i = 0; i < 7; i++)
        {
            root = SquareRoot(root << Precision);
        }

        BigInteger power = BigInteger.One << Precision;
        for (int i = 0; i < 128; i++)
        {
            const int Dropped = Precision - 52;
            BigInteger rounded = (power + (BigInteger.One << (Dropped - 1))) >> Dropped;
            BigInteger nearest = rounded << Dropped;
            double rest = Math.ScaleB((double)(((power - nearest) << Precision) / nearest), -Precision);
            ulong bits = (ulong)(rounded - (BigInteger.One << 52)) + (1023UL << 52) - ((ulong)i << 45);
            Assert.Equal(BitConverter.DoubleToUInt64Bits(rest), Exponential.TableBitsOf[2 * i]);
            Assert.Equal(bits, Exponential.TableBitsOf[(2 * i) + 1]);
            power = (power * root) >> Precision;
        }
    }

    [Fact]
    public void It_is_the_librarys_but_for_the_last_bit()
    {
        foreach (double x in Exponents())
        {
            double expected = Math.Exp(x);
            double actual = ScalarMath.Exp(x);
            Assert.True(Math.Abs(BitConverter.DoubleToInt64Bits(expected) - BitConverter.DoubleToInt64Bits(actual)) <= 1, $"{x:R}: {actual:R} instead of {expected:R}");
        }
    }

    [Fact]
    public void Several_at_once_are_the_same_to_the_last_bit()
    {
        double[] all = [.. Exponents(), double.NaN, double.NegativeInfinity, double.PositiveInfinity, -708, 709, 710, -709, 0, -0.0, 512, -512, 1e-300, 511.9999, 3, 4, 5];
        for (int i = 0; i + 4 <= all.Length; i++)
        {
            Vector256<double> several = Exponential.Exp(Vector256.Create(all.AsSpan(i, 4)));
            for (int lane = 0; lane < 4; lane++)
            {
                Assert.Equal(BitConverter.DoubleToInt64Bits(ScalarMath.Exp(all[i + lane])), BitConverter.DoubleToInt64Bits(several[lane]));
            }
        }

        for (int i = 0; Avx512F.IsSupported && i + 8 <= all.Length; i++)
        {
            Vector512<double> several = Exponential.Exp(Vector512.Create(all.AsSpan(i, 8)));
            for (int lane = 0; lane < 8; lane++)
            {
                Assert.Equal(BitConverter.DoubleToInt64Bits(ScalarMath.Exp(all[i + lane])), BitConverter.DoubleToInt64Bits(several[lane]));
            }
        }
    }

    [Fact]
    public void Beyond_the_range_of_doubles_it_is_bounded()
    {
        Assert.Equal(0, ScalarMath.Exp(-708.1));
        Assert.Equal(0, ScalarMath.Exp(double.NegativeInfinity));
        Assert.Equal(ScalarMath.Exp(709), ScalarMath.Exp(double.PositiveInfinity));
        Assert.True(double.IsFinite(ScalarMath.Exp(709)));
        Assert.True(double.IsNormal(ScalarMath.Exp(-708)));
        Assert.True(double.IsNaN(ScalarMath.Exp(double.NaN)));
    }

    private static IEnumerable<double> Exponents()
    {
        var random = new Random(3);
        for (int i = 0; i < 200_000; i++)
        {
            yield return (i % 4) switch
            {
                0 => (random.NextDouble() * 2) - 1,
                1 => (random.NextDouble() * 80) - 40,
                2 => (random.NextDouble() * 1416) - 707.5,
                _ => Math.ScaleB(random.NextDouble() - 0.5, -random.Next(1000)),
            };
        }
    }

    private static BigInteger SquareRoot(BigInteger number)
    {
        BigInteger root = BigInteger.One << (int)((number.GetBitLength() + 1) / 2);
        for (BigInteger next = (root + (number / root)) >> 1; next < root; next = (root + (number / root)) >> 1)
        {
            root = next;
        }

        return root;
    }
}
