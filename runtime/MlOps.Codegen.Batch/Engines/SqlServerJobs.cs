using System.Data;
using System.Data.Common;
using System.Globalization;
using Microsoft.Data.SqlClient;
using MlOps.Codegen.Artifacts;
using MlOps.Codegen.Batch.Runs;

namespace MlOps.Codegen.Batch.Engines;

/// <summary>SQL Server: an application lock of the session says who is at work.</summary>
public sealed class SqlServerJobs : JobEngine
{
    private const int UniqueIndex = 2601;
    private const int UniqueConstraint = 2627;

    /// <inheritdoc/>
    public override string Name => "SQL Server";

    /// <inheritdoc/>
    public override IDisposable? TryLock(DbConnection connection, JobDefinition job)
    {
        using DbCommand command = Command(
            connection,
            null,
            "DECLARE @result int; EXEC @result = sp_getapplock @Resource = @name, @LockMode = N'Exclusive', @LockOwner = N'Session', @LockTimeout = 0; SELECT @result;");
        Add(command, "name", job.LockName);
        return Convert.ToInt32(command.ExecuteScalar(), CultureInfo.InvariantCulture) >= 0 ? new SessionLock(Release) : null;

        void Release()
        {
            using DbCommand release = Command(connection, null, "EXEC sp_releaseapplock @Resource = @name, @LockOwner = N'Session'");
            Add(release, "name", job.LockName);
            release.ExecuteNonQuery();
        }
    }

    /// <inheritdoc/>
    public override bool IsRepeatedKey(DbException exception) => exception is SqlException { Number: UniqueIndex or UniqueConstraint };

    /// <inheritdoc/>
    public override DbTransaction BeginOfOneMoment(DbConnection connection) => connection.BeginTransaction(IsolationLevel.RepeatableRead);

    /// <inheritdoc/>
    public override string MakeKeptInputs(KeptInputs inputs, string rows) => $"""
        IF OBJECT_ID(N'{inputs.Table.Replace("'", "''", StringComparison.Ordinal)}') IS NULL
        BEGIN
          SELECT kept.* INTO {inputs.Table} FROM ({rows}) AS kept;
          CREATE INDEX {inputs.Index} ON {inputs.Table} ({inputs.Run}, {inputs.Key});
        END
        """;

    /// <inheritdoc/>
    public override string UserOf(DbConnection connection, DbTransaction? transaction)
    {
        using DbCommand command = Command(connection, transaction, "SELECT SUSER_SNAME()");
        return (string)command.ExecuteScalar()!;
    }

    /// <inheritdoc/>
    public override long Call(DbConnection connection, JobDefinition job, JobRequest request, CancellationToken cancellation)
    {
        using DbCommand command = Command(
            connection, null, $"EXEC {job.Procedure} @mode = @job_mode, @predicate = @job_predicate, @batch_rows = @job_rows, @run = @job_run OUTPUT, @version = @job_version");
        Add(command, "job_mode", JobNames.Of(request.Mode));
        Add(command, "job_predicate", request.Predicate);
        command.Parameters.Add(new SqlParameter("job_rows", SqlDbType.Int) { Value = (object?)request.BatchRows ?? DBNull.Value });
        var run = new SqlParameter("job_run", SqlDbType.BigInt) { Direction = ParameterDirection.InputOutput, Value = (object?)request.Run ?? DBNull.Value };
        command.Parameters.Add(run);
        Add(command, "job_version", job.Version);
        Execute(command, cancellation);
        return Convert.ToInt64(run.Value, CultureInfo.InvariantCulture);
    }

    /// <inheritdoc/>
    protected override DbConnection Create(string connectionString) =>

        // A connection that is closed takes its locks along; a pool would keep it.
        new SqlConnection(new SqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
}
