using System.Globalization;
using MlOps.Codegen.Deployment.Engines;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Relations;
using MlOps.Codegen.Sql.Generation;
using MlOps.Codegen.Sql.Relations;
using MlOps.Codegen.Sql.Specification.Comparison;
using MlOps.Codegen.Testing.Relations;

namespace MlOps.Codegen.Sql.Specification.Relations;

/// <summary>Features over several tables, against the reference evaluator.</summary>
public abstract class FeaturesSpecification<TFixture>(TFixture fixture) : IClassFixture<TFixture>
    where TFixture : SqlFixture
{
    [SkippableFact]
    public void Features_are_the_reference_evaluators()
    {
        RelationalPlan plan = Telephony.Everything();
        var tables = RelationalAgreement.Held(fixture, Telephony.Rows(seed: 1, accounts: 60, calls: 6_000));
        var reference = new RelationalEvaluator(plan, tables);
        foreach (DateTime asOf in Telephony.Times)
        {
            RelationalAgreement.AssertSame(fixture, Columns(plan), reference.Features(asOf), RelationalAgreement.Features(fixture, plan, tables, asOf));
        }
    }

    [SkippableFact]
    public void Scores_are_the_reference_evaluators()
    {
        RelationalPlan plan = Telephony.Everything();
        var tables = RelationalAgreement.Held(fixture, Telephony.Rows(seed: 2, accounts: 40, calls: 2_000));
        DateTime asOf = Telephony.Times[0];
        RelationalAgreement.AssertSame(
            fixture,
            [.. plan.Scoring.Outputs.Select(output => output.Schema.Name)],
            new RelationalEvaluator(plan, tables).Score(asOf),
            RelationalAgreement.Scores(fixture, plan, tables, asOf));
    }

    [SkippableTheory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void Random_aggregates_mean_what_the_reference_says(int seed)
    {
        RelationalPlan plan = Telephony.Random(seed);
        var tables = RelationalAgreement.Held(fixture, Telephony.Rows(seed, accounts: 30, calls: 3_000));
        var reference = new RelationalEvaluator(plan, tables);
        foreach (DateTime asOf in Telephony.Times)
        {
            RelationalAgreement.AssertSame(fixture, Columns(plan), reference.Features(asOf), RelationalAgreement.Features(fixture, plan, tables, asOf));
        }
    }

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public void Days_and_months_are_those_of_a_zones_clocks(bool isLocal)
    {
        RelationalPlan plan = Telephony.Zoned(isLocal);
        var tables = RelationalAgreement.Held(fixture, Telephony.ZonedRows(seed: 7, accounts: 20, calls: 2_000, isLocal));
        var reference = new RelationalEvaluator(plan, tables);
        foreach (DateTime asOf in Telephony.Times)
        {
            RelationalAgreement.AssertSame(fixture, Columns(plan), reference.Features(asOf), RelationalAgreement.Features(fixture, plan, tables, asOf));
        }
    }

    [SkippableFact]
    public void Tables_without_rows_have_features()
    {
        RelationalPlan plan = Telephony.Everything();
        Dictionary<string, IReadOnlyList<Scalar[]>> tables = Telephony.Rows(seed: 3, accounts: 3, calls: 0);
        foreach (string relation in tables.Keys.Where(name => name != plan.Root).ToArray())
        {
            tables[relation] = [];
        }

        tables = RelationalAgreement.Held(fixture, tables);
        RelationalAgreement.AssertSame(
            fixture,
            Columns(plan),
            new RelationalEvaluator(plan, tables).Features(Telephony.Times[0]),
            RelationalAgreement.Features(fixture, plan, tables, Telephony.Times[0]));
    }

    // What lies in the future of the as-of time is not seen: the leak that makes models look better than they are.
    [SkippableFact]
    public void Rows_at_or_after_the_as_of_time_change_nothing()
    {
        RelationalPlan plan = Telephony.Everything();
        var tables = RelationalAgreement.Held(fixture, Telephony.Rows(seed: 4, accounts: 40, calls: 2_000));
        DateTime asOf = Telephony.Times[1];
        List<Scalar[]> before = RelationalAgreement.Features(fixture, plan, tables, asOf);
        long seconds = (asOf.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerSecond;
        Scalar[][] calls = [.. tables["calls"]];
        tables["calls"] =
        [
            .. calls,
            .. calls.Select((row, i) => row.Select((value, column) => column == 2 ? Scalar.FromInteger(seconds + (i % 3 * 100)) : value).ToArray()),
        ];
        tables["invoices"] =
        [
            .. tables["invoices"],
            .. tables["invoices"].Where(row => !row[2].IsMissing && row[2].Integer > 0).Select((row, i) => new[] { row[0], Scalar.FromInteger(seconds + i), row[2] }),
        ];
        RelationalAgreement.AssertSame(fixture, Columns(plan), before, RelationalAgreement.Features(fixture, plan, tables, asOf));
        Assert.True(tables["calls"].Count > calls.Length);
    }

    [SkippableFact]
    public void A_training_set_at_several_times_is_the_features_at_each()
    {
        RelationalPlan plan = Telephony.Everything();
        var tables = RelationalAgreement.Held(fixture, Telephony.Rows(seed: 5, accounts: 25, calls: 2_000));
        List<Scalar[]> actual = RelationalAgreement.Features(fixture, plan, tables, Telephony.Times);
        var reference = new RelationalEvaluator(plan, tables);
        RelationalAgreement.AssertSame(fixture, Columns(plan), [.. Telephony.Times.Order().SelectMany(reference.Features)], actual);
    }

    [SkippableFact]
    public void Requests_for_keys_at_times_are_the_features_at_each()
    {
        RelationalPlan plan = Telephony.Everything();
        var tables = RelationalAgreement.Held(fixture, Telephony.Rows(seed: 6, accounts: 25, calls: 2_000));
        FeaturesQuery query = RelationalAgreement.Query(fixture, plan);
        (long Key, DateTime Time)[] requests =
        [
            .. Telephony.Times.Order().SelectMany((time, i) => tables[plan.Root].Select(row => row[0].Integer).Where(key => key % 3 != i).Select(key => (key, time))),
        ];
        List<Scalar[]> actual = RelationalAgreement.Run(
            fixture,
            plan,
            tables,
            [.. query.SupportFunctions().Select(function => function.Statement)],
            names => RelationalAgreement.InOrder(
                fixture,
                query,
                query.Select(
                    RelationalAgreement.Names(fixture, plan, names),
                    new AsOfRequests(names[plan.Relations.Length], ["k"], "t"),
                    alias => [new KeyColumn($"{alias}.mlops_row", "mlops_row")])),
            [.. query.Features.Select(feature => new FieldSchema(feature.Column, feature.ValueType))],
            requests.Length,
            new ScratchTable(
                [new FieldSchema("k", DataType.Integer), new FieldSchema("t", DataType.DateTime)],
                [.. requests.Concat(requests.Take(5)).Append((Key: 1_000_000, Time: Telephony.Times[0])).Select(request => new object?[] { request.Key, request.Time })]));
        var reference = new RelationalEvaluator(plan, tables);
        var position = tables[plan.Root].Select((row, i) => (row[0].Integer, i)).ToDictionary(pair => pair.Integer, pair => pair.i);
        Dictionary<DateTime, IReadOnlyList<Scalar[]>> features = Telephony.Times.ToDictionary(time => time, reference.Features);
        RelationalAgreement.AssertSame(fixture, Columns(plan), [.. requests.Select(request => features[request.Time][position[request.Key]])], actual);
    }

    private static string[] Columns(RelationalPlan plan) => [.. plan.Scoring.Inputs.Select(input => input.Schema.Name)];
}
