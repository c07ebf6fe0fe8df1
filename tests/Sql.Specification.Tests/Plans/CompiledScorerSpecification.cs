using System.Globalization;
using MlOps.Codegen.CSharp;
using MlOps.Codegen.Deployment.Engines;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Kernels;
using MlOps.Codegen.Plan.Verification;
using MlOps.Codegen.Sql.Specification.Comparison;
using MlOps.Codegen.Sql.Strategies;
using MlOps.Codegen.Testing;
using MlOps.Runtime;

namespace MlOps.Codegen.Sql.Specification.Plans;

/// <summary>The compiled scorer where an engine has it: inside, as a function, or beside, in a stream.</summary>
public abstract class CompiledScorerSpecification<TFixture>(TFixture fixture) : IClassFixture<TFixture>
    where TFixture : SqlFixture
{
    private const int TreeDepth = 6;

    [SkippableTheory]
    [InlineData(11)]
    [InlineData(12)]
    public void Random_expressions_mean_what_the_reference_says(int seed)
    {
        ScoringPlan plan = RandomPlans.OfExpressions(seed, count: 120, depth: 3, forDatabases: true);
        Agreement.AssertSameCompiled(fixture, plan, [.. Rows(plan, seed, 3000)]);
    }

    [SkippableTheory]
    [InlineData(13)]
    [InlineData(14)]
    public void Random_kernels_mean_what_the_reference_says(int seed)
    {
        ScoringPlan plan = RandomPlans.OfKernels(seed, forDatabases: true);
        Agreement.AssertSameCompiled(fixture, plan, [.. Rows(plan, seed, 3000)]);
    }

    [SkippableFact]
    public void Every_type_goes_in_and_comes_out_with_its_boundary_values_and_missing()
    {
        DataType[] types =
        [
            DataType.Boolean, DataType.Integer, DataType.Double, DataType.String, DataType.Date, DataType.Time, DataType.DateTime,
        ];
        var builder = new PlanBuilder();
        foreach (DataType type in types)
        {
            PlanValue value = builder.AddInput(new FieldSchema($"in {type}", type), Origin.None);
            builder.AddOutput(new FieldSchema($"out {type}", type), Build.Ref(value), Origin.None);
        }

        Scalar[][] values = [.. types.Select(type => (Scalar[])[.. BoundaryValues.Of(type).Where(value => Experiment.CanHold(fixture, value)), Scalar.Missing])];
        IEnumerable<Scalar[]> rows = Enumerable.Range(0, values.Max(column => column.Length))
            .Select(row => (Scalar[])[.. values.Select((column, i) => column[(row + i) % column.Length])]);
        Agreement.AssertSameCompiled(fixture, builder.Build("types"), [.. rows]);
    }

    [SkippableFact]
    public void What_is_declared_float_is_rounded_once()
    {
        var builder = new PlanBuilder();
        PlanValue value = builder.AddInput(new FieldSchema("x", DataType.Float), Origin.None);
        Expression rounded = new UnaryExpression(UnaryOperator.ToFloat32, Build.Ref(value));
        builder.AddOutput(new FieldSchema("y", DataType.Float), builder.Define("rounded", rounded, Origin.None), Origin.None);
        double[] numbers = [0.1, -0.1, 1 / 3.0, 16_777_217, 3.4028235677973366E38, 1E300, -1E300, 1E-46, 0];
        Agreement.AssertSameCompiled(
            fixture,
            builder.Build("rounded"),
            [.. numbers.Select(Scalar.FromDouble).Where(value => Experiment.CanHold(fixture, value)).Append(Scalar.Missing).Select(value => (Scalar[])[value])]);
    }

    [SkippableFact]
    public void Two_thousand_trees_of_sixty_four_leaves_run_by_the_strategy_that_is_chosen()
    {
        ScoringPlan plan = Forest(2_000);
        StrategyOption chosen = new StrategyChooser(fixture.Target, plan, new CSharpTarget()).Fastest();

        Assert.Empty(chosen.Causes);
        Assert.Contains(chosen.Strategy, (IEnumerable<Strategy>)[Strategy.Function, Strategy.Stream]);
        Agreement.AssertSameCompiled(fixture, plan, [.. BoundaryRows.Of(plan, 300)]);
    }

    [SkippableFact]
    public void A_small_model_stays_a_query()
    {
        var builder = new PlanBuilder();
        PlanValue value = builder.AddInput(new FieldSchema("x", DataType.Double), Origin.None);
        builder.AddOutput(new FieldSchema("y", DataType.Boolean), Build.IsMissing(Build.Ref(value)), Origin.None);

        Assert.Equal(Strategy.Inline, new StrategyChooser(fixture.Target, builder.Build("small"), new CSharpTarget()).Fastest().Strategy);
    }

    [SkippableFact]
    public void Hundreds_of_columns_go_through()
    {
        const int Inputs = 300;
        var builder = new PlanBuilder();
        PlanValue[] values = [.. Enumerable.Range(0, Inputs).Select(i => builder.AddInput(new FieldSchema(Name(i), DataType.Double), Origin.None))];
        foreach (PlanValue value in values)
        {
            builder.AddOutput(new FieldSchema($"out {value.Name}", DataType.Double), Build.Add(Build.Ref(value), Build.Number(1)), Origin.None);
        }

        Agreement.AssertSameCompiled(
            fixture,
            builder.Build("wide"),
            [.. Enumerable.Range(0, 100).Select(row => values.Select((_, i) => (row + i) % 7 == 0 ? Scalar.Missing : Scalar.FromDouble((row * i) - 50)).ToArray())]);
    }

    [SkippableFact]
    public void No_rows_have_no_scores() => Agreement.AssertSameCompiled(fixture, Forest(5), []);

    [SkippableFact]
    public void What_a_scorer_throws_ends_the_query_and_nothing_else()
    {
        ScoringPlan plan = Forest(5);
        using CompiledScorer scorer = CSharpCompiler.Compile(plan);
        Scalar[][] rows = [.. BoundaryRows.Of(plan, 20)];

        Agreement.AssertSameCompiled(fixture, plan, rows);
        Exception failure = Assert.ThrowsAny<Exception>(() => Agreement.Score(fixture, plan, new Failing(scorer), rows));

        Assert.Contains("not today", failure.Message, StringComparison.Ordinal);
        Agreement.AssertSameCompiled(fixture, plan, rows);
    }

    [SkippableFact]
    public void A_strategy_that_the_engine_lacks_is_refused()
    {
        var chooser = new StrategyChooser(fixture.Target, Forest(5), new CSharpTarget());

        StrategyOption option = Assert.Single(chooser.Options, option => option.Strategy is Strategy.Function or Strategy.Stream && !option.Causes.IsEmpty);
        Assert.Equal("MLC4004", Assert.Single(option.Causes).Id);
    }

    private static ScoringPlan Forest(int trees)
    {
        const int Features = 20;
        var random = new Random(31);
        var builder = new PlanBuilder();
        PlanValue[] values = [.. Enumerable.Range(0, Features).Select(i => builder.AddInput(new FieldSchema(Name(i), DataType.Double), Origin.None))];
        var ensemble = new Plan.Kernels.TreeEnsemble(
            [.. values], [], [.. Enumerable.Range(0, trees).Select(_ => Complete(random, Features))], TreeResult.Sum, [0.5]);
        builder.AddOutput(
            new FieldSchema("score", DataType.Double), Build.Ref(builder.DefineKernel(["score"], ensemble, Origin.None)[0]), Origin.None);
        return builder.Build("forest");
    }

    private static DecisionTree Complete(Random random, int features)
    {
        const int Nodes = (1 << TreeDepth) - 1;
        return new DecisionTree(
            [
                .. Enumerable.Range(0, Nodes).Select(i => new TreeNode(
                    random.Next(features), TreeTest.LessThan, random.Next(200) / 200.0, -1, Child((2 * i) + 1), Child((2 * i) + 2), Child((2 * i) + 1 + random.Next(2)))),
            ],
            Nodes + 1,
            [.. Enumerable.Range(0, Nodes + 1).Select(_ => random.NextDouble() - 0.5)]);

        static int Child(int position) => position < Nodes ? position : ~(position - Nodes);
    }

    private IEnumerable<Scalar[]> Rows(ScoringPlan plan, int seed, int count) =>
        RandomPlans.Rows(plan, seed, count).Where(row => row.All(value => Experiment.CanHold(fixture, value)));

    private static string Name(int i) => string.Create(CultureInfo.InvariantCulture, $"x{i}");

    private sealed class Failing(IScorer scorer) : IScorer
    {
        public string Name => scorer.Name;

        public IReadOnlyList<ScorerColumn> Inputs => scorer.Inputs;

        public IReadOnlyList<ScorerColumn> Outputs => scorer.Outputs;

        public IReadOnlyList<BatchPath> BatchPaths => [];

        public void Score(ReadOnlySpan<object?> row, Span<object?> outputs) => throw new InvalidOperationException("not today");

        public void ScoreBatch(ReadOnlySpan<object?[]> rows, ReadOnlySpan<object?[]> outputs) => throw new InvalidOperationException("not today");

        public void ScoreColumns(ColumnChunk inputs, ColumnChunk outputs, int rows) => throw new InvalidOperationException("not today");
    }
}
