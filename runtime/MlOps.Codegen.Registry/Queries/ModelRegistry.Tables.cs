using System.Collections.Immutable;

namespace MlOps.Codegen.Registry;

/// <content>Versions by the table that they score.</content>
public sealed partial class ModelRegistry
{
    /// <summary>The versions that were compiled to score a table, by model, the latest first.</summary>
    /// <param name="target">The target that they were compiled for.</param>
    /// <param name="table">The table's name, without schema.</param>
    /// <param name="schema">Its schema; null where it does not matter.</param>
    /// <exception cref="RegistryFailure">There is no registry.</exception>
    public ImmutableArray<VersionReference> VersionsFor(string target, string table, string? schema = null) => Read(session => session.Query(
        $"""
        SELECT m.name, v.number FROM version_option o
        JOIN model_version v ON v.version_id = o.version_id
        JOIN model m ON m.model_id = v.model_id
        WHERE o.target = @p0 AND o.name = 'sourceTable' AND o.value = @p1
        {(schema is null ? "" : "AND EXISTS (SELECT 1 FROM version_option s WHERE s.version_id = o.version_id AND s.target = o.target AND s.name = 'sourceSchema' AND s.value = @p2)")}
        ORDER BY m.name, v.number DESC
        """,
        row => new VersionReference(row.Text(0), row.Integer(1)),
        schema is null ? [target, table] : [target, table, schema]));

    /// <summary>The versions that a generated file belongs to, by model, the latest first. A manifest belongs to what it accounts for, to the byte.</summary>
    /// <param name="target">The target that it was generated for.</param>
    /// <param name="sha256">The SHA-256 of the file.</param>
    /// <exception cref="RegistryFailure">There is no registry.</exception>
    public ImmutableArray<VersionReference> VersionsWith(string target, string sha256) => Read(session => session.Query(
        """
        SELECT DISTINCT m.name, v.number FROM artifact a
        JOIN model_version v ON v.version_id = a.version_id
        JOIN model m ON m.model_id = v.model_id
        WHERE a.sha256 = @p0 AND a.target = @p1
        ORDER BY m.name, v.number DESC
        """,
        row => new VersionReference(row.Text(0), row.Integer(1)),
        sha256,
        target));

    /// <summary>Which registry this is: what signatures and exported heads name it by.</summary>
    /// <exception cref="RegistryFailure">There is no registry.</exception>
    public string Identity() => Read(RegistryIdOf);
}
