using System.Collections.Concurrent;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Relations;
using MlOps.Codegen.Sql.Specification.Comparison;
using MlOps.Codegen.Sql.Specification.Relations;
using MlOps.Codegen.Testing.Examples;

namespace MlOps.Codegen.Sql.Specification.Examples;

/// <summary>
/// The example pipelines over a hundred thousand generated rows or events: what the engine computes is what the reference evaluator computes of
/// those rows alone that were known at the time.
/// </summary>
public abstract class ExamplesSpecification<TFixture>(TFixture fixture) : IClassFixture<TFixture>
    where TFixture : SqlFixture
{
    private static readonly ConcurrentDictionary<string, Dictionary<string, IReadOnlyList<Scalar[]>>> Events = new(StringComparer.Ordinal);

    [SkippableTheory]
    [InlineData("churn")]
    [InlineData("equipment")]
    public void Scores_over_many_events_are_the_references(string example)
    {
        (RelationalPlan plan, Dictionary<string, IReadOnlyList<Scalar[]>> tables) = Load(example);
        DateTime asOf = ExampleEvents.Times[1];
        RelationalAgreement.AssertSame(
            fixture,
            [.. plan.Scoring.Outputs.Select(output => output.Schema.Name)],
            new RelationalEvaluator(plan, ExampleEvents.KnownAt(plan, tables, asOf)).Score(asOf),
            RelationalAgreement.Scores(fixture, plan, tables, asOf));
    }

    [SkippableTheory]
    [InlineData("churn")]
    [InlineData("equipment")]
    public void A_training_set_over_many_events_has_at_each_time_what_was_known_then(string example)
    {
        (RelationalPlan plan, Dictionary<string, IReadOnlyList<Scalar[]>> tables) = Load(example);
        RelationalAgreement.AssertSame(
            fixture,
            [.. plan.Scoring.Inputs.Select(input => input.Schema.Name)],
            [.. ExampleEvents.Times.Order().SelectMany(time => new RelationalEvaluator(plan, ExampleEvents.KnownAt(plan, tables, time)).Features(time))],
            RelationalAgreement.Features(fixture, plan, tables, ExampleEvents.Times));
    }

    [SkippableTheory]
    [InlineData("scorecard")]
    [InlineData("insurance")]
    public void Scores_of_many_rows_are_the_references(string example)
    {
        // Where the engine is not there nothing is computed.
        _ = fixture.Engine;
        ScoringPlan plan = ExamplePlans.Load(example).Compile(example, new DiagnosticBag())!;
        Agreement.AssertSame(fixture, plan, [.. ExampleRows.Of(example, plan).Where(row => row.All(value => Experiment.CanHold(fixture, value)))]);
    }

    private (RelationalPlan Plan, Dictionary<string, IReadOnlyList<Scalar[]>> Tables) Load(string example)
    {
        _ = fixture.Engine;
        RelationalPlan plan = ExamplePlans.Load(example).CompileRelational(example, new DiagnosticBag())!;
        Assert.Empty(fixture.Target.CheckFeatures(plan));
        Dictionary<string, IReadOnlyList<Scalar[]>> tables = RelationalAgreement.Held(fixture, Events.GetOrAdd(example, ExampleEvents.Of));
        Assert.True(tables.Values.Max(rows => rows.Count) > 100_000);
        return (plan, tables);
    }
}
