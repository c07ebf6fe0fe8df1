using MlOps.Codegen.Plan;
using static MlOps.Codegen.Compiler.Tests.Transformations.Pmml;

namespace MlOps.Codegen.Compiler.Tests.Transformations;

public sealed class ArithmeticFunctionTests
{
    [Theory]
    [InlineData("+", 7, -2, 5)]
    [InlineData("-", 7, -2, 9)]
    [InlineData("*", 7, -2, -14)]
    [InlineData("/", 7, -2, -3)]
    [InlineData("/", -7, 2, -3)]
    [InlineData("modulo", 7, 3, 1)]
    [InlineData("modulo", -7, 3, 2)]
    [InlineData("modulo", 7, -3, -2)]
    [InlineData("modulo", -7, -3, -1)]
    [InlineData("modulo", 6, -3, 0)]
    [InlineData("pow", 5, 3, 125)]
    [InlineData("pow", -2, 31, -2147483648)]
    [InlineData("pow", 3, 0, 1)]
    [InlineData("threshold", 2, 1, 1)]
    [InlineData("threshold", 1, 1, 0)]
    public void Integers_stay_integers(string function, int left, int right, long expected) =>
        Assert.Equal(Scalar.FromInteger(expected), CallTyped(function, left, right));

    [Theory]
    [InlineData("/", 7.0, 2.0, 3.5)]
    [InlineData("modulo", -7.5, 2.0, 0.5)]
    [InlineData("modulo", 7.5, -2.0, -0.5)]
    [InlineData("pow", 2.0, 0.5, 1.4142135623730951)]
    [InlineData("threshold", 2.5, 1.0, 1.0)]
    [InlineData("threshold", 0.5, 1.0, 0.0)]
    public void Doubles_are_doubles(string function, double left, double right, double expected) =>
        Assert.Equal(expected, Call(function, left, right).Double);

    [Fact]
    public void Integer_and_double_make_a_double() => Assert.Equal(3.5, CallTyped("/", 7, 2.0).Double);

    [Fact]
    public void Floats_are_rounded_once_after_the_operation()
    {
        Assert.Equal((double)(float)((double)0.1f + 0.2f), CallTyped("+", 0.1f, 0.2f).Double);
        Assert.Equal((double)(1f / 3f), CallTyped("/", 1f, 3).Double);
        Assert.Equal((double)0.1f + 0.2, CallTyped("+", 0.1f, 0.2).Double);
        Assert.Equal((double)(float)Math.Pow(0.1f, 3), CallTyped("pow", 0.1f, 3).Double);
    }

    [Theory]
    [InlineData("+")]
    [InlineData("/")]
    [InlineData("modulo")]
    [InlineData("pow")]
    [InlineData("threshold")]
    public void A_missing_operand_makes_the_result_missing(string function)
    {
        Assert.True(Call(function, null, 1).IsMissing);
        Assert.True(Call(function, 1, null).IsMissing);
    }

    [Fact]
    public void Division_by_zero_is_missing()
    {
        Assert.True(Call("/", 1, 0).IsMissing);
        Assert.True(CallTyped("/", 1, 0).IsMissing);
        Assert.True(CallTyped("modulo", 1, 0).IsMissing);
    }

    [Fact]
    public void Zero_to_a_negative_power_is_missing() => Assert.True(Call("pow", 0, -1).IsMissing);

    [Theory]
    [InlineData("sum", 7.0)]
    [InlineData("product", 10.0)]
    [InlineData("min", 2.0)]
    [InlineData("max", 5.0)]
    [InlineData("avg", 3.5)]
    public void Aggregates_skip_what_is_missing(string function, double expected)
    {
        Assert.Equal(expected, Call(function, 2, null, 5).Double);
        Assert.Equal(expected, Call(function, null, 2, 5).Double);
        Assert.True(Call(function, null, null).IsMissing);
    }

    [Fact]
    public void Aggregates_keep_integers_but_for_the_mean()
    {
        Assert.Equal(Scalar.FromInteger(3), CallTyped("sum", 1, 2));
        Assert.Equal(Scalar.FromInteger(2), CallTyped("max", 1, 2));
        Assert.Equal(Scalar.FromDouble(1.5), CallTyped("avg", 1, 2));
    }

    [Fact]
    public void A_sum_of_floats_is_rounded_at_the_end() =>
        Assert.Equal((double)(float)((double)0.1f + 0.2f + 0.3f), CallTyped("sum", 0.1f, 0.2f, 0.3f).Double);

    [Fact]
    public void Long_products_stay_shallow() =>
        Assert.Equal(Math.Pow(2, 60), Call("product", [.. Enumerable.Repeat<double?>(2, 60)]).Double);
}
