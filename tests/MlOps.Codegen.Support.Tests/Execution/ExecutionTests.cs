using MlOps.Codegen.Cli.Targets;
using MlOps.Codegen.Cli.Verification;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Evaluation;
using MlOps.Codegen.Plan.Verification;
using MlOps.Codegen.Sql.Specification.Servers;
using MlOps.Codegen.Sql.SqlServer;
using MlOps.Codegen.Sql.SqlServer.Tests.Interpreter;
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

    // SQL Server has no infinities: the largest number of the sign stands for them.
    [Fact]
    public void A_yes_was_run_in_the_interpreter_of_T_SQL() => Agree(
        On("sqlserver"),
        (plan, rows) =>
        {
            using var scorer = new SqlScorer(plan, new SqlServerTarget(), () => new InterpretingEngine());
            return scorer.Score(rows, CancellationToken.None);
        },
        value => value.IsDouble && double.IsInfinity(value.Double) ? Scalar.FromDouble(Math.CopySign(double.MaxValue, value.Double)) : value);

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

    private static void Agree(IEnumerable<Outcome> outcomes, Func<ScoringPlan, Scalar[][], List<Scalar[]>> score, Func<Scalar, Scalar>? held = null)
    {
        var differences = new List<string>();
        foreach (Outcome outcome in outcomes)
        {
            ScoringPlan plan = outcome.Plan!;
            Scalar[][] rows = Rows(plan);
            var evaluator = new PlanEvaluator(plan);
            foreach ((Scalar[] row, Scalar[] scored) in rows.Zip(score(plan, rows)))
            {
                Scalar[] reference = [.. evaluator.Evaluate(row).Select(value => held is null ? value : held(value))];
                if (!reference.Zip(scored).All(values => Tolerance.OfTargets.Allows(values.First, values.Second)))
                {
                    differences.Add($"{outcome.Probe.Name}: ({string.Join(", ", row)}) gives {string.Join(", ", scored)}, not {string.Join(", ", reference)}");
                    break;
                }
            }
        }

        Assert.Empty(differences);
    }

    // Many values of attributes change nothing in the plan.
    private static IEnumerable<Outcome> On(string target) => AllOutcomes.All
        .Where(outcome => outcome.Plan is not null && outcome.RunsOn(target))
        .DistinctBy(outcome => PlanText.Of(outcome.Plan!));

    private static Scalar[][] Rows(ScoringPlan plan) => [.. BoundaryRows.Of(plan, RowsPerProbe)];
}
