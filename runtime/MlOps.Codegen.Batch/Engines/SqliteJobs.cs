using System.Data.Common;
using Microsoft.Data.Sqlite;
using MlOps.Codegen.Artifacts;
using MlOps.Codegen.Deployment.Databases;
using SQLitePCL;

namespace MlOps.Codegen.Batch.Engines;

/// <summary>SQLite: a file beside the database says who is at work.</summary>
/// <param name="functions">The functions that generated SQL may call, by name.</param>
public sealed class SqliteJobs(IEnumerable<KeyValuePair<string, Func<object?[], object?>>> functions) : JobEngine
{
    private const int ConstraintError = 19;

    /// <inheritdoc/>
    public override bool HasCompiledScorers => true;

    /// <inheritdoc/>
    public override string Name => "SQLite";

    // The driver's commands wait for other writers only.
    /// <inheritdoc/>
    protected override int Timeout => 60;

    /// <inheritdoc/>
    public override IDisposable? TryLock(DbConnection connection, JobDefinition job) => FileLock.TryTake(connection, job);

    /// <inheritdoc/>
    public override bool IsRepeatedKey(DbException exception) => exception is SqliteException { SqliteErrorCode: ConstraintError };

    /// <inheritdoc/>
    protected override DbConnection Create(string connectionString)
    {
        // A pool would keep the file open after a connection is closed.
        var builder = new SqliteConnectionStringBuilder(DatabaseFile.ConnectionString(connectionString)) { Pooling = false };
        return new SqliteConnection(builder.ConnectionString) { DefaultTimeout = Timeout };
    }

    /// <inheritdoc/>
    protected override void Prepare(DbConnection connection)
    {
        foreach ((string name, Func<object?[], object?> call) in functions)
        {
            ((SqliteConnection)connection).CreateFunction(name, call, isDeterministic: true);
        }
    }

    /// <inheritdoc/>
    protected override string Why(Exception exception) => $": {exception.Message}";

    // The driver's own Cancel does nothing.
    /// <inheritdoc/>
    protected override void Interrupt(DbCommand command)
    {
        if (command.Connection is SqliteConnection { Handle: { } handle })
        {
            raw.sqlite3_interrupt(handle);
        }
    }
}
