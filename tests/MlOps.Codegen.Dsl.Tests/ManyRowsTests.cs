using MlOps.Codegen.Cli;
using MlOps.Codegen.Cli.Targets;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Evaluation;
using MlOps.Codegen.Plan.Relations;
using MlOps.Codegen.Testing.Examples;

namespace MlOps.Codegen.Dsl.Tests;

/// <summary>
/// The examples by generated C# over a hundred thousand rows or events, as the specification of dialects has them for databases: the scores are the
/// reference evaluator's of those rows alone that were known at the time.
/// </summary>
public sealed class ManyRowsTests
{
    [Theory]
    [InlineData("churn")]
    [InlineData("equipment")]
    public void Scores_over_many_events_are_the_references(string example)
    {
        RelationalPlan plan = Load(example).Relational!;
        Dictionary<string, IReadOnlyList<Scalar[]>> tables = ExampleEvents.Of(example);
        Assert.True(tables.Values.Max(rows => rows.Count) > 100_000);
        foreach (DateTime asOf in new[] { ExampleEvents.Times[1], ExampleEvents.Times[^1] })
        {
            AssertSame(
                plan.Scoring,
                new RelationalEvaluator(plan, ExampleEvents.KnownAt(plan, tables, asOf)).Score(asOf),
                RelationalScorer.Score(TargetCatalog.Find("csharp"), plan, null, tables, asOf, CancellationToken.None));
        }
    }

    [Theory]
    [InlineData("scorecard")]
    [InlineData("insurance")]
    public void Scores_of_many_rows_are_the_references(string example)
    {
        ScoringPlan plan = Load(example).Plan;
        Scalar[][] rows = ExampleRows.Of(example, plan);
        var evaluator = new PlanEvaluator(plan);
        using IRowScorer scorer = TargetCatalog.Find("csharp").Connect(plan, null);
        AssertSame(plan, [.. rows.Select(row => evaluator.Evaluate(row))], scorer.Score(rows, CancellationToken.None));
    }

    private static LoadedModel Load(string example) => ModelLoader.Load(Path.Combine(TargetTests.Root(), "examples", example, example + ".pipeline"));

    private static void AssertSame(ScoringPlan plan, IReadOnlyList<Scalar[]> expected, IReadOnlyList<Scalar[]> actual)
    {
        Assert.Equal(expected.Count, actual.Count);
        for (int row = 0; row < expected.Count; row++)
        {
            for (int i = 0; i < plan.Outputs.Length; i++)
            {
                Scalar wanted = expected[row][i];
                Scalar found = actual[row][i];
                bool isNear = wanted.IsDouble && found.IsDouble && Math.Abs(wanted.Double - found.Double) <= 1e-12 * Math.Abs(wanted.Double);
                Assert.True(isNear || wanted == found, $"{plan.Outputs[i].Schema.Name} of row {row}: {wanted} expected, {found} found");
            }
        }
    }
}
