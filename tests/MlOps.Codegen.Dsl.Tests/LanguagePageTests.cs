using System.Text.Json;
using System.Text.RegularExpressions;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Dsl.Formatting;
using MlOps.Codegen.Dsl.Lowering;
using MlOps.Codegen.Dsl.Syntax;
using MlOps.Codegen.Dsl.Testing;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Evaluation;
using MlOps.Codegen.Testing;

namespace MlOps.Codegen.Dsl.Tests;

/// <summary>docs/language.md says what is so: its examples compile, are formatted and pass their tests; it names every function and keyword.</summary>
public sealed partial class LanguagePageTests
{
    [Fact]
    public void Every_example_of_the_page_compiles_and_passes_its_tests()
    {
        string[] examples = [.. Example().Matches(GeneratedPage.Read("docs/language.md")).Select(match => match.Groups[1].Value)];
        Assert.True(examples.Length >= 9);
        foreach (string example in examples)
        {
            var diagnostics = new DiagnosticBag();
            PipelineSource? source = Pipelines.Read(example, "language.md", diagnostics);
            var read = source is null ? null : PipelineTests.Of(source, diagnostics);
            Assert.True(read is not null && diagnostics.Count == 0, $"{string.Join('\n', diagnostics)}\n{example}");
            (ScoringPlan plan, var tests) = read.Value;
            var evaluator = new PlanEvaluator(plan);
            Assert.Empty(tests.SelectMany(test => test.Differences(plan, evaluator.Evaluate(test.Inputs))));
            Assert.Equal(example, PipelineFormatter.Format(example, "language.md", diagnostics));
        }
    }

    [Fact]
    public void The_page_and_the_grammar_for_editors_know_all_words()
    {
        string page = GeneratedPage.Read("docs/language.md");
        Assert.All(FunctionCatalog.Names, name => Assert.Matches($@"\b{name}\b", page));
        string grammar = GeneratedPage.Read("docs/editor/pipeline.tmLanguage.json");
        using JsonDocument parsed = JsonDocument.Parse(grammar);
        Assert.Equal("source.mlops-pipeline", parsed.RootElement.GetProperty("scopeName").GetString());
        Assert.All(PipelineParser.Keywords, word =>
        {
            Assert.Matches($@"\b{word}\b", page);
            Assert.Matches($@"\b{word}\b", grammar);
        });
        foreach (JsonProperty rule in parsed.RootElement.GetProperty("repository").EnumerateObject())
        {
            foreach (string key in new[] { "match", "begin", "end" })
            {
                if (rule.Value.TryGetProperty(key, out JsonElement pattern))
                {
                    _ = new Regex(pattern.GetString()!);
                }
            }
        }
    }

    [GeneratedRegex("```pipeline\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Example();
}
