using System.Collections.Immutable;
using System.Globalization;

namespace MlOps.Codegen.Registry.Storage;

/// <summary>What a column holds.</summary>
internal enum ColumnKind
{
    /// <summary>A text.</summary>
    Text,

    /// <summary>A 64-bit integer.</summary>
    Integer,

    /// <summary>A double.</summary>
    Real,

    /// <summary>Bytes.</summary>
    Bytes,
}

/// <summary>A column of a table of the registry.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What it holds.</param>
internal sealed record RegistryColumn(string Name, ColumnKind Kind)
{
    /// <summary>A value that a driver gave, as this column's one .NET type: the engines' integers differ in width.</summary>
    /// <param name="value">The value.</param>
    /// <returns>A string, long, double or byte array; null for missing.</returns>
    public object? Read(object value) => value is DBNull
        ? null
        : Kind switch
        {
            ColumnKind.Text => value as string ?? Convert.ToString(value, CultureInfo.InvariantCulture),
            ColumnKind.Integer => Convert.ToInt64(value, CultureInfo.InvariantCulture),
            ColumnKind.Real => Convert.ToDouble(value, CultureInfo.InvariantCulture),
            ColumnKind.Bytes => (byte[])value,
            _ => throw new InvalidOperationException($"no such kind of column: {Kind}"),
        };
}

/// <summary>
/// A table whose rows audit events account for. A row's digest is that of its table's name and of every column's name and value, in the
/// order given here, which never changes: what a later schema has to say more stands in tables of its own.
/// </summary>
/// <param name="Name">Its name.</param>
/// <param name="Columns">Its columns without <c>seq</c>, the event that brought the row.</param>
internal sealed record RegistryTable(string Name, ImmutableArray<RegistryColumn> Columns)
{
    /// <summary>The digest of a row.</summary>
    /// <param name="values">A value per column.</param>
    public string Digest(IReadOnlyList<object?> values)
    {
        CanonicalForm form = new CanonicalForm().Text(Name).Integer(Columns.Length);
        for (int i = 0; i < Columns.Length; i++)
        {
            form.Text(Columns[i].Name).Value(values[i]);
        }

        return form.Hash();
    }
}

/// <summary>The tables whose rows audit events account for.</summary>
internal static class RegistryTables
{
    /// <summary>The key of <see cref="Registry"/>: which registry this is.</summary>
    public static RegistryTable Registry { get; } = Table("registry", "registry_id");

    public static RegistryTable Blob { get; } = Table("blob_content", "sha256", "size:i", "encoding", "content:b");

    public static RegistryTable Project { get; } = Table("project", "project_id:i", "name", "owner");

    public static RegistryTable Policy { get; } = Table(
        "policy",
        "policy_id:i",
        "project_id:i",
        "number:i",
        "quorum:i",
        "author_may_approve:i",
        "signature_required:i",
        "fairness_required:i",
        "champion_needs_approval:i",
        "challenger_needs_approval:i",
        "shadow_needs_approval:i");

    public static RegistryTable PolicyMetric { get; } =
        Table("policy_metric", "policy_metric_id:i", "policy_id:i", "metric", "comparison", "threshold:r");

    public static RegistryTable Model { get; } = Table("model", "model_id:i", "project_id:i", "name", "purpose", "owner");

    public static RegistryTable Version { get; } = Table(
        "model_version",
        "version_id:i",
        "model_id:i",
        "number:i",
        "author",
        "registered_at",
        "description",
        "source_name",
        "source_sha256",
        "ir_sha256",
        "input_schema_sha256",
        "model_element",
        "model_function",
        "generator",
        "generator_version",
        "content_sha256");

    public static RegistryTable Option { get; } = Table("version_option", "version_id:i", "target", "name", "value");

    public static RegistryTable Artifact { get; } = Table("artifact", "artifact_id:i", "version_id:i", "target", "path", "sha256");

    public static RegistryTable Field { get; } = Table("version_field", "version_id:i", "role", "position:i", "name", "type", "op_type");

    public static RegistryTable SearchText { get; } = Table("version_text", "version_id:i", "content");

    public static RegistryTable ColumnLineage { get; } = Table("column_lineage", "lineage_id:i", "version_id:i", "kind", "output", "upstream");

    public static RegistryTable Tag { get; } = Table("version_tag", "version_id:i", "tag");

    public static RegistryTable Dataset { get; } =
        Table("dataset_version", "dataset_id:i", "name", "as_of", "query_sha256", "schema_sha256", "row_count:i", "digest");

    public static RegistryTable VersionDataset { get; } = Table("version_dataset", "version_id:i", "dataset_id:i", "role");

    public static RegistryTable Dependency { get; } = Table("model_dependency", "version_id:i", "upstream_id:i");

    public static RegistryTable Metric { get; } = Table("metric", "metric_id:i", "version_id:i", "kind", "name", "dataset", "slice", "value:r");

    public static RegistryTable Certificate { get; } = Table("certificate", "certificate_id:i", "version_id:i", "target", "row_count:i", "sha256");

    public static RegistryTable SignerKey { get; } = Table("signer_key", "key_id:i", "signer", "algorithm", "public_key", "fingerprint");

    public static RegistryTable Signature { get; } = Table(
        "signature",
        "signature_id:i",
        "version_id:i",
        "key_id:i",
        "signer",
        "role",
        "meaning",
        "signed_at",
        "subject_sha256",
        "algorithm",
        "value");

    public static RegistryTable Approval { get; } = Table("approval", "approval_id:i", "version_id:i", "approver", "role", "decision", "signature_id:i");

    public static RegistryTable State { get; } = Table("version_state", "version_id:i", "number:i", "former_state", "state", "from_time");

    public static RegistryTable Slot { get; } = Table("slot_assignment", "model_id:i", "slot", "number:i", "version_id:i", "from_time");

    public static RegistryTable Deployed { get; } = Table("deployed_object", "deployed_id:i", "version_id:i", "target", "place", "object", "definition_sha256");

    public static RegistryTable Revocation { get; } = Table("key_revocation", "key_id:i", "revoked_at");

    public static RegistryTable Run { get; } = Table(
        "scoring_run",
        "scoring_run_id:i",
        "version_id:i",
        "target",
        "place",
        "source_table",
        "scores_table",
        "run_number:i",
        "mode",
        "predicate",
        "started_at",
        "finished_at",
        "state",
        "row_count:i",
        "rejected:i",
        "run_by");

    public static RegistryTable Baseline { get; } = Table("baseline_row", "baseline_id:i", "version_id:i", "origin", "row_count:i", "sha256");

    public static RegistryTable MonitoringBaseline { get; } =
        Table("monitoring_baseline", "monitoring_baseline_id:i", "version_id:i", "place", "source_table", "from_time", "to_time", "row_count:i", "sha256");

    public static RegistryTable Acknowledgement { get; } =
        Table("acknowledged_alert", "acknowledged_alert_id:i", "version_id:i", "baseline_sha256", "place", "alert_number:i", "subject", "severity:i", "window_from", "window_to");

    /// <summary>Those of the first migration; a table comes after those that it refers to.</summary>
    public static ImmutableArray<RegistryTable> First { get; } =
    [
        Registry, Blob, Project, Policy, PolicyMetric, Model, Version, Option, Artifact, Field, SearchText, ColumnLineage, Tag, Dataset,
        VersionDataset, Dependency, Metric, Certificate, SignerKey, Signature, Approval, State, Slot, Deployed,
    ];

    /// <summary>Those of the migration for further accounts.</summary>
    public static ImmutableArray<RegistryTable> Accounts { get; } = [Revocation, Run, Baseline];

    /// <summary>Those of the migration for monitoring.</summary>
    public static ImmutableArray<RegistryTable> Monitoring { get; } = [MonitoringBaseline, Acknowledgement];

    /// <summary>All of them; a table comes after those that it refers to.</summary>
    public static ImmutableArray<RegistryTable> All { get; } = [.. First, .. Accounts, .. Monitoring];

    private static RegistryTable Table(string name, params string[] columns) => new(
        name,
        [
            .. columns.Select(column => column.Split(':')).Select(parts => new RegistryColumn(
                parts[0],
                parts switch
                {
                    [_] => ColumnKind.Text,
                    [_, "i"] => ColumnKind.Integer,
                    [_, "r"] => ColumnKind.Real,
                    [_, "b"] => ColumnKind.Bytes,
                    _ => throw new ArgumentException($"no such kind of column: {string.Join(':', parts)}", nameof(columns)),
                })),
        ]);
}
