using MlOps.Codegen.Cli;
using MlOps.Codegen.Cli.Targets;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Relations;

namespace MlOps.Codegen.Dsl.Tests;

/// <summary>The churn example over more than a hundred thousand generated events: the same scores by every target that needs no server.</summary>
public sealed class ManyRowsTests
{
    private const int Accounts = 2000;
    private const int Calls = 110_000;

    private static readonly DateTime AsOf = new(2024, 3, 31, 2, 30, 0);
    private static readonly Lazy<Dictionary<string, IReadOnlyList<Scalar[]>>> Tables = new(Generate);

    [Theory]
    [InlineData("csharp")]
    [InlineData("duckdb")]
    [InlineData("sqlite")]
    public void Churn_scores_are_those_of_the_reference(string target)
    {
        RelationalPlan plan = ModelLoader.Load(Path.Combine(TargetTests.Root(), "examples", "churn", "churn.pipeline")).Relational!;
        IReadOnlyList<Scalar[]> expected = new RelationalEvaluator(plan, Tables.Value).Score(AsOf);
        IReadOnlyList<Scalar[]> actual = RelationalScorer.Score(TargetCatalog.Find(target), plan, null, Tables.Value, AsOf, CancellationToken.None);
        Assert.Equal(Accounts, actual.Count);
        for (int row = 0; row < Accounts; row++)
        {
            for (int i = 0; i < plan.Scoring.Outputs.Length; i++)
            {
                Scalar wanted = expected[row][i];
                Scalar found = actual[row][i];
                bool isNear = wanted.IsDouble && found.IsDouble
                    && Math.Abs(wanted.Double - found.Double) <= 1e-12 * Math.Max(1, Math.Abs(wanted.Double));
                Assert.True(isNear || wanted == found, $"{plan.Scoring.Outputs[i].Schema.Name} of account {row}: {wanted} expected, {found} found");
            }
        }
    }

    // Ties at edges of windows, leap days, the hours of the change to summer time, accounts without calls, missing values.
    private static Dictionary<string, IReadOnlyList<Scalar[]>> Generate()
    {
        var random = new Random(20240331);
        DateTime[] edges = [AsOf, AsOf.AddDays(-7), AsOf.AddMonths(-3), AsOf.AddDays(-30), AsOf.AddDays(-56), new(2024, 2, 29), new(2024, 2, 29, 23, 59, 59), new(2024, 3, 31, 1, 0, 0), new(2023, 3, 31, 2, 30, 0)];
        Scalar Or(double missing, Func<Scalar> value) => random.NextDouble() < missing ? Scalar.Missing : value();
        Scalar Time(DateTime time) => Scalar.FromInteger((long)(time - DateTime.UnixEpoch).TotalSeconds);
        DateTime Moment() => random.Next(3) == 0 ? edges[random.Next(edges.Length)].AddSeconds(random.Next(-1, 2)) : AsOf.AddSeconds(-random.Next(-2_000_000, 40_000_000));
        string Of(params string[] texts) => texts[random.Next(texts.Length)];
        List<Scalar[]> accounts = [.. Enumerable.Range(1, Accounts).Select(id => new[]
        {
            Scalar.FromInteger(id), Time(AsOf.AddDays(-random.Next(0, 2000))), Or(0.1, () => Scalar.FromInteger(random.Next(-12_000, 13_000))),
            Or(0.05, () => Scalar.FromText(Of("basic", "plus", "pro", "Basic"))), Scalar.FromText(Of("EU", "CH", "US")), Or(0.5, () => Scalar.FromText("94110")),
            Or(0.2, () => Scalar.FromDouble(random.Next(0, 9_000_000) / 100.0)),
        })];
        List<Scalar[]> tariffs = [.. Enumerable.Range(1, 9).Select(id => new[] { Scalar.FromInteger(id), Scalar.FromDouble(random.Next(1, 5000) / 10_000.0), Scalar.FromText(Of("old", "new")) })];
        List<Scalar[]> calls = [.. Enumerable.Range(1, Calls).Select(id => new[]
        {
            Scalar.FromInteger(id), Scalar.FromInteger(random.Next(1, Accounts + 20)), Time(Moment()), Or(0.02, () => Scalar.FromDouble(random.Next(0, 9000) / 100.0)),
            Or(0.1, () => Scalar.FromText(Of("voice", "Voice", "data", "data ", "ß"))), Or(0.1, () => Scalar.FromInteger(random.Next(1, 12))),
        }).Where(call => call[1].Integer % 17 != 0)];
        List<Scalar[]> complaints = [.. Enumerable.Range(1, 3000).Select(id => new[] { Scalar.FromInteger(id), Scalar.FromInteger(random.Next(1, Accounts)), Time(Moment()), Scalar.FromInteger(random.Next(1, 5)) })];
        Assert.True(calls.Count > 100_000);
        return new() { ["accounts"] = accounts, ["tariffs"] = tariffs, ["calls"] = calls, ["complaints"] = complaints };
    }
}
