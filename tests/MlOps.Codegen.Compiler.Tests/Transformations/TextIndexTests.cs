using MlOps.Codegen.Compiler.Pipeline.Expressions;
using MlOps.Codegen.Compiler.Transformations;
using MlOps.Codegen.Plan;
using static MlOps.Codegen.Compiler.Tests.Transformations.Pmml;

namespace MlOps.Codegen.Compiler.Tests.Transformations;

public sealed class TextIndexTests
{
    private const string Words = @"(?u)\b\w\w+\b";

    [Theory]
    [InlineData("good", "good", 1)]
    [InlineData("Good, good; GOOD!", "good", 3)]
    [InlineData("good good good", "good", 3)]
    [InlineData("goodness, no good_", "good", 0)]
    [InlineData("", "good", 0)]
    [InlineData("!?", "good", 0)]
    [InlineData("not a good film, not good", "not good", 2)]
    [InlineData("not good not good", "not good", 2)]
    [InlineData("no . good", "no good", 1)]
    [InlineData("a.b", "good", 0)]
    [InlineData("very very good, very very very bad; Very", "very very", 3)]
    [InlineData("very very very very very good very very", "very very very", 3)]
    [InlineData("very", "very very", 0)]
    public void Words_by_pattern(string text, string term, int expected)
    {
        Assert.Equal(expected, Count(Index(term), text).Integer);
        Assert.Equal(Math.Min(expected, 1), Count(Index(term) with { LocalTermWeights = LocalTermWeights.Binary }, text).Integer);
        Assert.Equal(
            Math.Log10(1 + expected), Count(Index(term) with { LocalTermWeights = LocalTermWeights.Logarithmic }, text).Double, 15);
    }

    [Theory]
    [InlineData("2wd 4wd", "2wd", 1)]
    [InlineData("  2wd \t 4wd ", "4wd", 1)]
    [InlineData("range  rover", "range rover", 1)]
    [InlineData("c++ c+ c", "c+", 1)]
    [InlineData("(Good!), 'good' -- good... don't", "good", 3)]
    [InlineData("good -- morning; good, morning", "good morning", 2)]
    [InlineData("don't don t", "don't", 1)]
    [InlineData("¿good? “good”", "good", 2)]
    public void Words_by_separator(string text, string term, int expected)
    {
        TextIndex index = Index(term) with { WordPattern = null, WordSeparatorPattern = @"\s+" };
        Assert.Equal(expected, Count(index, text).Integer);
        Assert.Equal(expected, Count(index with { WordSeparatorPattern = @"\s" }, text).Integer);
    }

    [Fact]
    public void Case_may_matter()
    {
        TextIndex index = Index("Good") with { IsCaseSensitive = true };
        Assert.Equal(1, Count(index, "good Good GOOD").Integer);
    }

    [Fact]
    public void A_missing_text_has_no_count()
    {
        Assert.True(Count(Index("good"), null).IsMissing);
        Assert.True(Count(Index("good") with { LocalTermWeights = LocalTermWeights.Binary }, null).IsMissing);
    }

    [Fact]
    public void A_text_is_cut_once_for_all_terms()
    {
        var scope = new ScopeFixture(
            Function("tf", DataType.Integer, Index("") with { TextField = "document", Term = Field("term") }, "document", "term"))
            .With("text", DataType.String);
        Scalar[] counts = scope.Evaluate(
            Apply("+", Apply("tf", Field("text"), Constant("good")), Apply("tf", Field("text"), Constant("bad"))), ["good bad good"]);
        Assert.Equal(3, counts[0].Integer);
        Assert.Single(scope.Context.Transformations.TokenizedTexts);
    }

    [Fact]
    public void A_term_that_can_overlap_itself_is_refused() => Refused(
        Index("so very so"), "MLC3002 this TextIndex is not supported: the term 'so very so' may overlap itself");

    [Fact]
    public void Whether_a_term_occurs_does_not_depend_on_overlaps() => Assert.Equal(
        1, Count(Index("so very so") with { LocalTermWeights = LocalTermWeights.Binary }, "so very so very so").Integer);

    [Fact]
    public void A_separator_that_leaves_blanks_in_words_is_refused() => Refused(
        Index("york") with { WordPattern = null, WordSeparatorPattern = "," },
        "MLC3024 the word separator ',' is not supported: it must separate at blanks, too");

    [Fact]
    public void Edits_are_refused() => Refused(
        Index("good") with { MaxLevenshteinDistance = 1 },
        "MLC3002 this TextIndex is not supported: words that differ by edits cannot be counted in SQL");

    [Fact]
    public void A_term_must_be_constant() => Refused(
        Index("") with { Term = Field("text") }, "MLC3021 the term of 'TextIndex' must be a constant");

    private static TextIndex Index(string term) => new(
        "text", LocalTermWeights.TermFrequency, false, 0, CountHits.AllHits, null, Words, true, [], Constant(term, DataType.String), ScopeFixture.At);

    private static Scalar Count(TextIndex index, string? text) =>
        new ScopeFixture().With("text", DataType.String).Evaluate(index, [text])[0];

    private static void Refused(TextIndex index, string message)
    {
        var scope = new ScopeFixture().With("text", DataType.String);
        Assert.Null(ExpressionLowering.Lower(index, scope, Origin.None));
        Assert.Equal([message], scope.Messages);
    }
}
