namespace MlOps.Runtime.Tests.Scalars;

public class TranslationTests
{
    [Theory]
    [InlineData("abc", "ab", "ba", "bac")]
    [InlineData("abcabc", "bc", "x", "axax")]
    [InlineData("", "a", "b", "")]
    [InlineData("none", "", "", "none")]
    [InlineData("\u00E9\u0101e", "\u00E9\u0101", "ea", "eae")]
    public void Units_are_replaced_or_left_out(string text, string from, string to, string expected) =>
        Assert.Equal(expected, new TextTranslation(from, to).Apply(text));

    [Fact]
    public void What_has_nothing_to_replace_is_the_same_text()
    {
        string text = new('x', 5);
        Assert.Same(text, new TextTranslation("a", "b").Apply(text));
        Assert.Null(new TextTranslation("a", "b").Apply(null));
    }

    [Theory]
    [InlineData("12.5", 12.5)]
    [InlineData(" ", 0)]
    [InlineData(" 7", 7)]
    [InlineData(" 77", double.NaN)]
    [InlineData("77 ", 77)]
    [InlineData("-.5e1", -5)]
    [InlineData("1e", double.NaN)]
    [InlineData("1e39", double.PositiveInfinity)]
    [InlineData("16777217", 16777216)]
    [InlineData("-Infinity", double.NegativeInfinity)]
    [InlineData(null, double.NaN)]
    public void Numbers_are_read_in_single_precision(string? text, double expected) => Assert.Equal(expected, ScalarText.ReadSingle(text));
}
