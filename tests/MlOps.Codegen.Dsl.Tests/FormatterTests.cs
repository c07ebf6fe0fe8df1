using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Dsl.Formatting;
using MlOps.Codegen.Testing;

namespace MlOps.Codegen.Dsl.Tests;

public sealed class FormatterTests
{
    [Fact]
    public void Blanks_and_indentation_change_and_nothing_else()
    {
        const string Text = """
            # a comment at the top


            pipeline   churn   "What it is."
            source  accounts   from  crm . accounts// trailing
               id :integer   key
                   plan: text   in("a","b")   else refuse // a plan

              value : decimal( 10,2 ) ?
            feature x=value*-2-(  value+1)/-value
            feature y = when x>1
            then -1
              when plan   in ( "a" )then 2
            // between
            else 3
            model m=scorecard 10{
            c baseline -5{when x<1 then 2 else 3}
              }
            table f(a,b){
            "a",any->1
                "b",1 .. 3 -> -2
            else 0}
            output y   "A text."
            test "one"
            accounts{id:1,plan:"a",value:-1.5}
            {id:2}
            expect y~ -0.31,y=missing
            // the end
            """;
        string formatted = Format(Text);
        Assert.Equal(formatted, Format(formatted));
        Assert.Equal(Letters(Text), Letters(formatted));
        Golden.Match(formatted);
    }

    [Theory]
    [InlineData("churn")]
    [InlineData("scorecard")]
    [InlineData("insurance")]
    [InlineData("equipment")]
    public void Examples_are_formatted(string name)
    {
        string text = GeneratedPage.Read($"examples/{name}/{name}.pipeline");
        Assert.Equal(text.ReplaceLineEndings("\n"), Format(text));
    }

    [Fact]
    public void What_is_no_pipeline_is_not_formatted()
    {
        var diagnostics = new DiagnosticBag();
        Assert.Null(PipelineFormatter.Format("feature = 1", Pipelines.File, diagnostics));
        Assert.True(diagnostics.HasErrors);
    }

    private static string Format(string text)
    {
        var diagnostics = new DiagnosticBag();
        string? formatted = PipelineFormatter.Format(text, Pipelines.File, diagnostics);
        Assert.True(formatted is not null, string.Join('\n', diagnostics));
        return formatted;
    }

    private static string Letters(string text) => string.Concat(text.Where(c => !char.IsWhiteSpace(c)));
}
