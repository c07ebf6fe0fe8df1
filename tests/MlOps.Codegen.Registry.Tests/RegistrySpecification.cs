using MlOps.Codegen.Registry.Audit;
using MlOps.Codegen.Registry.Life;
using MlOps.Codegen.Registry.Queries;
using MlOps.Codegen.Registry.Tests.Engines;
using MlOps.Codegen.Registry.Versions;

namespace MlOps.Codegen.Registry.Tests;

/// <summary>What holds of the registry, whatever engine it is on.</summary>
public abstract partial class RegistrySpecification : IDisposable
{
    private readonly Lazy<TestRegistry> opened;

    protected RegistrySpecification() => opened = new Lazy<TestRegistry>(Make);

    private TestRegistry Test => opened.Value;

    private ModelRegistry Registry => Test.Registry;

    public void Dispose()
    {
        if (opened.IsValueCreated)
        {
            opened.Value.Dispose();
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>An empty database, without a registry in it.</summary>
    private protected abstract TestRegistry Create();

    /// <summary>A registry that ann made, or a copy of one: its migrations need not run for every test.</summary>
    private protected virtual TestRegistry Make()
    {
        TestRegistry created = Create();
        created.Registry.Initialize(TestRegistry.Ann);
        return created;
    }

    /// <summary>Takes away what protects a table, as a person may who owns the database.</summary>
    private protected abstract void Unprotect(TestRegistry test, string table);

    /// <summary>Takes a guard away, as a person may who owns the database.</summary>
    private protected abstract void TakeGuard(TestRegistry test, string table, string guard);

    [SkippableFact]
    public void A_registry_is_made_once()
    {
        Assert.False(Registry.Initialize(TestRegistry.Ann));
        AuditEvent only = Assert.Single(Registry.Audit());
        Assert.Equal(("init", "ann", 1L), (only.Action, only.Who, only.Seq));
        Assert.True(Registry.Verify().IsWhole);
    }

    [SkippableFact]
    public void The_tables_are_those_that_the_audit_accounts_for()
    {
        foreach (Storage.RegistryTable table in Storage.RegistryTables.All)
        {
            Assert.Equal(0, Test.Execute($"INSERT INTO {table.Name} SELECT {string.Join(", ", table.Columns.Select(column => column.Name))}, seq FROM {table.Name} WHERE 1 = 0"));
        }
    }

    [SkippableFact]
    public void A_version_is_shown_as_it_was_registered()
    {
        VersionRegistration registration = Registrations.Of("churn", "<PMML/>");
        (VersionReference version, bool isNew) = Registry.Register(registration, TestRegistry.Ann);

        Assert.True(isNew);
        Assert.Equal("churn@1", version.ToString());
        VersionDetails shown = Registry.Show(version);
        Assert.Equal(("default", VersionState.Draft, "ann"), (shown.Summary.Project, shown.Summary.State, shown.Summary.Author));
        Assert.Equal(registration.ContentHash(), shown.ContentHash);
        Assert.Equal(["age", "Größe"], shown.Inputs.Select(input => input.Name));
        Assert.Equal(["install.sql", "manifest.json"], shown.Files.Select(file => file.Path));
        Assert.Equal(["2026", "credit"], shown.Tags.AsEnumerable());
        Assert.Equal(registration.Datasets[0], Assert.Single(shown.Datasets));
        Assert.Equal(registration.Source.ToArray(), Registry.Content(shown.SourceHash));
        Assert.Equal("plan of <PMML/>", Registry.IntermediateText(version));
        Assert.Equal(registration.Artifacts[0].Files[0].Content.ToArray(), Registry.Content(shown.Files[0].Sha256));
    }

    [SkippableFact]
    public void The_same_content_is_the_same_version_and_other_content_is_another()
    {
        Test.Register();
        Assert.Equal((new VersionReference("churn", 1), false), Registry.Register(Registrations.Of("churn", "<PMML/>"), TestRegistry.Bob));
        Assert.Equal((new VersionReference("churn", 2), true), Registry.Register(Registrations.Of("churn", "<PMML />"), TestRegistry.Bob));
        RegistryFailure failure = Assert.Throws<RegistryFailure>(
            () => Registry.Register(Registrations.Of("churn", "<other/>") with { Number = 1 }, TestRegistry.Bob));
        Assert.Contains("churn@1 is registered with other content, which never changes; register this as version 3", failure.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void What_is_not_there_is_said_with_what_is()
    {
        Test.Register("churn");
        Assert.Contains("did you mean 'churn'?", Assert.Throws<RegistryFailure>(() => Registry.Show(new VersionReference("churn-model", null))).Message, StringComparison.Ordinal);
        Assert.Contains("the latest is 1", Assert.Throws<RegistryFailure>(() => Registry.Show(new VersionReference("churn", 7))).Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void A_version_is_approved_by_somebody_else_and_becomes_champion()
    {
        VersionReference version = Test.Register();
        Assert.Contains("not validated", Assert.Throws<RegistryFailure>(() => Registry.Submit(version, TestRegistry.Ann)).Message, StringComparison.Ordinal);
        Assert.Throws<RegistryFailure>(() => Registry.Validate(version, Registrations.Certificate("another file"), TestRegistry.Ann));
        Registry.Validate(version, Registrations.Certificate("<PMML/>"), TestRegistry.Ann);
        Registry.Submit(version, TestRegistry.Ann);
        Assert.Contains("somebody else", Assert.Throws<RegistryFailure>(() => Registry.Approve(version, "author", TestRegistry.Ann)).Message, StringComparison.Ordinal);
        Assert.NotNull(Registry.WhyNot(version, Slot.Champion));
        Assert.Throws<RegistryFailure>(() => Registry.Promote(version, Slot.Champion, TestRegistry.Ann));
        Registry.Promote(version, Slot.Shadow, TestRegistry.Ann);

        Assert.Equal(VersionState.Approved, Registry.Approve(version, "risk officer", TestRegistry.Bob));
        Assert.Null(Registry.WhyNot(version, Slot.Champion));
        Registry.Promote(version, Slot.Champion, TestRegistry.Ann);

        Assert.Equal([Slot.Champion], Registry.Show(version).Summary.Slots.AsEnumerable());
        Assert.Equal(1L, Registry.InSlot("churn", Slot.Champion)?.Version);
        Assert.Null(Registry.InSlot("churn", Slot.Shadow));
        Assert.True(Registry.Verify().IsWhole);
    }

    [SkippableFact]
    public void A_policy_asks_for_people_metrics_and_fairness()
    {
        Registry.SetPolicy(
            "default",
            new ApprovalPolicy { Quorum = 2, FairnessRequired = true, Metrics = [MetricRule.Parse("auc>=0.8")], ApprovedSlots = [Slot.Champion, Slot.Shadow] },
            TestRegistry.Ann);
        VersionReference version = Test.Register();
        Registry.Validate(version, Registrations.Certificate("<PMML/>"), TestRegistry.Ann);

        string Refusal() => Assert.Throws<RegistryFailure>(() => Registry.Submit(version, TestRegistry.Ann)).Message;
        Assert.Contains("auc>=0.8 was not measured; no fairness metric was measured", Refusal(), StringComparison.Ordinal);
        Registry.AddMetric(version, new Metric("auc", 0.75, "test"), TestRegistry.Ann);
        Registry.AddMetric(version, new Metric("disparate_impact", 0.9, "test", "country=DE", IsFairness: true), TestRegistry.Ann);
        Assert.Contains("auc>=0.8 does not hold: 0.75", Refusal(), StringComparison.Ordinal);
        Registry.AddMetric(version, new Metric("auc", 0.85, "test"), TestRegistry.Ann);
        Registry.Submit(version, TestRegistry.Ann);
        Registry.Submit(version, TestRegistry.Ann);

        Assert.Equal(VersionState.Pending, Registry.Approve(version, "validator", TestRegistry.Bob));
        Assert.Equal(VersionState.Pending, Registry.Approve(version, "validator", TestRegistry.Bob));
        Assert.Throws<RegistryFailure>(() => Registry.Promote(version, Slot.Shadow, TestRegistry.Bob));
        Assert.Equal(VersionState.Approved, Registry.Approve(version, "owner", new Change("cy", "good")));
        Assert.Equal(["bob", "cy"], Registry.Show(version).Approvals.Select(approval => approval.Approver));
    }

    [SkippableFact]
    public void What_was_measured_or_asked_for_last_is_kept_once()
    {
        VersionReference version = Test.Register();
        void Measure(double value, Change change, string? slice = null) => Registry.AddMetric(version, new Metric("auc", value, "test", slice), change);
        long Kept(string action) => Registry.Audit().Count(each => each.Action == action);

        Measure(0.8, TestRegistry.Ann);
        Measure(0.8, TestRegistry.Ann);
        Assert.Equal(1, Kept("metric"));
        Measure(0.8, TestRegistry.Bob);
        Measure(0.8, TestRegistry.Bob, "country=DE");
        Measure(0.9, TestRegistry.Ann);
        Measure(0.8, TestRegistry.Ann);
        Assert.Equal(5, Kept("metric"));
        Assert.Equal([0.8, 0.8, 0.8, 0.9, 0.8], Registry.Show(version).Metrics.Select(metric => metric.Value));

        var policy = new ApprovalPolicy { Quorum = 2, Metrics = [MetricRule.Parse("auc>=0.8"), MetricRule.Parse("brier<=0.2")], ApprovedSlots = [Slot.Champion, Slot.Shadow] };
        Registry.SetPolicy("default", policy, TestRegistry.Ann);
        Registry.SetPolicy("default", policy with { Metrics = [.. policy.Metrics.Reverse()], ApprovedSlots = [Slot.Shadow, Slot.Champion] }, TestRegistry.Ann);
        Assert.Equal(1, Kept("policy"));
        Registry.SetPolicy("default", policy with { Metrics = [policy.Metrics[0]] }, TestRegistry.Ann);
        Registry.SetPolicy("default", policy, TestRegistry.Ann);
        Assert.Equal(3, Kept("policy"));
    }

    [SkippableFact]
    public void A_rejected_version_stays_rejected()
    {
        VersionReference version = Test.Submit();
        Registry.Reject(version, "risk officer", TestRegistry.Bob);
        Registry.Reject(version, "risk officer", TestRegistry.Bob);
        Assert.Equal(VersionState.Rejected, Registry.Show(version).Summary.State);
        Assert.Contains("is rejected, not validated: that is for good", Assert.Throws<RegistryFailure>(() => Registry.Submit(version, TestRegistry.Ann)).Message, StringComparison.Ordinal);
        Assert.Throws<RegistryFailure>(() => Registry.Approve(version, "risk officer", new Change("cy", "good")));
        Assert.Throws<RegistryFailure>(() => Registry.Promote(version, Slot.Shadow, TestRegistry.Bob));
    }

    [SkippableFact]
    public void Slots_keep_their_past_and_roll_back()
    {
        VersionReference first = Test.Approve(source: "<one/>");
        VersionReference second = Test.Approve(source: "<two/>");
        DateTime before = RegistryTime.Parse(Registry.Head().At);
        Registry.Promote(first, Slot.Champion, TestRegistry.Ann);
        DateTime during = RegistryTime.Parse(Registry.Head().At);
        Registry.Promote(second, Slot.Champion, TestRegistry.Ann);
        Registry.Promote(second, Slot.Champion, TestRegistry.Ann);

        Assert.Null(Registry.InSlot("churn", Slot.Champion, before));
        Assert.Equal(1, Registry.InSlot("churn", Slot.Champion, during)?.Version);
        Assert.Equal(2, Registry.InSlot("churn", Slot.Champion)?.Version);
        Assert.Equal(first, Registry.Rollback("churn", Slot.Champion, TestRegistry.Bob));
        Assert.Contains(
            "churn@1 is champion by the rollback of bob", Assert.Throws<RegistryFailure>(() => Registry.Rollback("churn", Slot.Champion, TestRegistry.Bob)).Message, StringComparison.Ordinal);
        Assert.Equal(first, Registry.Rollback("churn", Slot.Champion, TestRegistry.Bob, from: 2));
        Registry.Vacate("churn", Slot.Champion, TestRegistry.Bob);
        Assert.Null(Registry.InSlot("churn", Slot.Champion));

        SlotPeriod[] periods = [.. Registry.History("churn").Slots];
        Assert.Equal([null, 1L, 2L, 1L], periods.Select(period => period.Version));
        Assert.Equal([null, periods[0].From, periods[1].From, periods[2].From], periods.Select(period => period.To));
    }

    [SkippableFact]
    public void What_is_needed_is_not_retired()
    {
        VersionReference upstream = Test.Approve("score");
        VersionReference downstream = Registry.Register(Registrations.Of("decision", "<d/>") with { DependsOn = [upstream] }, TestRegistry.Ann).Version;
        Registry.Promote(upstream, Slot.Champion, TestRegistry.Ann);

        Assert.Contains("score@1 is champion", Assert.Throws<RegistryFailure>(() => Registry.Retire(upstream, TestRegistry.Ann)).Message, StringComparison.Ordinal);
        Registry.Vacate("score", Slot.Champion, TestRegistry.Ann);
        Assert.Contains("needed by decision@1", Assert.Throws<RegistryFailure>(() => Registry.Retire(upstream, TestRegistry.Ann)).Message, StringComparison.Ordinal);
        Registry.Retire(downstream, TestRegistry.Ann);
        Registry.Retire(upstream, TestRegistry.Ann);
        Registry.Retire(upstream, TestRegistry.Ann);
        Assert.Equal(VersionState.Retired, Registry.Show(upstream).Summary.State);
        Assert.Throws<RegistryFailure>(() => Registry.Promote(upstream, Slot.Champion, TestRegistry.Ann));
    }

    [SkippableFact]
    public void Versions_are_found_by_words_and_facets()
    {
        Registry.Register(Registrations.Of("churn", "<a/>") with { Purpose = "Will a customer leave?", Project = "crm" }, TestRegistry.Ann);
        Registry.Register(Registrations.Of("credit", "<b/>") with { Description = "100%_sure", Function = "classification", Owner = "cy" }, TestRegistry.Ann);
        Test.Approve("limit", "<c/>");

        string[] Found(VersionFilter filter) => [.. Registry.List(filter).Select(version => version.Model)];
        Assert.Equal(["churn", "credit", "limit"], Found(new VersionFilter()));
        Assert.Equal(["churn"], Found(new VersionFilter { Words = ["CUSTOMER", "leave"] }));
        Assert.Equal(["credit"], Found(new VersionFilter { Words = ["100%_s"] }));
        Assert.Empty(Found(new VersionFilter { Words = ["100x"] }));
        Assert.Equal(["churn", "credit", "limit"], Found(new VersionFilter { Words = ["age"] }));
        Assert.Equal(["limit"], Found(new VersionFilter { IsTested = true }));
        Assert.Equal(["limit"], Found(new VersionFilter { State = VersionState.Approved }));
        Assert.Equal(["credit"], Found(new VersionFilter { Function = "classification" }));
        Assert.Equal(["credit"], Found(new VersionFilter { Owner = "cy" }));
        Assert.Equal(["churn"], Found(new VersionFilter { Project = "crm" }));
        Assert.Equal(3, Found(new VersionFilter { Tag = "credit" }).Length);
        Assert.Equal(["churn"], Found(new VersionFilter { Most = 1 }));
    }

    [SkippableFact]
    public void Versions_that_take_similar_rows_are_found()
    {
        Test.Register("one");
        Test.Register("two");
        Registry.Register(Registrations.Of("three", "<c/>") with { Inputs = [new("age", "double", null), new("x", "double", null), new("y", "double", null)] }, TestRegistry.Ann);

        Assert.Equal(
            [("two@1", 2L, 1.0), ("three@1", 1L, 0.25)],
            Registry.Similar(new VersionReference("one", 1)).Select(similar => (similar.Version.ToString(), similar.Shared, similar.Similarity)));
    }

    [SkippableFact]
    public void Views_answer_plain_queries()
    {
        Test.Submit("waiting");
        VersionReference version = Test.Approve("churn");
        Registry.Promote(version, Slot.Champion, TestRegistry.Ann);

        Assert.Equal("churn", Test.Scalar("SELECT model FROM current_champions"));
        Assert.Equal("waiting", Test.Scalar("SELECT model FROM pending_approvals"));
        Assert.Equal("promote", Test.Scalar("SELECT action FROM audit_trail WHERE seq = (SELECT MAX(seq) FROM audit_event)"));
        Assert.Equal("sales.customers", Test.Scalar("SELECT upstream FROM model_lineage WHERE model = 'churn' AND relation = 'training'"));
        Assert.Equal("score", Test.Scalar("SELECT downstream FROM model_lineage WHERE model = 'churn' AND relation = 'feature'"));
    }

    [SkippableFact]
    public void Whoever_changes_something_says_who_and_why()
    {
        Assert.Throws<RegistryFailure>(() => new Change("", "a reason"));
        Assert.Throws<RegistryFailure>(() => new Change("ann", " "));
        Assert.Throws<RegistryFailure>(() => new Change("ann\n", "a reason"));
        Assert.Throws<RegistryFailure>(() => new Change("ann", "\ud800"));
        Test.Register();
        AuditEvent last = Registry.Audit()[0];
        Assert.Equal(("ann", "register", "churn@1", "because ann says so"), (last.Who, last.Action, last.Subject, last.Reason));
    }

    [SkippableFact]
    public async Task Many_that_write_at_once_lose_nothing()
    {
        const int Writers = 8;
        Registry.SetPolicy("default", new ApprovalPolicy { ApprovedSlots = [] }, TestRegistry.Ann);
        string location = Test.Location;
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(() =>
        {
            var own = ModelRegistry.At(location);
            VersionReference version = own.Register(Registrations.Of("churn", $"<v{writer}/>"), TestRegistry.Ann).Version;
            own.AddMetric(version, new Metric("auc", 0.5), TestRegistry.Bob);
            own.Promote(version, Slot.Champion, TestRegistry.Bob);
        })));

        Assert.Equal(Enumerable.Range(1, Writers).Reverse().Select(number => (long)number), Registry.List().Select(version => version.Number));
        Assert.Equal(Writers, Registry.History("churn").Slots.Length);
        Assert.Single(Registry.History("churn").Slots, period => period.To is null);
        Assert.Equal(2 + (3 * Writers), Registry.Audit().Length);
        Assert.True(Registry.Verify().IsWhole);
    }
}
