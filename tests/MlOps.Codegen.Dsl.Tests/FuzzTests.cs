using System.Diagnostics;
using System.Text;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Dsl.Formatting;
using MlOps.Codegen.Testing;

namespace MlOps.Codegen.Dsl.Tests;

/// <summary>
/// Hostile texts: nothing crashes, nothing hangs. <c>MLOPS_FUZZ_SECONDS</c> lets it run longer, <c>MLOPS_FUZZ_SEED</c> elsewhere.
/// </summary>
public sealed class FuzzTests
{
    private static readonly string[] Pieces =
    [
        "pipeline", "source", "score each", "feature", "impute", "encode", "model", "rule", "table", "output", "monitor", "optimise", "reasons top", "policy", "test",
        "a", "b", "calls", "as_of", "as of", "when", "then", "else", "match", "in", "not", "and", "or", "is", "missing", "like", "over", "last", "lifetime", "since", "per",
        "sum", "count", "average", "trend", "distinct", "where", "first", "integer", "text", "decimal", "timestamp", "key", "event time", "references", "protected",
        "(", ")", "{", "}", ",", ":", ";", ".", "..", "+", "-", "*", "/", "^", "=", "!=", "<", "<=", ">", ">=", "->", "~", "?", "\"x\"", "\"", "`n`", "`", "1", "2.5", "1e400",
        "9999999999999999999", "2026-03-01", "2026-02-30", "2026-03-01T00:00:00", "\n", "\n\n", "// c\n", "# c\n", "days", "weeks", "linear", "glm log", "scorecard", "tree", "if",
        "pmml \"x.pmml\"", "baseline", "maximise", "expect", "\t", "é", "𝄞", "\ud800", "\0", "%",
    ];

    [Fact]
    public void Mixtures_and_mutations_neither_crash_nor_hang()
    {
        var random = new Random(int.TryParse(Environment.GetEnvironmentVariable("MLOPS_FUZZ_SEED"), out int seed) ? seed : 20260301);
        double seconds = double.TryParse(Environment.GetEnvironmentVariable("MLOPS_FUZZ_SECONDS"), out double wished) ? wished : 4;
        string[] examples = [.. new[] { "churn", "scorecard", "insurance", "equipment" }.Select(name => GeneratedPage.Read($"examples/{name}/{name}.pipeline"))];
        var clock = Stopwatch.StartNew();
        long runs = 0;
        while (clock.Elapsed.TotalSeconds < seconds || runs < 200)
        {
            string text = random.Next(3) == 0 ? Mixture(random) : Mutation(examples[random.Next(examples.Length)], random);
            var one = Stopwatch.StartNew();
            try
            {
                Run(text);
            }
            catch (Exception exception)
            {
                Assert.Fail($"{exception}\n--- the text was\n{text}");
            }

            Assert.True(one.Elapsed.TotalSeconds < 20, $"{one.Elapsed.TotalSeconds} s for\n{text}");
            runs++;
        }
    }

    [Theory]
    [InlineData("(", ")")]
    [InlineData("-", "")]
    [InlineData("not ", "")]
    [InlineData("when a then ", "")]
    [InlineData("abs(", ")")]
    [InlineData("1 + ", "")]
    [InlineData("2 ^ ", "")]
    [InlineData("a and ", "")]
    [InlineData("match a { 1 -> ", " }")]
    [InlineData("sum(", ") over lifetime")]
    public void Depth_is_refused(string open, string close)
    {
        const int Times = 20_000;
        string deep = new StringBuilder().Insert(0, open, Times).Append('a').Insert(0, "source s\n a: integer\noutput b = ").Append(string.Concat(Enumerable.Repeat(close, Times))).ToString();
        Assert.Contains("MLC1046", Pipelines.Check(deep).Select(diagnostic => diagnostic.Id));
    }

    [Fact]
    public void Long_chains_of_features_are_refused()
    {
        var text = new StringBuilder("source s\n  a: integer\nfeature f0 = a + 1\n");
        for (int i = 1; i < 5000; i++)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"feature f{i} = f{i - 1} + 1\n");
        }

        Pipelines.Compile(text + "output x = f150");
        string reversed = string.Join('\n', (text + "output x = f4999").Split('\n').Reverse());
        Run(reversed);
    }

    private static void Run(string text)
    {
        Pipelines.Check(text);
        var diagnostics = new DiagnosticBag();
        if (PipelineFormatter.Format(text, Pipelines.File, diagnostics) is { } formatted)
        {
            Assert.Equal(formatted, PipelineFormatter.Format(formatted, Pipelines.File, new DiagnosticBag()));
        }
    }

    private static string Mixture(Random random)
    {
        var text = new StringBuilder();
        int count = random.Next(1, 80);
        for (int i = 0; i < count; i++)
        {
            text.Append(Pieces[random.Next(Pieces.Length)]).Append(random.Next(4) == 0 ? "\n" : " ");
        }

        return text.ToString();
    }

    private static string Mutation(string text, Random random)
    {
        int count = random.Next(1, 6);
        for (int i = 0; i < count && text.Length > 0; i++)
        {
            int at = random.Next(text.Length);
            int length = Math.Min(random.Next(1, random.Next(2, 40)), text.Length - at);
            text = random.Next(4) switch
            {
                0 => text.Remove(at, length),
                1 => text.Insert(at, Pieces[random.Next(Pieces.Length)]),
                2 => text.Insert(at, text.Substring(random.Next(text.Length - length + 1), length)),
                _ => text.Remove(at, length).Insert(at, Pieces[random.Next(Pieces.Length)]),
            };
        }

        return text;
    }
}
