using MlOps.Codegen.Registry.Life;
using MlOps.Codegen.Registry.Queries;
using MlOps.Codegen.Registry.Tests.Engines;
using MlOps.Codegen.Registry.Versions;

namespace MlOps.Codegen.Registry.Tests;

/// <summary>Where versions come from, and where they lead.</summary>
public abstract partial class RegistrySpecification
{
    [SkippableFact]
    public void Lineage_goes_both_ways_and_through()
    {
        VersionReference With(string name, params VersionReference[] needs) =>
            Registry.Register(Registrations.Of(name, $"<{name}/>") with { DependsOn = [.. needs] }, TestRegistry.Ann).Version;
        VersionReference a = With("a");
        VersionReference b = With("b", a);
        VersionReference c = With("c", a);
        VersionReference d = With("d", b, c);
        With("alone");

        LineageGraph graph = Registry.Lineage(b);
        Assert.Equal([new LineageEdge(b, a)], graph.Needs.AsEnumerable());
        Assert.Equal([new LineageEdge(d, b)], graph.NeededBy.AsEnumerable());
        Assert.Equal(
            ["d@1 < b@1", "d@1 < c@1", "b@1 < a@1", "c@1 < a@1"],
            Registry.Lineage(d).Needs.Select(edge => $"{edge.Downstream} < {edge.Upstream}"));
        Assert.Equal(4, Registry.Lineage(a).NeededBy.Length);
        ColumnOrigin origin = Assert.Single(graph.Columns);
        Assert.Equal(("score", "scaled age", "age, Größe"), (origin.Output, string.Join(", ", origin.Features), string.Join(", ", origin.Columns)));
        Assert.Throws<RegistryFailure>(() => With("e", new VersionReference("a", null)));
        Assert.Throws<RegistryFailure>(() => With("e", new VersionReference("a", 9)));
    }

    [SkippableFact]
    public void Runs_are_kept_in_each_state_and_count_in_the_last()
    {
        VersionReference version = Test.Register();
        var run = new ScoringRun(
            "sqlite", "sqlite:///shop.db", "main.t", "main.churn_scores", 1, "full", null, "2026-03-03T00:00:00.000000Z", null, "cancelled", 10, 0, "ann");
        Registry.RecordRun(version, run, TestRegistry.Ann);
        Registry.RecordRun(version, run, TestRegistry.Ann);
        ScoringRun second = run with { Number = 2, State = "done", FinishedAt = "2026-03-03T00:00:02.000000Z" };
        Registry.RecordRun(version, second, TestRegistry.Ann);
        ScoringRun done = run with { State = "done", Rows = 30, FinishedAt = "2026-03-03T00:01:00.000000Z" };
        Registry.RecordRun(version, done, TestRegistry.Ann);

        Assert.Equal([done, second], Registry.Runs(version).AsEnumerable());
        Assert.Equal([done, second], Registry.Lineage(version).Runs.AsEnumerable());
        Assert.Equal(5, Registry.Audit().Length);
        Assert.Equal(40L, Convert.ToInt64(Test.Scalar("SELECT SUM(row_count) FROM scored_runs"), System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(2L, Convert.ToInt64(Test.Scalar("SELECT COUNT(*) FROM model_lineage WHERE relation = 'run'"), System.Globalization.CultureInfo.InvariantCulture));
        Assert.True(Registry.Verify().IsWhole);
    }

    [SkippableFact]
    public void Baselines_of_the_monitor_and_alerts_that_were_seen_are_kept_once()
    {
        VersionReference version = Test.Register();
        var baseline = new MonitoringBaselineAccount("sqlite:///shop.db", "main.scored", "2026-01-01 00:00:00", null, 1_000, "{ \"größe\": 1 }\n");
        var alert = new AcknowledgedAlert(Artifacts.ArtifactFile.HashOf(System.Text.Encoding.UTF8.GetBytes(baseline.Json)), "sqlite:///shop.db", 7, "age", 2, "2026-02-01 00:00:00", "2026-02-08 00:00:00");
        Assert.Throws<RegistryFailure>(() => Registry.AddAcknowledgement(version, alert, TestRegistry.Ann));
        Assert.Equal(alert.Baseline, Registry.AddMonitoringBaseline(version, baseline, TestRegistry.Ann));
        Assert.Equal(alert.Baseline, Registry.AddMonitoringBaseline(version, baseline, TestRegistry.Ann));
        Registry.AddMonitoringBaseline(version, baseline with { Json = "{}", To = "2026-01-08 00:00:00" }, TestRegistry.Ann);
        Registry.AddAcknowledgement(version, alert, TestRegistry.Ann);
        Registry.AddAcknowledgement(version, alert, TestRegistry.Ann);
        Assert.Equal([baseline, baseline with { Json = "{}", To = "2026-01-08 00:00:00" }], Registry.MonitoringBaselines(version).AsEnumerable());
        Assert.Equal([alert], Registry.Acknowledged(version).AsEnumerable());
        Assert.Throws<RegistryFailure>(() => Registry.MonitoringBaselines(new VersionReference("nobody", 1)));

        // An event each: of the version, two baselines and the alert, beside the registry's own.
        Assert.Equal(5, Registry.Audit().Length);
        Assert.Equal("alert acknowledged", Registry.Audit()[0].Action);
        Assert.True(Registry.Verify().IsWhole);
    }

    [SkippableFact]
    public void The_latest_baseline_counts()
    {
        VersionReference version = Test.Register();
        Assert.Null(Registry.Baseline(version));
        Registry.SetBaseline(version, new BaselineRow("a.csv", 10, "{}"), TestRegistry.Ann);
        Registry.SetBaseline(version, new BaselineRow("b.csv", 20, "{\"age\": \"1\"}"), TestRegistry.Ann);
        Registry.SetBaseline(version, new BaselineRow("b.csv", 20, "{\"age\": \"1\"}"), TestRegistry.Ann);
        Assert.Equal(new BaselineRow("b.csv", 20, "{\"age\": \"1\"}"), Registry.Baseline(version));
        Assert.Equal(4, Registry.Audit().Length);
        Assert.True(Registry.Verify().IsWhole);
    }

    [SkippableFact]
    public void How_a_version_stood_at_a_time_is_known()
    {
        VersionReference version = Test.Submit();
        DateTime pending = RegistryTime.Parse(Registry.Head().At);
        Registry.Approve(version, "risk officer", TestRegistry.Bob);
        Registry.Promote(version, Slot.Champion, TestRegistry.Ann);
        DateTime champion = RegistryTime.Parse(Registry.Head().At);
        Registry.Vacate("churn", Slot.Champion, TestRegistry.Ann);
        Registry.Retire(version, TestRegistry.Ann);

        VersionStanding then = Registry.StandingAt(version, pending);
        Assert.Equal((VersionState.Pending, 0, 0), (then.State!.Value, then.Slots.Length, then.Approvals.Length));
        then = Registry.StandingAt(version, champion);
        Assert.Equal((VersionState.Approved, Slot.Champion, "bob"), (then.State!.Value, Assert.Single(then.Slots), Assert.Single(then.Approvals).Approver));
        Assert.Equal((VersionState.Retired, 0), (Registry.StandingAt(version, DateTime.UtcNow).State!.Value, Registry.StandingAt(version, DateTime.UtcNow).Slots.Length));
        Assert.Null(Registry.StandingAt(version, DateTime.UnixEpoch).State);
    }
}
