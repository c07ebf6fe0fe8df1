using MlOps.Codegen.Plan.Evaluation;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Text;

namespace MlOps.Codegen.Plan.Tests.Text;

public class PortablePatternTests
{
    [Theory]
    [InlineData("^.$", "😀", true)]
    [InlineData("^..$", "😀", false)]
    [InlineData("^[^a]$", "😀", true)]
    [InlineData("[😀-😂]", "x😁", true)]
    [InlineData("[😀-😂]", "😃", false)]
    [InlineData("a$", "a\n", false)]
    [InlineData("a.b", "a\nb", false)]
    [InlineData("a.b", "a\rb", true)]
    [InlineData(@"\d", "٣", false)]
    [InlineData(@"\w", "é", false)]
    [InlineData(@"\W", "é", true)]
    [InlineData(@"\s", "\u00A0", false)]
    [InlineData(@"\s", "\u000B", true)]
    [InlineData(@"b\b", "bé", true)]
    [InlineData(@"\Bb", "éb", false)]
    [InlineData(@"^[\w.]+@\w+$", "a.b@c", true)]
    [InlineData("^(?:ab|cd){2}$", "abcd", true)]
    [InlineData("a{,2}", "a{,2}", true)]
    [InlineData("[]a]", "]", true)]
    [InlineData(@"[a\-z]", "-", true)]
    [InlineData("[a-]", "-", true)]
    [InlineData(@"\u00e9", "é", true)]
    public void A_character_is_a_code_point_and_classes_are_those_of_ASCII(string pattern, string text, bool matches) =>
        Assert.Equal(matches, TextFunctions.Call(ScalarFunction.Matches, Scalar.FromText(text), Scalar.FromText(pattern)).Boolean);

    [Theory]
    [InlineData("a|ab", "[$0]", "abab", "[a]b[a]b")]
    [InlineData("b*", "-", "abc", "-a--c-")]
    [InlineData("", "-", "😀", "-😀-")]
    [InlineData("(a)(b)?", "<$1$2>", "aab", "<a><ab>")]
    [InlineData("é", "$$1", "😀é", "😀$1")]
    [InlineData("x(😀)", "$1$1", "ax😀b", "a😀😀b")]
    [InlineData("a", "$5", "a", "$5")]
    public void Replacement_goes_from_left_to_right(string pattern, string replacement, string text, string expected) => Assert.Equal(
        expected, TextFunctions.Call(ScalarFunction.ReplaceAll, Scalar.FromText(text), Scalar.FromText(pattern), Scalar.FromText(replacement)).Text);

    [Theory]
    [InlineData("(")]
    [InlineData(")")]
    [InlineData("[a")]
    [InlineData("a**")]
    [InlineData("a+?")]
    [InlineData("*a")]
    [InlineData("^*")]
    [InlineData("(?=a)")]
    [InlineData(@"(a)\1")]
    [InlineData(@"\p{L}")]
    [InlineData("[[:alpha:]]")]
    [InlineData("[a-z&&[b]]")]
    [InlineData("[z-a]")]
    [InlineData(@"[a-\d]")]
    [InlineData("a{300}")]
    [InlineData("a{3,2}")]
    [InlineData("\\")]
    public void What_engines_read_differently_is_a_problem(string pattern) => Assert.NotNull(PortablePattern.Problem(pattern));

    [Fact]
    public void Deep_patterns_end_with_a_problem_not_with_the_stack() =>
        Assert.NotNull(PortablePattern.Problem(new string('(', 5_000) + new string(')', 5_000)));

    [Theory]
    [InlineData("a|ab", false)]
    [InlineData("a|b", true)]
    [InlineData("cats?|dogs?", true)]
    [InlineData("colou?r", true)]
    [InlineData(@"\s+", true)]
    [InlineData("a*a", false)]
    [InlineData("(a?)(ab)?", false)]
    [InlineData("(|a)b", false)]
    [InlineData("(ab)+c", true)]
    [InlineData("a{2,3}b", true)]
    [InlineData("a{2,3}a", false)]
    public void The_first_match_is_the_longest_where_the_next_character_decides(string pattern, bool expected) =>
        Assert.Equal(expected, PortablePattern.FirstIsLongest(pattern));

    [Theory]
    [InlineData("abc", "abc")]
    [InlineData(@"a\.b", "a.b")]
    [InlineData("😀", "😀")]
    [InlineData("a.", null)]
    [InlineData("", null)]
    [InlineData("^a", null)]
    public void A_pattern_without_operators_is_a_text(string pattern, string? text) => Assert.Equal(text, PortablePattern.AsLiteral(pattern));

    [Fact]
    public void A_pattern_is_written_in_another_syntax()
    {
        var syntax = new PatternSyntax(code => code < 128 ? $"\\{(char)code}" : $"<{code:X}>", "START", "END", "EDGE", "NOEDGE");
        Assert.Equal("STARTa(b|[0-9]+)?(?:cd)*[^\\\n]<E9>EDGEEND", PortablePattern.Write(@"^a(b|\d+)?(?:cd)*.é\b$", syntax));
    }
}
