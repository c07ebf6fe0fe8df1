using MlOps.Codegen.Artifacts.Monitoring;
using MlOps.Codegen.Monitoring.Retraining;
using MlOps.Codegen.Sql.Specification.Comparison;

namespace MlOps.Codegen.Sql.Specification.Monitoring;

/// <summary>Requests to train again are kept, and what triggers ask of the monitored table is answered.</summary>
/// <param name="fixture">The engine.</param>
public abstract class RetrainSpecification<TFixture>(TFixture fixture) : IClassFixture<TFixture>
    where TFixture : SqlFixture
{
    private static readonly MonitoredColumn Score = new("score", ColumnKind.Numeric, ColumnRole.Score);
    private static readonly MonitoredColumn Outcome = new("out \"come", ColumnKind.Boolean, ColumnRole.Outcome);

    [SkippableFact]
    public void A_request_is_open_until_it_is_closed_and_keeps_what_became_of_it()
    {
        using var sandbox = new MonitorSandbox(fixture, [Score, Outcome]);
        sandbox.Fill(0, Enumerable.Range(0, 60).Select(i => $"{sandbox.Literal(i / 60.0)}, {sandbox.Literal(i % 2 == 0)}"));
        sandbox.Freeze();
        var ledger = new RetrainLedger(sandbox.Database, sandbox.Scripts);
        ledger.Create(CancellationToken.None);
        ledger.Create(CancellationToken.None);
        Assert.Empty(ledger.All());
        var wished = new RetrainRequest(0, sandbox.Specification.Model, 3, sandbox.Baseline!.Hash, "it's \"due\"", MonitorSandbox.Day(9), MonitorSandbox.Day(2), MonitorSandbox.Day(10));

        RetrainRequest raised = ledger.Raise(wished, CancellationToken.None);
        Assert.Equal(wished with { Number = 1 }, raised);
        Assert.Equal(raised, ledger.Raise(wished with { Cause = "another" }, CancellationToken.None));

        RetrainRequest compared = raised with
        {
            State = RetrainState.Waiting,
            ModelFile = "folder/mo'del.zip",
            ModelHash = "0f",
            RegisteredVersion = 2,
            ChampionVersion = 1,
            Rows = 1_000,
            ChampionArea = 1 / 3.0,
            ChallengerArea = 0.7,
            Probability = 1e-12,
            Verdict = RetrainVerdict.Better,
            Note = "a note",
        };
        ledger.Keep(compared, CancellationToken.None);
        Assert.Equal(compared, Assert.Single(ledger.All()));
        Assert.Equal(compared, ledger.Raise(wished, CancellationToken.None));

        ledger.Keep(compared with { State = RetrainState.Closed, Note = null }, CancellationToken.None);
        Assert.Equal(2, ledger.Raise(wished, CancellationToken.None).Number);
        Assert.Equal([RetrainState.Closed, RetrainState.Requested], ledger.All().Select(request => request.State));
    }

    [SkippableFact]
    public void Outcomes_are_counted_and_held_out_rows_are_read_with_them()
    {
        using var sandbox = new MonitorSandbox(fixture, [Score, new MonitoredColumn("c", ColumnKind.Category), Outcome]);
        sandbox.Fill(0, Enumerable.Range(0, 60).Select(i => $"{sandbox.Literal(i / 60.0)}, 'a', {sandbox.Literal(i % 2 == 0)}"));
        sandbox.Fill(1, [$"1.5, 'b', {sandbox.Literal((bool?)null)}", $"2.5, NULL, {sandbox.Literal(true)}", $"NULL, 'ä', {sandbox.Literal(false)}"]);
        sandbox.Freeze();
        var ledger = new RetrainLedger(sandbox.Database, sandbox.Scripts);

        Assert.Equal((63, 62), ledger.Labels(null, MonitorSandbox.Day(5)));
        Assert.Equal((3, 2), ledger.Labels(MonitorSandbox.Day(1), MonitorSandbox.Day(5)));
        Assert.Equal((60, 60), ledger.Labels(null, MonitorSandbox.Day(1)));
        IReadOnlyList<(object?[] Inputs, bool IsPositive)> rows = ledger.Labelled(
            [("score", nameof(DataType.Double)), ("c", nameof(DataType.String))], MonitorSandbox.Day(1), MonitorSandbox.Day(5), CancellationToken.None);
        Assert.Equal(2, rows.Count);
        Assert.Equal(2.5, rows.Single(row => row.IsPositive).Inputs[0]);
        Assert.Null(rows.Single(row => row.IsPositive).Inputs[1]);
        Assert.Equal([null, "ä"], rows.Single(row => !row.IsPositive).Inputs);

        sandbox.Look(1);
        var rate = new RetrainMetric("estimated_accuracy", AtLeast: 0.5);
        Assert.Equal(sandbox.Metric(1, "estimated_accuracy") is { } value ? [value] : [], ledger.Values(rate, sandbox.Baseline!, MonitorSandbox.Day(1)));
        Assert.Empty(ledger.Values(rate, sandbox.Baseline!, MonitorSandbox.Day(2)));
        Assert.Empty(ledger.Values(rate with { Slice = "c", SliceValue = "a" }, sandbox.Baseline!, null));
    }
}
