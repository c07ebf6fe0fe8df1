namespace MlOps.Runtime.Tests.Scalars;

public class ScalarTextTests
{
    [Theory]
    [InlineData(1, "1.0")]
    [InlineData(-0.0, "0.0")]
    [InlineData(0.001, "0.001")]
    [InlineData(9.99e-4, "9.99E-4")]
    [InlineData(9999999, "9999999.0")]
    [InlineData(1e7, "1.0E7")]
    [InlineData(1.5e300, "1.5E300")]
    [InlineData(-123456.789, "-123456.789")]
    [InlineData(double.NegativeInfinity, "-Infinity")]
    [InlineData(double.Epsilon, "5.0E-324")]
    [InlineData(double.NaN, null)]
    public void Doubles_are_written_in_the_shortest_form_of_Java(double value, string? expected) =>
        Assert.Equal(expected, ScalarText.ToText(value));

    [Theory]
    [InlineData("abc", 1L, 2L, "ab")]
    [InlineData("abc", 4L, 0L, "")]
    [InlineData("abc", 0L, 1L, null)]
    [InlineData("abc", 2L, 3L, null)]
    [InlineData("abc", 1L, -1L, null)]
    [InlineData("abc", long.MaxValue, long.MaxValue, null)]
    [InlineData(null, 1L, 1L, null)]
    public void Parts_outside_of_a_text_are_missing(string? text, long start, long length, string? expected) =>
        Assert.Equal(expected, ScalarText.Substring(text, start, length));

    [Fact]
    public void Blanks_and_control_characters_are_trimmed_but_no_other_space() =>
        Assert.Equal("\u00A0a", ScalarText.Trim("\t \u001F\u00A0a \r\n"));

    [Fact]
    public void Case_is_mapped_code_point_by_code_point()
    {
        Assert.Equal("straße", ScalarText.Lower("STRAßE"));
        Assert.Equal("STRAßE", ScalarText.Upper("straße"));
        Assert.Equal("\U00010400", ScalarText.Upper("\U00010428"));
    }

    [Fact]
    public void A_missing_part_makes_the_whole_missing()
    {
        Assert.Null(ScalarText.Concat("a", null));
        Assert.Equal("ab", ScalarText.Concat("a", "b"));
        Assert.Null(ScalarText.Length(null));
    }

    [Theory]
    [InlineData("a.c", "abc", true)]
    [InlineData(@"a\.c", "abc", false)]
    [InlineData(@"a\.c", "xa.cx", true)]
    [InlineData("^b", "ab", false)]
    [InlineData("", "", true)]
    public void Patterns_match_anywhere(string pattern, string text, bool expected) =>
        Assert.Equal(expected, new TextPattern(pattern).Matches(text));

    [Theory]
    [InlineData("a", "banana", "o", "bonono")]
    [InlineData("(n)(a)", "banana", "$2$1", "baanan")]
    [InlineData("a", "banana", "$0$0", "baanaanaa")]
    [InlineData(@"\.", "a.b", "", "ab")]
    public void Every_occurrence_is_replaced(string pattern, string text, string replacement, string expected) =>
        Assert.Equal(expected, new TextPattern(pattern).Replace(text, replacement));

    [Fact]
    public void A_missing_text_stays_missing()
    {
        var pattern = new TextPattern("a");
        Assert.Null(pattern.Matches(null));
        Assert.Null(pattern.Replace(null, "b"));
        Assert.Null(pattern.Replace("a", null));
    }

    [Theory]
    [InlineData("%d", 2.9, "2")]
    [InlineData("%5.2f", 1.005, " 1.00")]
    [InlineData("%e", 12345.678, "1.234568e+04")]
    [InlineData("%+08.1f", -3.25, "-00003.2")]
    [InlineData("%-6d|", 42, "42    |")]
    [InlineData("100%% %d", 7, "100% 7")]
    [InlineData("%f", double.PositiveInfinity, "inf")]
    public void Numbers_are_formatted_as_printf_does(string format, double value, string expected) =>
        Assert.Equal(expected, new NumberFormat(format).Format(value));

    [Theory]
    [InlineData("no conversion")]
    [InlineData("%s")]
    [InlineData("%d %d")]
    [InlineData("%")]
    [InlineData("%1000d")]
    public void Other_formats_are_refused(string format) =>
        Assert.Throws<FormatException>(() => new NumberFormat(format));
}
