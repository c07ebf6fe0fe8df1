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

/// <summary>What a person meets who opens a generated file.</summary>
public class GeneratedSourceTests
{
    [Fact]
    public void A_small_model_reads_well()
    {
        ScoringPlan plan = Churn();
        Golden.Match(CSharpGenerator.Generate(plan, "churn", "Acme.Scoring").Source);
        Comparison.AssertSame(plan, RandomPlans.Rows(plan, seed: 5, count: 200));
    }

    [Fact]
    public void Trees_take_many_rows_at_once()
    {
        ScoringPlan plan = Risk();
        Golden.Match(CSharpGenerator.Generate(plan, "risk").Source);
        using CompiledScorer scorer = CSharpCompiler.Compile(plan);
        Assert.Equal(5, Assert.Single(scorer.BatchPaths).SelectedTrees + scorer.BatchPaths[0].DescendedTrees);
        Comparison.AssertSame(plan, scorer, RandomPlans.Rows(plan, seed: 6, count: 200));
    }

    [Fact]
    public void Columns_score_as_rows_do()
    {
        ScoringPlan plan = Risk();
        GeneratedClass generated = CSharpGenerator.Generate(plan, "risk");
        using CompiledScorer scorer = CSharpCompiler.Compile(generated with { ClassName = "ByColumns", Source = generated.Source + ByColumns });
        Comparison.AssertSame(plan, scorer, RandomPlans.Rows(plan, seed: 7, count: 150));
    }

    [Fact]
    public void Typed_rows_are_explained_as_untyped_ones()
    {
        using CompiledScorer scorer = CSharpCompiler.Compile(Churn());
        object?[] row = [70.0, "gold", null, 3L];
        object?[] baseline = [25.0, "silver", null, 9L];
        Explanation untyped = Explainer.Explain(scorer, row, baseline);
        Type type = scorer.CodeAssembly.GetTypes().Single(item => item.Name == "Churn");
        MethodInfo explain = type.GetMethod("Explain")!;
        Type input = explain.GetParameters()[0].ParameterType.GetElementType()!;
        var typed = (Explanation)explain.Invoke(
            null, [Activator.CreateInstance(input, row), Activator.CreateInstance(input, baseline), "probability(1)"])!;

        object?[] outputs = new object?[scorer.Outputs.Count];
        scorer.Score(row, outputs);
        Assert.Equal(outputs[0], typed.Result);
        Assert.Equal(untyped.Contributions, typed.Contributions);
        Assert.True(typed.IsExact);
        Assert.NotEqual(0, typed.Contributions.Single(item => item.Input == "age").Value);
        Assert.Equal(0, typed.Contributions.Single(item => item.Input == "since").Value);
    }

    [Fact]
    public void The_same_plan_gives_the_same_text()
    {
        ScoringPlan plan = RandomPlans.OfKernels(seed: 3);
        Assert.Equal(CSharpGenerator.Generate(plan, "twice").Source, CSharpGenerator.Generate(plan, "twice").Source);
    }

    [Theory]
    [InlineData("x]; DROP TABLE t--")]
    [InlineData("\"); System.Environment.Exit(1); //")]
    [InlineData("*/ } class X { /*")]
    [InlineData("line\nbreak\r\u2028\u0085end")]
    [InlineData("\\u000A#error injected")]
    [InlineData("class")]
    [InlineData("field")]
    [InlineData("Equals")]
    [InlineData("Score")]
    [InlineData("ScorePart1")]
    [InlineData("FillPart1(")]
    [InlineData("input")]
    [InlineData("Data")]
    [InlineData("Math")]
    [InlineData("System")]
    [InlineData("😀")]
    [InlineData("a\u202Eb")]
    [InlineData("0")]
    [InlineData(" ")]
    public void No_name_breaks_out_of_its_place(string name)
    {
        var builder = new PlanBuilder();
        var origin = new Origin(name, SourceLocation.None);
        PlanValue number = builder.AddInput(new FieldSchema(name, DataType.Double), origin);
        PlanValue text = builder.AddInput(new FieldSchema(name + name, DataType.String), origin);
        Expression twice = builder.Define(name + "_2", Build.Add(Build.Ref(number), Build.Ref(number)), origin);
        builder.AddOutput(new FieldSchema(name, DataType.Double), twice, origin);
        builder.AddOutput(
            new FieldSchema(name + " is", DataType.Boolean), Build.Equal(Build.Ref(text), Literal.String(name)), origin);
        ScoringPlan plan = builder.Build(name);
        AssertDocumented(CSharpGenerator.Generate(plan, name));
        Comparison.AssertSame(plan, [[Scalar.FromDouble(1), Scalar.FromText(name)], [Scalar.Missing, Scalar.FromText("")]]);
    }

    [Fact]
    public void Warnings_of_nullability_are_asked_for_here()
    {
        GeneratedClass generated = CSharpGenerator.Generate(Churn(), "churn");
        GeneratedClass careless = generated with { Source = generated.Source + "\ninternal static class Careless { public static string Name() => null; }\n" };
        InvalidOperationException problem = Assert.Throws<InvalidOperationException>(() => CSharpCompiler.CompileImage(careless));
        Assert.Contains("CS8603", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Public_members_are_documented()
    {
        AssertDocumented(CSharpGenerator.Generate(Churn(), "churn"));
        AssertDocumented(CSharpGenerator.Generate(LargePlans.Wide(300), "wide"));
    }

    // As in an application that asks for documentation and lets no warning pass.
    private static void AssertDocumented(GeneratedClass generated)
    {
        var parse = new CSharpParseOptions(LanguageVersion.Latest, DocumentationMode.Diagnose);
        var compilation = CSharpCompilation.Create(
            "documented",
            [CSharpSyntaxTree.ParseText(generated.Source, parse)],
            FrameworkReferences.All,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, warningLevel: 9999));
        Assert.Empty(compilation.GetDiagnostics());
    }

    // A caller of the typed columns, which reflection cannot call.
    private const string ByColumns = """

        public sealed class ByColumns : IScorer
        {
            string IScorer.Name => "columns";

            IReadOnlyList<ScorerColumn> IScorer.Inputs => ((IScorer)Risk.Instance).Inputs;

            IReadOnlyList<ScorerColumn> IScorer.Outputs => ((IScorer)Risk.Instance).Outputs;

            IReadOnlyList<BatchPath> IScorer.BatchPaths => ((IScorer)Risk.Instance).BatchPaths;

            void IScorer.Score(ReadOnlySpan<object?> row, Span<object?> outputs) => ((IScorer)Risk.Instance).Score(row, outputs);

            void IScorer.ScoreColumns(ColumnChunk inputs, ColumnChunk outputs, int rows) =>
                ((IScorer)Risk.Instance).ScoreColumns(inputs, outputs, rows);

            void IScorer.ScoreBatch(ReadOnlySpan<object?[]> rows, ReadOnlySpan<object?[]> outputs)
            {
                var income = new double[rows.Length];
                var region = new string?[rows.Length];
                for (int i = 0; i < rows.Length; i++)
                {
                    income[i] = (double?)rows[i][0] ?? double.NaN;
                    region[i] = (string?)rows[i][1];
                }

                var risk = new double[rows.Length];
                var shown = new string?[rows.Length];
                Risk.ScoreBatch(
                    new RiskInputColumns { income = income, region = region }, new RiskOutputColumns { risk = risk, region = shown }, rows.Length);
                for (int i = 0; i < rows.Length; i++)
                {
                    outputs[i][0] = double.IsNaN(risk[i]) ? null : risk[i];
                    outputs[i][1] = shown[i];
                }

                // What is left out is missing, and what is not asked for is not written.
                Risk.ScoreBatch(new RiskInputColumns { region = region }, new RiskOutputColumns { risk = risk }, rows.Length);
                for (int i = 0; i < rows.Length; i++)
                {
                    if (!risk[i].Equals(Risk.Score(new RiskInput(null, region[i])).risk ?? double.NaN))
                    {
                        throw new InvalidOperationException("a column that is left out is not missing");
                    }
                }
            }
        }
        """;

    private static ScoringPlan Risk()
    {
        var builder = new PlanBuilder();
        PlanValue income = builder.AddInput(new FieldSchema("income", DataType.Double), At("DataField income", 4));
        PlanValue region = builder.AddInput(new FieldSchema("region", DataType.String), At("DataField region", 5));
        Expression scaled = builder.Define("scaled", Build.Unary(UnaryOperator.Ln, Build.Ref(income)), At("DerivedField scaled", 10));
        ImmutableArray<DecisionTree> trees =
        [
            .. Enumerable.Range(0, 5).Select(i => new DecisionTree(
                [new TreeNode(0, TreeTest.LessThan, i, -1, 1, ~2, ~2), new TreeNode(1, TreeTest.InSet, 0, 0, ~0, ~1, ~1)], 3, [i, 0.5, -i])),
        ];
        PlanValue sum = builder.DefineKernel(
            ["sum"],
            new TreeEnsemble(
                [((ValueReference)scaled).Value, region], [new CategorySet([Scalar.FromText("a")])], trees, TreeResult.Sum, [0]),
            At("Segmentation", 20))[0];
        Expression clamped = Build.Nary(NaryOperator.Max, Build.Ref(sum), Build.Number(0));
        builder.AddOutput(new FieldSchema("risk", DataType.Double), clamped, At("OutputField risk", 30));
        builder.AddOutput(new FieldSchema("region", DataType.String), Build.Ref(region), At("OutputField region", 31));
        return builder.Build("risk");
    }

    // A plan with one of everything that a reader meets.
    internal static ScoringPlan Churn()
    {
        var builder = new PlanBuilder();
        PlanValue age = builder.AddInput(new FieldSchema("age", DataType.Double, OpType.Continuous), At("DataField age", 4));
        PlanValue plan = builder.AddInput(new FieldSchema("plan type", DataType.String, OpType.Categorical), At("DataField plan type", 5));
        PlanValue since = builder.AddInput(new FieldSchema("since", DataType.Date, OpType.Ordinal), At("DataField since", 6));
        PlanValue calls = builder.AddInput(new FieldSchema("calls", DataType.Integer, OpType.Continuous), At("DataField calls", 7));
        Expression prepared = builder.Define("age_prepared", Build.Coalesce(Build.Ref(age), Build.Number(41.5)), At("MiningField age", 12));
        var band = (ValueReference)builder.Define(
            "age_band",
            Build.Case(
                [
                    new CaseBranch(Build.Binary(BinaryOperator.Less, prepared, Build.Number(30)), Literal.String("young")),
                    new CaseBranch(Build.Binary(BinaryOperator.Less, prepared, Build.Number(60)), Literal.String("middle")),
                    new CaseBranch(Build.Binary(BinaryOperator.GreaterOrEqual, prepared, Build.Number(60)), Literal.String("old")),
                    new CaseBranch(Build.IsMissing(Build.Ref(calls)), Literal.String("unknown")),
                ],
                Literal.Missing(DataType.String)),
            At("DerivedField age_band", 20));
        PlanValue tree = builder.DefineKernel(
            ["trees"],
            new TreeEnsemble(
                [((ValueReference)prepared).Value, plan, calls],
                [new CategorySet([Scalar.FromText("gold"), Scalar.FromText("silver")])],
                [
                    new DecisionTree(
                        [
                            new TreeNode(0, TreeTest.LessThan, 35, -1, 1, ~2, ~2),
                            new TreeNode(1, TreeTest.InSet, 0, 0, ~0, ~1, ~1),
                        ],
                        3,
                        [0.25, -0.5, 1.0 / 3]),
                    new DecisionTree([new TreeNode(2, TreeTest.IsPresent, 0, -1, ~1, ~0, ~0)], 2, [0, 0.125]),
                ],
                TreeResult.Sum,
                [0.1]),
            At("Segmentation", 40))[0];
        PlanValue fee = builder.DefineKernel(
            ["fee"],
            new LookupTable(
                [band.Value],
                [
                    new LookupRow([Scalar.FromText("young")], [Scalar.FromDouble(1)]),
                    new LookupRow([Scalar.FromText("old")], [Scalar.FromDouble(2.5)]),
                ],
                [Literal.Double(0)],
                [Literal.Missing(DataType.Double)]),
            At("MapValues", 60))[0];
        PlanValue score = builder.DefineKernel(
            ["score"],
            new LinearCombination(-1.5, [new LinearTerm(2, Build.Ref(tree)), new LinearTerm(0.5, Build.Ref(fee)), new LinearTerm(-0.01, Build.ToDouble(Build.Ref(calls)))]),
            At("RegressionTable", 70))[0];
        Expression probability = Build.Divide(
            Build.Number(1), Build.Add(Build.Number(1), Build.Unary(UnaryOperator.Exp, Build.Unary(UnaryOperator.Negate, Build.Ref(score)))));
        builder.AddOutput(new FieldSchema("probability(1)", DataType.Double, OpType.Continuous), probability, At("OutputField probability(1)", 80));
        builder.AddOutput(
            new FieldSchema("decision", DataType.String, OpType.Categorical),
            Build.If(
                Build.And(
                    Build.Binary(BinaryOperator.Greater, Build.Ref(score), Build.Number(0)),
                    Build.Binary(BinaryOperator.Greater, Build.Ref(since), new Literal(DataType.Date, Scalar.FromInteger(18_000)))),
                Literal.String("call"),
                Literal.String("wait")),
            At("OutputField decision", 81));
        builder.AddOutput(new FieldSchema("age_band", DataType.String), band, At("OutputField age_band", 82));
        return builder.Build("churn");
    }

    private static Origin At(string element, int line) => new(element, new SourceLocation("churn.pmml", line, 4));
}
