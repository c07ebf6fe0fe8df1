using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Compiler.Transformations;
using static MlOps.Codegen.Compiler.Tests.Transformations.Pmml;

namespace MlOps.Codegen.Compiler.Tests.Transformations;

public sealed class TextAndCalendarFunctionTests
{
    [Theory]
    [InlineData("uppercase", "aBc", "ABC")]
    [InlineData("lowercase", "aBc", "abc")]
    [InlineData("trimBlanks", "\t a b  ", "a b")]
    public void Functions_of_one_text(string function, string text, string expected)
    {
        Assert.Equal(expected, CallTyped(function, text).Text);
        Assert.True(CallTyped(function, (string?)null!).IsMissing);
    }

    [Fact]
    public void Length_counts_code_units() => Assert.Equal(3, CallTyped("stringLength", "a😀").Integer);

    [Theory]
    [InlineData("abcdef", 2, 3, "bcd")]
    [InlineData("abc", 2, 10, "bc")]
    [InlineData("abc", 9, 2, "")]
    [InlineData("abc", 1, 0, "")]
    [InlineData("", 1, 1, "")]
    public void A_part_ends_where_the_text_ends(string text, int start, int length, string expected)
    {
        Assert.Equal(expected, CallTyped("substring", text, start, length).Text);
        var scope = new ScopeFixture().With("x", DataType.String);
        Scalar[] constant = scope.Evaluate(
            Apply("substring", Field("x"), Constant($"{start}"), Constant($"{length}")), [text], [null]);
        Assert.Equal([Scalar.FromText(expected), Scalar.Missing], constant);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, -1)]
    public void A_part_that_cannot_be_is_missing(int start, int length) =>
        Assert.True(CallTyped("substring", "abc", start, length).IsMissing);

    [Fact]
    public void Concatenation_writes_numbers_as_Java_and_leaves_out_what_is_missing()
    {
        Assert.Equal("a1true2.5", CallTyped("concat", "a", 1, true, 2.5).Text);
        Assert.Equal("1.0E71.0", CallTyped("concat", 1e7, 1.0).Text);
        var scope = new ScopeFixture().With("x", DataType.String).With("y", DataType.String);
        Scalar[] results = scope.Evaluate(Apply("concat", Field("x"), Constant("-"), Field("y")), ["a", "b"], ["a", null], [null, null]);
        Assert.Equal(["a-b", "a-", "-"], results.Select(value => value.Text));
    }

    [Theory]
    [InlineData("replace", "[aeiou]", "_", "M_l_")]
    [InlineData("replace", "(M)(a)", "$2$1", "aMle")]
    [InlineData("replace", "a", "$$", "M$le")]
    [InlineData("replace", "a", "\\$", "M$le")]
    public void Replacement(string function, string pattern, string replacement, string expected)
    {
        var scope = new ScopeFixture().With("x", DataType.String);
        Scalar[] results = scope.Evaluate(
            Apply(function, Field("x"), Constant(pattern, DataType.String), Constant(replacement, DataType.String)), ["Male"], [null]);
        Assert.Equal([Scalar.FromText(expected), Scalar.Missing], results);
    }

    [Fact]
    public void A_match_may_be_anywhere()
    {
        var scope = new ScopeFixture().With("x", DataType.String);
        Scalar[] results = scope.Evaluate(Apply("matches", Field("x"), Constant("ar?y", DataType.String)), ["January"], ["May"], ["June"]);
        Assert.Equal([true, true, false], results.Select(value => value.Boolean));
    }

    [Theory]
    [InlineData("%3d|", 7, "  7|")]
    [InlineData("%.2f", 2.345, "2.35")]
    [InlineData("%e", 12345.678, "1.234568e+04")]
    public void Numbers_are_formatted_as_in_C(string format, object number, string expected)
    {
        var scope = new ScopeFixture().With("x", number is int ? DataType.Integer : DataType.Double);
        Assert.Equal(expected, scope.Evaluate(Apply("formatNumber", Field("x"), Constant(format, DataType.String)), [number])[0].Text);
    }

    [Fact]
    public void Days_and_seconds_since_a_year()
    {
        long day = ConstantText.Parse("2024-03-01", DataType.Date)!.Value.Integer;
        Assert.Equal(19783, day);
        Assert.Equal(60, OfDate(Apply("dateDaysSinceYear", Field("x"), Constant("2024")), day).Integer);
        Assert.Equal(19783 + 3653, OfDate(Apply("dateDaysSinceYear", Field("x"), Constant("1960")), day).Integer);
        Assert.Equal(739311, OfDate(Apply("dateDaysSinceYear", Field("x"), Constant("0")), day).Integer);
        Assert.Equal(60 * 86400, OfDate(Apply("dateSecondsSinceYear", Field("x"), Constant("2024")), day).Integer);
        Assert.Equal("Fri, 01 Mar 2024 = 061", OfDate(Apply("formatDatetime", Field("x"), Constant("%a, %d %b %Y = %j", DataType.String)), day).Text);
    }

    [Fact]
    public void Moments_before_1970_belong_to_the_day_that_they_are_in()
    {
        long moment = ConstantText.Parse("1969-12-30T23:59:58", DataType.DateTime)!.Value.Integer;
        var scope = new ScopeFixture().With("x", DataType.DateTime);
        Assert.Equal(-2, scope.Evaluate(Apply("dateDaysSinceYear", Field("x"), Constant("1970")), [moment])[0].Integer);
        scope = new ScopeFixture().With("x", DataType.DateTime);
        Assert.Equal(86398, scope.Evaluate(Apply("dateSecondsSinceMidnight", Field("x")), [moment])[0].Integer);
    }

    [Fact]
    public void Seconds_since_midnight()
    {
        var scope = new ScopeFixture().With("x", DataType.Time);
        Assert.Equal(3723, scope.Evaluate(Apply("dateSecondsSinceMidnight", Field("x")), [3723])[0].Integer);
    }

    private static Scalar OfDate(Compiler.Pipeline.Expressions.PipelineExpression expression, long day) =>
        new ScopeFixture().With("x", DataType.Date).Evaluate(expression, [day])[0];
}
