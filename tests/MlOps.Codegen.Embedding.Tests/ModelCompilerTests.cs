using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;
using MlOps.Codegen.Compiler.Pmml;
using MlOps.Codegen.CSharp;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Evaluation;
using MlOps.Codegen.Plan.Sources;
using MlOps.Codegen.Plan.Verification;
using MlOps.Runtime;

namespace MlOps.Codegen.Embedding.Tests;

public sealed partial class ModelCompilerTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("mlops-embedding-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_file_becomes_a_scorer()
    {
        using CompiledScorer scorer = ModelCompiler.Compile(Write("my sum.pmml", Models.Sum));

        Assert.Equal("my sum", scorer.Name);
        Assert.Equal(["x", "c"], scorer.Inputs.Select(input => input.Name));
        Assert.Equal([17.0], Score(scorer, 3.0, "a"));
        Assert.Equal([null], Score(scorer, null, "a"));
    }

    [Fact]
    public void A_pipeline_becomes_a_scorer_and_brings_its_files()
    {
        Write("sum.pmml", Models.Sum);
        using CompiledScorer scorer = ModelCompiler.Compile(Write("fee.pipeline", """
            source orders
              id: integer key
              amount: decimal(8, 2)
              kind: text
            model sum = pmml "sum.pmml" (x: amount, c: kind)
            output fee = sum.predictedValue / 10
            """));

        Assert.Equal(["amount", "kind"], scorer.Inputs.Select(input => input.Name));
        Assert.Equal([1.7], Score(scorer, 3.0, "a"));
    }

    [Fact]
    public async Task Warming_up_compiles_a_model()
    {
        await ModelCompiler.WarmUp();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ModelCompiler.WarmUp(new CancellationToken(canceled: true)));
    }

    [Fact]
    public void A_stream_becomes_a_scorer_and_stays_open()
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(Models.Sum));
        using CompiledScorer scorer = ModelCompiler.Compile(stream, "sum.PMML", new ModelCompilerOptions { Name = "mine" });

        Assert.Equal("mine", scorer.Name);
        Assert.Equal([7.0], Score(scorer, 3, "b"));
        Assert.True(stream.CanRead);
    }

    [Fact]
    public void It_scores_as_the_reference_evaluator_does()
    {
        string path = Write("forest.pmml", Models.Forest(trees: 30, depth: 4));
        ScoringPlan plan = ModelFormat.Read(path, [PmmlSource.Format], new DiagnosticBag())!.Compile("forest", new DiagnosticBag())!;
        var reference = new PlanEvaluator(plan);
        using CompiledScorer scorer = ModelCompiler.Compile(path);

        foreach (Scalar[] row in BoundaryRows.Of(plan, 200))
        {
            object?[] scored = Score(scorer, [.. row.Select(value => value.IsMissing ? null : (object?)value.Double)]);
            Assert.Equal(reference.Evaluate(row).Select(value => value.IsMissing ? null : (object?)value.Double), scored);
        }
    }

    [Fact]
    public void Enumerations_change_no_score()
    {
        string path = Write("closed.pmml", Models.Closed);
        GeneratedClass generated = ModelCompiler.Generate(path);
        using CompiledScorer texts = ModelCompiler.Compile(path);
        using CompiledScorer scorer = CSharpCompiler.Compile(generated);

        Assert.Contains("ClosedC? c", generated.Source, StringComparison.Ordinal);
        Assert.Contains("ClosedAdvice? advice", generated.Source, StringComparison.Ordinal);
        Assert.DoesNotContain("enum", ModelCompiler.Generate(path, new ModelCompilerOptions { Enums = false }).Source, StringComparison.Ordinal);
        foreach (double? x in new double?[] { null, -3, 1, 40 })
        {
            foreach (string? c in new[] { null, "a", "b", "A", "z", "" })
            {
                Assert.Equal(Score(texts, x, c), Score(scorer, x, c));
            }
        }

        Assert.Equal([3.0, "b"], Score(scorer, 1, null));
        Assert.Equal([91.0, "call now"], Score(scorer, 40, "a"));
        Assert.Equal([null, null], Score(scorer, 40, "A"));
    }

    [Fact]
    public void A_refused_model_throws_every_diagnostic_with_its_place()
    {
        string path = Write("broken.pmml", Models.Broken);
        var reported = new List<Diagnostic>();

        ModelCompilationException refusal = Assert.Throws<ModelCompilationException>(
            () => ModelCompiler.Compile(path, new ModelCompilerOptions { Report = reported.Add }));

        Diagnostic error = Assert.Single(refusal.Diagnostics, diagnostic => diagnostic.Severity == DiagnosticSeverity.Error && diagnostic.Message.Contains("'xx'", StringComparison.Ordinal));
        Assert.Equal((path, 7, 15), (error.Location.File, error.Location.Line, error.Location.Column));
        Assert.Equal(path, refusal.Path);
        Assert.Contains($"{path}(7,15): error {error.Id}", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(refusal.Diagnostics, reported);
    }

    [Fact]
    public void What_only_the_target_refuses_is_thrown_too()
    {
        string path = Write("pattern.pmml", Models.Sum.Replace(
            "<RegressionModel",
            "<TransformationDictionary><DerivedField name=\"x2\" optype=\"continuous\" dataType=\"double\"><Apply function=\"if\"><Apply function=\"matches\"><FieldRef field=\"c\"/><FieldRef field=\"c\"/></Apply><Constant>1</Constant><Constant>2</Constant></Apply></DerivedField></TransformationDictionary><RegressionModel",
            StringComparison.Ordinal).Replace("<NumericPredictor name=\"x\"", "<NumericPredictor name=\"x2\"", StringComparison.Ordinal));

        ModelCompilationException refusal = Assert.Throws<ModelCompilationException>(() => ModelCompiler.Compile(path));

        Assert.Contains(refusal.Diagnostics, diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
    }

    [Fact]
    public void A_file_that_is_not_there_is_what_the_system_says() =>
        Assert.Throws<FileNotFoundException>(() => ModelCompiler.Compile(Path.Combine(folder, "absent.pmml")));

    [Fact]
    public void Work_can_be_ended()
    {
        string path = Write("sum.pmml", Models.Sum);
        using var before = new CancellationTokenSource();
        before.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => ModelCompiler.Compile(path, cancellation: before.Token));

        // The compiler has said something, so it is at work: what follows is ended all the same.
        using var during = new CancellationTokenSource();
        string warned = Write("warned.pmml", Models.Sum.Replace(" version=\"4.4\"", "", StringComparison.Ordinal).Replace("PMML-4_4", "PMML", StringComparison.Ordinal));
        bool hasSpoken = false;
        Assert.ThrowsAny<OperationCanceledException>(() => ModelCompiler.Compile(
            warned,
            new ModelCompilerOptions
            {
                Report = _ =>
                {
                    hasSpoken = true;
                    during.Cancel();
                },
            },
            during.Token));
        Assert.True(hasSpoken);
    }

    [Fact]
    public void A_caller_with_a_small_stack_can_compile_what_is_deep()
    {
        string path = Write("deep.pmml", Models.Deep(150));
        object?[]? scored = null;
        Exception? failure = null;
        var thread = new Thread(
            () =>
            {
                try
                {
                    using CompiledScorer scorer = ModelCompiler.Compile(path);
                    scored = Score(scorer, 1.0, "b");
                }
                catch (ModelCompilationException exception)
                {
                    failure = exception;
                }
            },
            maxStackSize: 256 * 1024);
        thread.Start();
        thread.Join();

        Assert.Null(failure);
        Assert.Equal(1 + (2 * Enumerable.Range(0, 150).Aggregate(1.0, (value, _) => Math.Sin(value))), Assert.IsType<double>(scored![0]), 12);
    }

    [Fact]
    public void The_code_goes_when_the_scorer_is_disposed_of()
    {
        WeakReference code = CompileAndForget(Write("sum.pmml", Models.Sum));
        for (int i = 0; i < 20 && code.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.False(code.IsAlive);
    }

    [Fact]
    public void Code_does_not_grow_with_an_ensemble()
    {
        string small = Code(ModelCompiler.Generate(Write("forest.pmml", Models.Forest(trees: 40, depth: 6))).Source);
        string large = Code(ModelCompiler.Generate(Write("forest.pmml", Models.Forest(trees: 400, depth: 6))).Source);

        Assert.InRange(large.Length, small.Length, small.Length * 1.1);
    }

    // Without texts, in which data stand, and without comments.
    private static string Code(string source) => Texts().Replace(source, "");

    [GeneratedRegex("\"\"\".*?\"\"\"|\"[^\"\n]*\"|//[^\n]*", RegexOptions.Singleline)]
    private static partial Regex Texts();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference CompileAndForget(string path)
    {
        using CompiledScorer scorer = ModelCompiler.Compile(path);
        ScorerColumn column = scorer.Inputs[0];
        Assert.Equal("x", column.Name);

        // The columns are the generated class's own array: it lives as long as the class.
        return new WeakReference(scorer.Inputs);
    }

    private static object?[] Score(IScorer scorer, params object?[] row)
    {
        var outputs = new object?[scorer.Outputs.Count];
        scorer.Score(row, outputs);
        return outputs;
    }

    private string Write(string name, string text)
    {
        string path = Path.Combine(folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
