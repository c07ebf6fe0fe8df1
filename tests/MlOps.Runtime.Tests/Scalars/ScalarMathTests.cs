namespace MlOps.Runtime.Tests.Scalars;

public class ScalarMathTests
{
    [Theory]
    [InlineData(-708.5, 0)]
    [InlineData(double.NegativeInfinity, 0)]
    [InlineData(0, 1)]
    [InlineData(double.NaN, double.NaN)]
    public void The_exponential_is_zero_far_below(double exponent, double expected) =>
        Assert.Equal(expected, ScalarMath.Exp(exponent));

    [Fact]
    public void The_exponential_is_never_infinite()
    {
        Assert.Equal(Math.Exp(709), ScalarMath.Exp(710));
        Assert.Equal(Math.Exp(709), ScalarMath.Exp(double.PositiveInfinity));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    public void Logarithms_of_what_is_not_positive_are_missing(double value)
    {
        Assert.Equal(double.NaN, ScalarMath.Ln(value));
        Assert.Equal(double.NaN, ScalarMath.Log10(value));
    }

    [Fact]
    public void A_division_by_zero_is_missing()
    {
        Assert.Equal(double.NaN, ScalarMath.Divide(1, 0));
        Assert.Equal(double.NaN, ScalarMath.Divide(1, -0.0));
        Assert.Null(ScalarMath.IntegerDivide(1, 0));
        Assert.Null(ScalarMath.IntegerDivide(null, 2));
        Assert.Equal(-2, ScalarMath.IntegerDivide(-5, 2));
    }

    [Theory]
    [InlineData(0, -1, double.NaN)]
    [InlineData(-8, 0.5, double.NaN)]
    [InlineData(-2, 3, -8)]
    [InlineData(double.NaN, 0, double.NaN)]
    [InlineData(1, double.NaN, double.NaN)]
    [InlineData(0, 0, 1)]
    public void Powers_are_missing_where_they_are_not_real(double x, double y, double expected) =>
        Assert.Equal(expected, ScalarMath.Power(x, y));

    [Theory]
    [InlineData(9223372036854775807.0, null)]
    [InlineData(-9223372036854775808.0, long.MinValue)]
    [InlineData(-2.9, -2L)]
    [InlineData(double.PositiveInfinity, null)]
    [InlineData(double.NaN, null)]
    public void Doubles_become_integers_towards_zero_within_sixty_four_bits(double value, long? expected) =>
        Assert.Equal(expected, ScalarMath.ToInteger(value));

    [Fact]
    public void What_goes_out_has_neither_NaN_nor_a_negative_zero()
    {
        Assert.Null(ScalarMath.ToNullable(double.NaN));
        Assert.False(double.IsNegative(ScalarMath.ToNullable(-0.0)!.Value));
        Assert.Null(ScalarMath.ToNullableFloat(double.NaN));
        Assert.False(float.IsNegative(ScalarMath.ToNullableFloat(-0.0)!.Value));
    }

    [Fact]
    public void A_rounding_to_binary32_takes_ties_to_even()
    {
        Assert.Equal(1, ScalarMath.ToFloat32(1 + Math.Pow(2, -24)));
        Assert.Equal(1 + Math.Pow(2, -22), ScalarMath.ToFloat32(1 + (3 * Math.Pow(2, -24))));
        Assert.Equal(double.PositiveInfinity, ScalarMath.ToFloat32(1e300));
    }

    [Fact]
    public void Extremes_of_lists_are_missing_where_an_operand_is()
    {
        Assert.Equal(double.NaN, ScalarMath.Min(1.0, double.NaN, 0.0));
        Assert.Equal(-1.0, ScalarMath.Min(1.0, -1.0, 0.0));
        Assert.Equal(3L, ScalarMath.Max((long?)1, (long?)3, (long?)2));
        Assert.Null(ScalarMath.Max((long?)1, null, (long?)2));
        Assert.Equal(2.0, ScalarMath.Coalesce(double.NaN, 2.0, 3.0));
    }

    [Fact]
    public void A_weighted_sum_is_added_from_left_to_right()
    {
        double[] values = [1e16, 1, -1e16];
        Assert.Equal((0.0 + 1e16 + 1) - 1e16, ScalarMath.WeightedSum(0, [1, 1, 1], values));
        Assert.Equal(double.NaN, ScalarMath.WeightedSum(0, [1, 0], [1, double.NaN]));
    }
}
