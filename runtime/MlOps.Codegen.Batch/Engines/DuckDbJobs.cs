using System.Data.Common;
using DuckDB.NET.Data;
using MlOps.Codegen.Artifacts;
using MlOps.Codegen.Deployment.Databases;

namespace MlOps.Codegen.Batch.Engines;

/// <summary>DuckDB: the process that has the file open is the only one that has.</summary>
public sealed class DuckDbJobs : JobEngine
{
    /// <inheritdoc/>
    public override bool HasCompiledScorers => true;

    /// <inheritdoc/>
    public override string Name => "DuckDB";

    /// <inheritdoc/>
    public override IDisposable? TryLock(DbConnection connection, JobDefinition job) => FileLock.TryTake(connection, job);

    /// <inheritdoc/>
    public override bool IsRepeatedKey(DbException exception) =>
        exception.Message.Contains("Duplicate key", StringComparison.OrdinalIgnoreCase) || exception.Message.Contains("unique constraint", StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    protected override DbConnection Create(string connectionString) => new DuckDBConnection(DatabaseFile.ConnectionString(connectionString));

    /// <inheritdoc/>
    protected override string Why(Exception exception) => $": {exception.Message}";
}
