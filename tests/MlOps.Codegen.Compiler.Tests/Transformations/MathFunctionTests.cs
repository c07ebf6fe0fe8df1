using MlOps.Codegen.Plan;
using static MlOps.Codegen.Compiler.Tests.Transformations.Pmml;

namespace MlOps.Codegen.Compiler.Tests.Transformations;

public sealed class MathFunctionTests
{
    [Theory]
    [InlineData("ln", 2, 0.69314718055994530942)]
    [InlineData("log10", 1000, 3)]
    [InlineData("exp", 1, 2.71828182845904523536)]
    [InlineData("sqrt", 2, 1.41421356237309504880)]
    [InlineData("sin", 1, 0.84147098480789650665)]
    [InlineData("cos", 1, 0.54030230586813971740)]
    [InlineData("tan", 1, 1.55740772465490223050)]
    [InlineData("asin", 0.5, 0.52359877559829887308)]
    [InlineData("acos", 0.5, 1.04719755119659774615)]
    [InlineData("atan", 1, 0.78539816339744830962)]
    [InlineData("sinh", 1, 1.17520119364380145688)]
    [InlineData("sinh", -1, -1.17520119364380145688)]
    [InlineData("sinh", 1e-10, 1e-10)]
    [InlineData("sinh", -1e-10, -1e-10)]
    [InlineData("sinh", 40, 117692633418509992.0)]
    [InlineData("sinh", -40, -117692633418509992.0)]
    [InlineData("sinh", -20, -242582597.70489514)]
    [InlineData("cosh", 1, 1.54308063481524377848)]
    [InlineData("tanh", 1, 0.76159415595576488812)]
    [InlineData("tanh", 1e-10, 1e-10)]
    [InlineData("tanh", -0.001, -0.00099999966666680000)]
    [InlineData("tanh", 400, 1)]
    [InlineData("tanh", -400, -1)]
    [InlineData("ln1p", 1e-10, 9.9999999995000000000e-11)]
    [InlineData("ln1p", 1e-20, 1e-20)]
    [InlineData("ln1p", -1e-10, -1.0000000000500000000e-10)]
    [InlineData("ln1p", 1, 0.69314718055994530942)]
    [InlineData("ln1p", -0.75, -1.38629436111989061883)]
    [InlineData("expm1", 1e-10, 1.00000000005000000000e-10)]
    [InlineData("expm1", 1e-20, 1e-20)]
    [InlineData("expm1", -1e-10, -9.9999999995000000000e-11)]
    [InlineData("expm1", 0.5, 0.64872127070012814685)]
    [InlineData("expm1", -50, -1)]
    [InlineData("expm1", 5, 147.413159102576603421)]
    public void Values(string function, double x, double expected) => Close(expected, Call(function, x).Double, 2e-15);

    [Theory]
    [InlineData("ln", 0)]
    [InlineData("ln", -1)]
    [InlineData("log10", 0)]
    [InlineData("sqrt", -1)]
    [InlineData("asin", 1.5)]
    [InlineData("acos", -1.5)]
    [InlineData("ln1p", -1)]
    public void Outside_its_domain_a_function_is_missing(string function, double x) => Assert.True(Call(function, x).IsMissing);

    [Theory]
    [InlineData("ln")]
    [InlineData("sinh")]
    [InlineData("tanh")]
    [InlineData("ln1p")]
    [InlineData("expm1")]
    [InlineData("round")]
    [InlineData("rint")]
    [InlineData("erf")]
    [InlineData("stdNormalIDF")]
    public void Of_a_missing_value_a_function_is_missing(string function) => Assert.True(Call(function, new double?[] { null }).IsMissing);

    [Theory]
    [InlineData("floor", -1.5, -2)]
    [InlineData("ceil", -1.5, -1)]
    [InlineData("round", 0.49999999999999994, 0)]
    [InlineData("round", 2.5, 3)]
    [InlineData("round", -2.5, -2)]
    [InlineData("round", -2.6, -3)]
    public void Rounding_makes_integers(string function, double x, long expected) =>
        Assert.Equal(Scalar.FromInteger(expected), Call(function, x));

    [Theory]
    [InlineData(2.5, 2)]
    [InlineData(3.5, 4)]
    [InlineData(-2.5, -2)]
    [InlineData(-0.5, 0)]
    [InlineData(2.4, 2)]
    [InlineData(2.6, 3)]
    public void Rint_rounds_half_to_even(double x, double expected) => Assert.Equal(Scalar.FromDouble(expected), Call("rint", x));

    [Fact]
    public void Rint_and_abs_keep_the_type()
    {
        Assert.Equal(Scalar.FromInteger(3), CallTyped("rint", 3));
        Assert.Equal(Scalar.FromInteger(3), CallTyped("abs", -3));
        Assert.Equal(Scalar.FromDouble(3.5), CallTyped("abs", -3.5));
    }

    [Fact]
    public void Hypot_neither_overflows_nor_vanishes()
    {
        Assert.Equal(5, Call("hypot", 3, -4).Double, 15);
        Close(5e99, Call("hypot", 3e99, 4e99).Double, 1e-15);
        Close(5e-99, Call("hypot", 3e-99, 4e-99).Double, 1e-15);
        Assert.Equal(0, Call("hypot", 0, 0).Double);
        Assert.True(Call("hypot", 0, null).IsMissing);
    }

    // Published: Abramowitz and Stegun, and Wichura's own check values for AS 241.
    [Theory]
    [InlineData("erf", 0, 0)]
    [InlineData("erf", 0.1, 0.11246291601828489220)]
    [InlineData("erf", 0.5, 0.52049987781304653768)]
    [InlineData("erf", 1, 0.84270079294971486934)]
    [InlineData("erf", -1, -0.84270079294971486934)]
    [InlineData("erf", 2, 0.99532226501895273416)]
    [InlineData("erf", 5, 0.99999999999846254021)]
    [InlineData("stdNormalCDF", 0, 0.5)]
    [InlineData("stdNormalCDF", 1, 0.84134474606854294859)]
    [InlineData("stdNormalCDF", -1, 0.15865525393145705141)]
    [InlineData("stdNormalCDF", -3, 0.0013498980316300945267)]
    [InlineData("stdNormalCDF", -6, 9.86587645037698140701e-10)]
    [InlineData("stdNormalCDF", -10, 7.6198530241605260660e-24)]
    [InlineData("stdNormalPDF", 1, 0.24197072451914334980)]
    [InlineData("stdNormalIDF", 0.25, -0.67448975019608174320)]
    [InlineData("stdNormalIDF", 0.001, -3.0902323061678135415)]
    [InlineData("stdNormalIDF", 1e-20, -9.26234008979840757957)]
    [InlineData("stdNormalIDF", 0.975, 1.9599639845400542355)]
    public void Normal_distribution(string function, double x, double expected) => Close(expected, Call(function, x).Double, 3e-15);

    [Fact]
    public void Normal_distribution_with_mean_and_deviation()
    {
        Close(0.84134474606854294859, Call("normalCDF", 7, 5, 2).Double, 3e-15);
        Close(0.12098536225957167490, Call("normalPDF", 7, 5, 2).Double, 3e-15);
        Close(5 + (2 * 1.9599639845400542355), Call("normalIDF", 0.975, 5, 2).Double, 3e-15);
    }

    [Fact]
    public void A_deviation_that_is_not_positive_is_outside_the_domain()
    {
        Assert.True(Call("normalCDF", 1, 0, -1).IsMissing);
        Assert.True(Call("normalPDF", 1, 0, -1).IsMissing);
        Assert.True(Call("normalIDF", 0.5, 0, 0).IsMissing);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    public void Quantiles_exist_between_0_and_1(double p) => Assert.True(Call("stdNormalIDF", p).IsMissing);

    private static void Close(double expected, double actual, double relative) =>
        Assert.True(Math.Abs(expected - actual) <= relative * Math.Abs(expected), $"expected {expected:R}, found {actual:R}");
}
