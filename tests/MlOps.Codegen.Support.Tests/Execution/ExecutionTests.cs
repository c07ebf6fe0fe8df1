using MlOps.Codegen.Cli.Targets;
using MlOps.Codegen.Cli.Verification;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Evaluation;
using MlOps.Codegen.Plan.Verification;
using MlOps.Codegen.Sql.Specification.Servers;
using MlOps.Codegen.Support.Tests.Outcomes;

namespace MlOps.Codegen.Support.Tests.Execution;

/// <summary>Where the page says yes, the target gives what the reference evaluator gives.</summary>
public class ExecutionTests
{
    private const int RowsPerProbe = 60;

    [Fact]
    public void A_yes_was_run_in_CSharp()
    {
        Outcome[] outcomes = [.. On("csharp")];
        using var batch = new CSharpBatch([.. outcomes.Select(outcome => outcome.Plan!)]);
        Agree(outcomes, batch.Score);
    }

    [Theory]
    [InlineData("duckdb")]
    [InlineData("sqlite")]
    public void A_yes_was_run_in_this_process(string target) => Run(target, null);

    [SkippableFact]
    public void A_yes_was_run_in_PostgreSQL()
    {
        using TestDatabase database = PostgreSqlServer.Shared.CreateDatabase();
        Run("postgres", database.ConnectionString);
    }

    // Rows that give nothing would agree with anything.
    [Fact]
    public void Every_probe_has_a_row_with_a_result() => Assert.Empty(
        AllOutcomes.All.Where(outcome => outcome.Plan is { } plan && !Rows(plan).Any(row => new PlanEvaluator(plan).Evaluate(row).Any(value => !value.IsMissing)))
            .Select(outcome => outcome.Probe.Name));

    private static void Run(string target, string? connection) => Agree(On(target), (plan, rows) =>
    {
        using IRowScorer scorer = TargetCatalog.Find(target).Connect(plan, connection);
        return scorer.Score(rows, CancellationToken.None);
    });

    private static void Agree(IEnumerable<Outcome> outcomes, Func<ScoringPlan, Scalar[][], List<Scalar[]>> score)
    {
        var differences = new List<string>();
        foreach (Outcome outcome in outcomes)
        {
            ScoringPlan plan = outcome.Plan!;
            Scalar[][] rows = Rows(plan);
            var reference = new PlanEvaluator(plan);
            differences.AddRange(rows.Zip(score(plan, rows))
                .Where(pair => !reference.Evaluate(pair.First).Zip(pair.Second).All(values => Tolerance.OfTargets.Allows(values.First, values.Second)))
                .Take(1)
                .Select(pair => $"{outcome.Probe.Name}: ({string.Join(", ", pair.First)}) gives {string.Join(", ", pair.Second)}, not {string.Join(", ", reference.Evaluate(pair.First))}"));
        }

        Assert.Empty(differences);
    }

    // Many values of attributes change nothing in the plan.
    private static IEnumerable<Outcome> On(string target) => AllOutcomes.All
        .Where(outcome => outcome.Plan is not null && outcome.RunsOn(target))
        .DistinctBy(outcome => PlanText.Of(outcome.Plan!));

    private static Scalar[][] Rows(ScoringPlan plan) => [.. BoundaryRows.Of(plan, RowsPerProbe)];
}
