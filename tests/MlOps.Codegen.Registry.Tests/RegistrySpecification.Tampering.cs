using MlOps.Codegen.Registry.Audit;
using MlOps.Codegen.Registry.Life;
using MlOps.Codegen.Registry.Tests.Engines;

namespace MlOps.Codegen.Registry.Tests;

/// <summary>What a person with direct access cannot do, and what is found where they took the protection away.</summary>
public abstract partial class RegistrySpecification
{
    [SkippableTheory]
    [InlineData("UPDATE model_version SET author = 'eve'")]
    [InlineData("DELETE FROM version_tag")]
    [InlineData("UPDATE audit_event SET who = 'eve'")]
    [InlineData("DELETE FROM slot_assignment")]
    [InlineData("UPDATE blob_content SET size = 1")]
    public void Rows_are_protected(string statement)
    {
        Test.Registry.Promote(Test.Approve(), Slot.Champion, TestRegistry.Ann);
        Exception refused = Assert.ThrowsAny<Exception>(() => Test.Execute(statement));
        Assert.Contains("only ever inserted", refused.Message, StringComparison.Ordinal);
        Assert.True(Registry.Verify().IsWhole);
    }

    [SkippableFact]
    public void The_database_itself_refuses_to_make_an_unapproved_version_champion()
    {
        Test.Register();
        Exception refused = Assert.ThrowsAny<Exception>(() => Test.Execute(
            "INSERT INTO slot_assignment (model_id, slot, number, version_id, from_time, seq) VALUES (1, 'champion', 1, 1, '2026-01-01T00:00:00.000000Z', 1)"));
        Assert.Contains("needs an approved version", refused.Message, StringComparison.Ordinal);
        refused = Assert.ThrowsAny<Exception>(() => Test.Execute(
            "INSERT INTO version_state (version_id, number, former_state, state, from_time, seq) VALUES (1, 2, 'pending', 'approved', '2026-01-01T00:00:00.000000Z', 1)"));
        Assert.Contains("follows the current one", refused.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void The_database_itself_counts_approvals_and_keeps_what_stands_in_a_slot()
    {
        Test.Submit();
        Exception refused = Assert.ThrowsAny<Exception>(() => Test.Execute(
            "INSERT INTO version_state (version_id, number, former_state, state, from_time, seq) VALUES (1, 4, 'pending', 'approved', '2026-01-01T00:00:00.000000Z', 1)"));
        Assert.Contains("more approvals", refused.Message, StringComparison.Ordinal);
        Registry.Approve(new VersionReference("churn", 1), "risk officer", TestRegistry.Bob);
        Registry.Promote(new VersionReference("churn", 1), Slot.Champion, TestRegistry.Ann);
        refused = Assert.ThrowsAny<Exception>(() => Test.Execute(
            "INSERT INTO version_state (version_id, number, former_state, state, from_time, seq) VALUES (1, 5, 'approved', 'retired', '2026-01-01T00:00:00.000000Z', 1)"));
        Assert.Contains("not retired", refused.Message, StringComparison.Ordinal);
        Assert.True(Registry.Verify().IsWhole);
    }

    [SkippableFact]
    public void The_database_itself_keeps_what_another_version_needs()
    {
        VersionReference upstream = Test.Approve("score");
        Registry.Register(Registrations.Of("decision", "<d/>") with { DependsOn = [upstream] }, TestRegistry.Ann);
        const string Retire = "INSERT INTO version_state (version_id, number, former_state, state, from_time, seq) VALUES (1, 5, 'approved', 'retired', '2026-01-01T00:00:00.000000Z', 1)";
        Assert.Contains("another needs is not retired", Assert.ThrowsAny<Exception>(() => Test.Execute(Retire)).Message, StringComparison.Ordinal);
        Registry.Retire(new VersionReference("decision", 1), TestRegistry.Ann);
        Registry.Retire(upstream, TestRegistry.Ann);

        Assert.Contains(
            "score@1 is retired; nothing new is built on it",
            Assert.Throws<RegistryFailure>(() => Registry.Register(Registrations.Of("decision", "<e/>") with { DependsOn = [upstream] }, TestRegistry.Ann)).Message,
            StringComparison.Ordinal);
        Test.Register("third", "<t/>");
        Assert.Contains(
            "not needed anew",
            Assert.ThrowsAny<Exception>(() => Test.Execute("INSERT INTO model_dependency (version_id, upstream_id, seq) VALUES (3, 1, 1)")).Message,
            StringComparison.Ordinal);
        Assert.True(Registry.Verify().IsWhole);
    }

    [SkippableFact]
    public void The_database_itself_gives_no_slot_to_a_version_without_a_state()
    {
        Test.Register();
        Test.Execute(
            """
            INSERT INTO model_version (version_id, model_id, number, author, registered_at, description, source_name, source_sha256, ir_sha256, input_schema_sha256, model_element, model_function, generator, generator_version, content_sha256, seq)
            SELECT 2, model_id, 2, author, registered_at, description, source_name, source_sha256, ir_sha256, input_schema_sha256, model_element, model_function, generator, generator_version, content_sha256, seq FROM model_version
            """);
        Exception refused = Assert.ThrowsAny<Exception>(() => Test.Execute(
            "INSERT INTO slot_assignment (model_id, slot, number, version_id, from_time, seq) VALUES (1, 'champion', 1, 2, '2026-01-01T00:00:00.000000Z', 1)"));
        Assert.Contains("without a state", refused.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void A_row_that_speaks_of_an_event_that_is_not_there_is_refused_or_found()
    {
        Test.Register();
        Assert.ThrowsAny<Exception>(() => Test.Execute("INSERT INTO version_tag (version_id, tag, seq) VALUES (1, 'forged', 99)"));
        Test.Execute("INSERT INTO version_tag (version_id, tag, seq) VALUES (1, 'forged', 1)");
        Assert.Equal(("rows-changed", 1L), (Registry.Verify().FirstBroken!.Kind, Registry.Verify().FirstBroken!.Seq!.Value));
    }

    [SkippableTheory]
    [InlineData("model_version", "UPDATE model_version SET author = 'eve' WHERE version_id = 1", "rows-changed", "register churn@1")]
    [InlineData("metric", "UPDATE metric SET value = 0.99", "rows-changed", "metric churn@1")]
    [InlineData("metric", "DELETE FROM metric", "rows-changed", "1 then, 0 now")]
    [InlineData("approval", "UPDATE approval SET approver = 'cy'", "rows-changed", "approve churn@1")]
    [InlineData("slot_assignment", "UPDATE slot_assignment SET from_time = '2020-01-01T00:00:00.000000Z'", "rows-changed", "promote churn@1")]
    [InlineData("metric", "INSERT INTO metric (metric_id, version_id, kind, name, dataset, slice, value, seq) VALUES (99, 1, 'performance', 'auc', NULL, NULL, 1, 3)", "rows-changed", "1 then, 2 now")]
    [InlineData("audit_event", "UPDATE audit_event SET who = 'eve' WHERE seq = 3", "event-changed", "event 3")]
    [InlineData("audit_event", "UPDATE audit_event SET reason = 'another' WHERE seq = 2", "event-changed", "event 2")]
    public void A_change_of_a_row_is_found(string table, string statement, string kind, string said)
    {
        VersionReference version = Test.Register();
        Registry.AddMetric(version, new Versions.Metric("auc", 0.5), TestRegistry.Ann);
        Registry.Validate(version, Registrations.Certificate("<PMML/>"), TestRegistry.Ann);
        Registry.Submit(version, TestRegistry.Ann);
        Registry.Approve(version, "risk officer", TestRegistry.Bob);
        Registry.Promote(version, Slot.Champion, TestRegistry.Ann);
        Unprotect(Test, table);
        Test.Execute(statement);

        AuditVerification verification = Registry.Verify();

        AuditFinding first = verification.FirstBroken!;
        Assert.Equal(kind, first.Kind);
        Assert.Contains(said, first.Message, StringComparison.Ordinal);
        Assert.Contains(verification.Findings, finding => finding.Kind == "protection-missing");
    }

    [SkippableFact]
    public void An_event_that_was_deleted_with_all_it_wrote_is_found()
    {
        VersionReference version = Test.Register();
        Registry.AddMetric(version, new Versions.Metric("auc", 0.5), TestRegistry.Ann);
        Registry.AddMetric(version, new Versions.Metric("auc", 0.6), TestRegistry.Ann);
        Unprotect(Test, "metric");
        Unprotect(Test, "audit_event");
        Test.Execute("DELETE FROM metric WHERE seq = 3");
        Test.Execute("DELETE FROM audit_event WHERE seq = 3");

        Assert.Equal(("event-missing", 3L), (Registry.Verify().FirstBroken!.Kind, Registry.Verify().FirstBroken!.Seq!.Value));
    }

    [SkippableFact]
    public void Two_events_or_rows_that_were_swapped_are_found()
    {
        VersionReference version = Test.Register();
        Registry.AddMetric(version, new Versions.Metric("auc", 0.5), TestRegistry.Ann);
        Registry.AddMetric(version, new Versions.Metric("auc", 0.6), TestRegistry.Bob);
        Unprotect(Test, "metric");
        Test.Execute("UPDATE metric SET seq = 7 - seq");
        Assert.Equal(("rows-changed", 3L), (Registry.Verify().FirstBroken!.Kind, Registry.Verify().FirstBroken!.Seq!.Value));
        Test.Execute("UPDATE metric SET seq = 7 - seq");
        Assert.All(Registry.Verify().Findings, finding => Assert.Equal("protection-missing", finding.Kind));

        Unprotect(Test, "audit_event");
        Test.Execute("UPDATE audit_event SET who = CASE seq WHEN 3 THEN 'bob' ELSE 'ann' END, reason = CASE seq WHEN 3 THEN 'because bob says so' ELSE 'because ann says so' END WHERE seq IN (3, 4)");
        Assert.Equal(("event-changed", 3L), (Registry.Verify().FirstBroken!.Kind, Registry.Verify().FirstBroken!.Seq!.Value));
    }

    [SkippableFact]
    public void An_old_copy_and_a_chain_written_anew_are_found_by_an_exported_head()
    {
        VersionReference version = Test.Register();
        AuditHead old = Registry.Head();
        Registry.AddMetric(version, new Versions.Metric("auc", 0.5), TestRegistry.Ann);
        AuditHead head = Registry.Head();
        Assert.True(Registry.Verify(old).IsWhole);
        Assert.True(Registry.Verify(head).IsWhole);
        Assert.Throws<RegistryFailure>(() => Registry.Verify(head with { RegistryId = "another" }));

        // What is left is exactly the registry as it was before the last change.
        Unprotect(Test, "metric");
        Unprotect(Test, "audit_event");
        Test.Execute("DELETE FROM metric");
        Test.Execute($"DELETE FROM audit_event WHERE seq = {head.Seq}");
        Assert.DoesNotContain(Registry.Verify().Findings, finding => finding.Kind != "protection-missing");
        AuditFinding found = Registry.Verify(head).FirstBroken!;
        Assert.Equal("head-missing", found.Kind);
        Assert.Contains("old copy", found.Message, StringComparison.Ordinal);

        // Another change takes the number of the one that is gone.
        Registry.AddMetric(version, new Versions.Metric("auc", 0.9), TestRegistry.Ann);
        Assert.Contains("written anew", Registry.Verify(head).FirstBroken!.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void A_kept_file_that_was_exchanged_is_found_and_not_given_out()
    {
        VersionReference version = Test.Register();
        string source = Registry.Show(version).SourceHash;
        Unprotect(Test, "blob_content");
        Test.Execute($"UPDATE blob_content SET size = size + 1 WHERE sha256 = '{source}'");

        Assert.Contains(Registry.Verify().Findings, finding => finding.Kind == "content-changed");
        Assert.Throws<RegistryFailure>(() => ReadChanged(version));
    }

    private byte[] ReadChanged(VersionReference version)
    {
        string intermediate = Registry.Show(version).IntermediateHash;
        Test.Execute($"UPDATE blob_content SET content = (SELECT o.content FROM blob_content o WHERE o.sha256 = '{Registry.Show(version).SourceHash}') WHERE sha256 = '{intermediate}'");
        return Registry.Content(intermediate);
    }
}
