using System.Collections.Immutable;
using System.Text;
using MlOps.Codegen.Artifacts;
using MlOps.Codegen.Registry.Life;
using MlOps.Codegen.Registry.Queries;
using MlOps.Codegen.Registry.Storage;
using MlOps.Codegen.Registry.Versions;

namespace MlOps.Codegen.Registry;

/// <content>All about one version.</content>
public sealed partial class ModelRegistry
{
    /// <summary>All that the registry knows of a version.</summary>
    /// <param name="reference">The version.</param>
    /// <exception cref="RegistryFailure">There is no such version.</exception>
    public VersionDetails Show(VersionReference reference) => Read(session =>
    {
        VersionRow version = Find(session, reference);
        VersionDetails details = session.First(
            """
            SELECT p.name, m.purpose, m.owner, v.model_function, v.registered_at, v.description, v.source_name, v.ir_sha256, v.input_schema_sha256,
                v.model_element, v.generator, v.generator_version
            FROM model_version v JOIN model m ON m.model_id = v.model_id JOIN project p ON p.project_id = m.project_id
            WHERE v.version_id = @p0
            """,
            row => new VersionDetails
            {
                Summary = new VersionSummary(
                    row.Text(0),
                    version.Reference.Model,
                    version.Reference.Number ?? 0,
                    version.State,
                    [],
                    row.Text(3),
                    version.Author,
                    row.Text(4),
                    row.Text(5)),
                Purpose = row.Text(1),
                Owner = row.Text(2),
                SourceName = row.Text(6),
                SourceHash = version.SourceHash,
                IntermediateHash = row.Text(7),
                InputSchemaHash = row.Text(8),
                ContentHash = version.ContentHash,
                Element = row.Text(9),
                Generator = new ManifestGenerator(row.Text(10), row.Text(11)),
                Inputs = [],
                Outputs = [],
                Files = [],
                Options = [],
                Tags = [],
                Datasets = [],
                DependsOn = [],
                NeededBy = [],
                Metrics = [],
                Certificates = [],
                Approvals = [],
                Signatures = [],
                Deployed = [],
            },
            version.Id)!;
        return details with
        {
            Summary = details.Summary with { Slots = [.. SlotsOf(session, version).Select(Keywords.Parse<Slot>)] },
            Inputs = [.. Columns(session, version, "input")],
            Outputs = [.. Columns(session, version, "output")],
            Files = session.Query(
                "SELECT target, path, sha256 FROM artifact WHERE version_id = @p0 ORDER BY artifact_id",
                row => new FileRecord(row.Text(0), row.Text(1), row.Text(2)),
                version.Id),
            Options = session.Query(
                "SELECT target, name, value FROM version_option WHERE version_id = @p0 ORDER BY target, name",
                row => new OptionRecord(row.Text(0), row.Text(1), row.Text(2)),
                version.Id),
            Tags = session.Query("SELECT tag FROM version_tag WHERE version_id = @p0 ORDER BY tag", row => row.Text(0), version.Id),
            Datasets = session.Query(
                """
                SELECT u.role, d.name, d.as_of, d.digest, d.query_sha256, d.schema_sha256, d.row_count
                FROM version_dataset u JOIN dataset_version d ON d.dataset_id = u.dataset_id
                WHERE u.version_id = @p0 ORDER BY u.role, d.name, d.as_of
                """,
                row => new DatasetUse(
                    row.Text(0), row.Text(1), row.Text(2), row.Text(3), row.TextOrNull(4), row.TextOrNull(5), row.IntegerOrNull(6)),
                version.Id),
            DependsOn = [.. Neighbours(session, version.Id, upstream: true).Select(each => each.Reference)],
            NeededBy = [.. Neighbours(session, version.Id, upstream: false).Select(each => each.Reference)],
            Metrics = session.Query(
                "SELECT name, value, dataset, slice, kind FROM metric WHERE version_id = @p0 ORDER BY metric_id",
                row => new Metric(row.Text(0), row.Real(1), row.TextOrNull(2), row.TextOrNull(3), row.Text(4) == "fairness"),
                version.Id),
            Certificates = session.Query(
                """
                SELECT c.target, c.row_count, e.at, c.sha256 FROM certificate c JOIN audit_event e ON e.seq = c.seq
                WHERE c.version_id = @p0 ORDER BY c.certificate_id
                """,
                row => new CertificateRecord(row.Text(0), row.Integer(1), row.Text(2), row.Text(3)),
                version.Id),
            Approvals = ApprovalsOf(session, version.Id),
            Signatures = SignaturesOf(session, version.Id),
            Deployed = session.Query(
                """
                SELECT o.target, o.place, o.object, o.definition_sha256, e.at FROM deployed_object o JOIN audit_event e ON e.seq = o.seq
                WHERE o.version_id = @p0 ORDER BY o.deployed_id
                """,
                row => new DeployedObject(row.Text(0), row.Text(1), row.Text(2), row.Text(3), row.Text(4)),
                version.Id),
        };
    });

    /// <summary>The bytes of a file that the registry keeps.</summary>
    /// <param name="sha256">The SHA-256 of the bytes.</param>
    /// <exception cref="RegistryFailure">It keeps no such file, or what it keeps is not that file any more.</exception>
    public byte[] Content(string sha256) => Read(session =>
    {
        (string Encoding, byte[] Stored, long Size)[] found =
        [
            .. session.Query("SELECT encoding, content, size FROM blob_content WHERE sha256 = @p0", row => (row.Text(0), row.Bytes(1), row.Integer(2)), sha256),
        ];
        if (found is not [var blob])
        {
            throw new RegistryFailure(RegistryFailureKind.NotFound, $"the registry keeps no file {sha256}");
        }

        try
        {
            byte[] content = BlobEncoding.Decode(blob.Encoding, blob.Stored, blob.Size);
            if (ArtifactFile.HashOf(content) == sha256)
            {
                return content;
            }
        }
        catch (Exception exception) when (exception is InvalidDataException or InvalidOperationException)
        {
            throw new RegistryFailure(RegistryFailureKind.Unreachable, $"the file kept as {sha256} was changed; 'mlops registry verify' says more", exception);
        }

        throw new RegistryFailure(RegistryFailureKind.Unreachable, $"the file kept as {sha256} was changed; 'mlops registry verify' says more");
    });

    /// <summary>The plan that a version was compiled to, as text.</summary>
    /// <param name="reference">The version.</param>
    /// <exception cref="RegistryFailure">There is no such version.</exception>
    public string IntermediateText(VersionReference reference) => Encoding.UTF8.GetString(Content(Show(reference).IntermediateHash));

    private static IEnumerable<ManifestColumn> Columns(Session session, VersionRow version, string role) => session.Query(
        "SELECT name, type, op_type FROM version_field WHERE version_id = @p0 AND role = @p1 ORDER BY position",
        row => new ManifestColumn(row.Text(0), row.Text(1), row.TextOrNull(2)),
        version.Id,
        role);

    private static ImmutableArray<ApprovalRecord> ApprovalsOf(Session session, long version) => session.Query(
        """
        SELECT a.approver, a.role, a.decision, e.at, e.reason, a.signature_id FROM approval a JOIN audit_event e ON e.seq = a.seq
        WHERE a.version_id = @p0 ORDER BY a.approval_id
        """,
        row => new ApprovalRecord(row.Text(0), row.Text(1), row.Text(2), row.Text(3), row.Text(4), row.IntegerOrNull(5) is not null),
        version);

    private static IEnumerable<(long Id, VersionReference Reference)> Neighbours(Session session, long version, bool upstream) => session.Query(
        $"""
        SELECT v.version_id, m.name, v.number FROM model_dependency d
        JOIN model_version v ON v.version_id = {(upstream ? "d.upstream_id" : "d.version_id")}
        JOIN model m ON m.model_id = v.model_id
        WHERE {(upstream ? "d.version_id" : "d.upstream_id")} = @p0 ORDER BY m.name, v.number
        """,
        row => (row.Integer(0), new VersionReference(row.Text(1), row.Integer(2))),
        version);
}
