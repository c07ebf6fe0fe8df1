using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using MlOps.Codegen.CSharp.Compilation;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Kernels;
using MlOps.Codegen.Testing;
using Explainer = MlOps.Runtime.Explainer;
using Explanation = MlOps.Runtime.Explanation;

namespace MlOps.Codegen.CSharp.Tests;

/// <summary>Inputs and outputs whose texts are all known, as enumerations.</summary>
public class EnumTests
{
    private static readonly string?[] Texts = ["gold", "silver", "no plan", null, "platinum", "", "\uFFFF"];

    [Fact]
    public void Known_texts_read_well_as_members()
    {
        GeneratedClass generated = CSharpGenerator.Generate(Plans(), "plans", hasEnums: true);

        // What callers see; the class itself is as for texts.
        Golden.Match(generated.Source[..generated.Source.IndexOf("/// <summary>Scores rows by the pipeline", StringComparison.Ordinal)]);
        AssertCompiles(generated.Source);
    }

    [Fact]
    public void Callers_that_speak_text_meet_the_same_scores()
    {
        ScoringPlan plan = Plans();
        using CompiledScorer scorer = CSharpCompiler.Compile(CSharpGenerator.Generate(plan, "plans", hasEnums: true));

        Comparison.AssertSame(plan, scorer, Rows());
    }

    [Fact]
    public void Columns_of_members_score_as_rows_do()
    {
        ScoringPlan plan = Plans();
        GeneratedClass generated = CSharpGenerator.Generate(plan, "plans", hasEnums: true);
        using CompiledScorer scorer = CSharpCompiler.Compile(generated with { ClassName = "ByColumns", Source = generated.Source + ByColumns });

        Comparison.AssertSame(plan, scorer, Rows());
    }

    [Fact]
    public void Trees_over_columns_of_members_score_as_rows_do()
    {
        var builder = new PlanBuilder();
        PlanValue type = builder.AddInput(new FieldSchema("plan", DataType.String), Origin.None);
        PlanValue number = builder.AddInput(new FieldSchema("calls", DataType.Double), Origin.None);
        PlanValue sum = builder.DefineKernel(
            ["sum"],
            new TreeEnsemble(
                [number, type],
                [new CategorySet([Scalar.FromText("silver")])],
                [
                    .. Enumerable.Range(0, 5).Select(i => new DecisionTree(
                        [new TreeNode(0, TreeTest.LessThan, i, -1, 1, ~2, ~2), new TreeNode(1, TreeTest.InSet, 0, 0, ~0, ~1, ~1)], 3, [i, 0.5, -i])),
                ],
                TreeResult.Sum,
                [0]),
            Origin.None)[0];
        builder.AddOutput(new FieldSchema("risk", DataType.Double), Build.Multiply(Build.Ref(sum), Build.Number(3)), Origin.None);
        ScoringPlan plan = Closed(builder.Build("risk"), ["gold", "silver", "no plan"]);
        GeneratedClass generated = CSharpGenerator.Generate(plan, "risk", hasEnums: true);
        using CompiledScorer scorer = CSharpCompiler.Compile(generated);

        Assert.Contains("ReadOnlySpan<RiskPlan?> plan;", generated.Source, StringComparison.Ordinal);
        Assert.Equal(2, scorer.BatchPaths.Count);
        Comparison.AssertSame(plan, scorer, Rows());
        Explanation explanation = Explainer.Explain(scorer, ["silver", 1.0], ["gold", 7.0]);
        Type risk = scorer.CodeAssembly.GetTypes().Single(item => item.Name == "Risk");
        MethodInfo explain = risk.GetMethod("Explain")!;
        Type input = explain.GetParameters()[0].ParameterType.GetElementType()!;
        Type member = scorer.CodeAssembly.GetTypes().Single(item => item.Name == "RiskPlan");
        object? typed = explain.Invoke(
            null,
            [
                Activator.CreateInstance(input, Enum.Parse(member, "silver"), 1.0),
                Activator.CreateInstance(input, Enum.Parse(member, "gold"), 7.0),
                null,
            ]);
        Assert.Equal(explanation.Contributions, ((Explanation)typed!).Contributions);
    }

    [Fact]
    public void A_class_of_very_many_members_has_them_too()
    {
        var builder = new PlanBuilder();
        PlanValue[] inputs = [.. Enumerable.Range(0, 300).Select(i => builder.AddInput(new FieldSchema($"c{i}", DataType.String), Origin.None))];
        foreach (PlanValue input in inputs)
        {
            Expression known = Build.InSet(Build.Ref(input), [Literal.String("a"), Literal.String("b")]);
            builder.AddOutput(
                new FieldSchema(input.Name + " again", DataType.String),
                Build.If(known, Build.If(Build.Equal(Build.Ref(input), Literal.String("a")), Literal.String("is a"), Literal.String("is b")), Literal.Missing(DataType.String)),
                Origin.None);
        }

        ScoringPlan plan = Closed(builder.Build("wide"), ["a", "b"]);
        GeneratedClass generated = CSharpGenerator.Generate(plan, "wide", hasEnums: true);
        using CompiledScorer scorer = CSharpCompiler.Compile(generated);

        Assert.Contains("public WideC7? c7;", generated.Source, StringComparison.Ordinal);
        Comparison.AssertSame(plan, scorer, new[] { "a", "b", "c", null }.Select(text => inputs.Select(_ => text is null ? Scalar.Missing : Scalar.FromText(text)).ToArray()));
    }

    [Theory]
    [InlineData("class", "value__", "Plans", "gold")]
    [InlineData("", " ", "_", "__")]
    [InlineData("a b", "a_b", "a-b", "A_B")]
    [InlineData("*/ } class X { /*", "\"); System.Environment.Exit(1); //", "line\nbreak", "</c>")]
    [InlineData("0", "-1", "1e5", "ToString")]
    public void Hostile_texts_are_members_all_the_same(params string[] texts)
    {
        foreach (string name in new[] { "plan type", "plan", "plan type text", texts[0] })
        {
            ScoringPlan plan = Plans(name, texts);
            GeneratedClass generated = CSharpGenerator.Generate(plan, "plans", hasEnums: true);
            AssertCompiles(generated.Source);
            using CompiledScorer scorer = CSharpCompiler.Compile(generated);
            Comparison.AssertSame(plan, scorer, Rows(texts));
        }
    }

    [Fact]
    public void What_is_open_or_very_long_stays_text()
    {
        string open = CSharpGenerator.Generate(Plans(closed: false), "plans", hasEnums: true).Source;
        string longer = CSharpGenerator.Generate(Plans("plan", [.. Enumerable.Range(0, 257).Select(i => $"plan {i}")]), "plans", hasEnums: true).Source;
        string unwanted = CSharpGenerator.Generate(Plans(), "plans").Source;

        Assert.Contains("string? plan_type", open, StringComparison.Ordinal);
        Assert.Contains("string? again", open, StringComparison.Ordinal);
        Assert.Contains("PlansAdvice? advice", open, StringComparison.Ordinal);
        Assert.Contains("string? plan,", longer, StringComparison.Ordinal);
        Assert.DoesNotContain("enum", unwanted, StringComparison.Ordinal);
    }

    private static IEnumerable<Scalar[]> Rows(string?[]? texts = null) =>
        from text in texts is null ? Texts : [.. texts, .. Texts]
        from number in new[] { Scalar.Missing, Scalar.FromDouble(-1), Scalar.FromDouble(1), Scalar.FromDouble(7) }
        select new[] { text is null ? Scalar.Missing : Scalar.FromText(text), number };

    // A row whose plan is not among the texts is refused, as PMML's returnInvalid has it.
    private static ScoringPlan Plans(string name = "plan type", string[]? texts = null, bool closed = true)
    {
        texts ??= ["gold", "silver", "no plan"];
        var builder = new PlanBuilder();
        PlanValue type = builder.AddInput(new FieldSchema(name, DataType.String, OpType.Categorical), Origin.None);
        PlanValue number = builder.AddInput(new FieldSchema("calls", DataType.Double, OpType.Continuous), Origin.None);
        Expression prepared = builder.Define("prepared", Build.Coalesce(Build.Ref(type), Literal.String(texts[1])), Origin.None);
        Expression invalid = builder.Define("is_invalid", Build.Not(Build.InSet(Build.Ref(type), texts.Select(Literal.String))), Origin.None);
        PlanValue fee = builder.DefineKernel(
            ["fee", "label"],
            new LookupTable(
                [((ValueReference)prepared).Value],
                [
                    new LookupRow([Scalar.FromText(texts[0])], [Scalar.FromDouble(1), Scalar.FromText("dear")]),
                    new LookupRow([Scalar.FromText(texts[2])], [Scalar.FromDouble(2), Scalar.Missing]),
                ],
                [Literal.Double(3), Literal.String("cheap")],
                [Literal.Missing(DataType.Double), Literal.Missing(DataType.String)]),
            Origin.None)[1];
        Expression high = Build.Binary(BinaryOperator.Greater, Build.Ref(number), Build.Number(0));
        Expression advice = builder.Define("advised", Build.If(high, Literal.String("call now"), Literal.String("wait")), Origin.None);
        Expression second = Build.If(high, Literal.String("wait"), Literal.String("call now"));
        foreach ((string output, Expression value) in new[]
        {
            ("again", prepared), ("label", Build.Ref(fee)), ("advice_1", advice), ("advice_2", second), ("text", Build.Call(ScalarFunction.Upper, prepared)),
        })
        {
            builder.AddOutput(new FieldSchema(output, DataType.String, OpType.Categorical), Build.If(invalid, Literal.Missing(DataType.String), value), Origin.None);
        }

        ScoringPlan plan = builder.Build("plans");
        return closed ? Closed(plan, texts) : plan;
    }

    private static ScoringPlan Closed(ScoringPlan plan, string[] texts) => plan with
    {
        Inputs = [.. plan.Inputs.Select(input => input.Schema.Type == DataType.String ? input with { ValidValues = [.. texts] } : input)],
    };

    private static void AssertCompiles(string source) => Assert.Empty(CSharpCompilation.Create(
        "documented",
        [CSharpSyntaxTree.ParseText(source, new CSharpParseOptions(LanguageVersion.Latest, DocumentationMode.Diagnose))],
        FrameworkReferences.All,
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, warningLevel: 9999)).GetDiagnostics());

    // A caller of the typed columns, which reflection cannot call.
    private const string ByColumns = """

        public sealed class ByColumns : IScorer
        {
            string IScorer.Name => "columns";

            IReadOnlyList<ScorerColumn> IScorer.Inputs => ((IScorer)Plans.Instance).Inputs;

            IReadOnlyList<ScorerColumn> IScorer.Outputs => ((IScorer)Plans.Instance).Outputs;

            IReadOnlyList<BatchPath> IScorer.BatchPaths => ((IScorer)Plans.Instance).BatchPaths;

            void IScorer.Score(ReadOnlySpan<object?> row, Span<object?> outputs) => ((IScorer)Plans.Instance).Score(row, outputs);

            void IScorer.ScoreColumns(ColumnChunk inputs, ColumnChunk outputs, int rows) =>
                ((IScorer)Plans.Instance).ScoreColumns(inputs, outputs, rows);

            void IScorer.ScoreBatch(ReadOnlySpan<object?[]> rows, ReadOnlySpan<object?[]> outputs)
            {
                var types = new PlansPlanType?[rows.Length];
                var calls = new double[rows.Length];
                for (int i = 0; i < rows.Length; i++)
                {
                    types[i] = PlansPlanTypeText.FromText((string?)rows[i][0]);
                    calls[i] = (double?)rows[i][1] ?? double.NaN;
                    if (types[i] is PlansPlanType.no_plan && types[i].ToText() != "no plan")
                    {
                        throw new InvalidOperationException("a member has another text");
                    }
                }

                var again = new PlansAgain?[rows.Length];
                var label = new PlansLabel?[rows.Length];
                var first = new PlansAdvice?[rows.Length];
                var second = new PlansAdvice?[rows.Length];
                var text = new string?[rows.Length];
                Plans.ScoreBatch(
                    new PlansInputColumns { plan_type = types, calls = calls },
                    new PlansOutputColumns { again = again, label = label, advice_1 = first, advice_2 = second, text = text }, rows.Length);
                for (int i = 0; i < rows.Length; i++)
                {
                    object?[] values = [again[i].ToText(), label[i].ToText(), first[i].ToText(), second[i].ToText(), text[i]];
                    values.CopyTo(outputs[i], 0);
                }
            }
        }
        """;
}
