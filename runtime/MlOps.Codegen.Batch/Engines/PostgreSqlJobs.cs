using System.Data;
using System.Data.Common;
using System.Globalization;
using MlOps.Codegen.Artifacts;
using MlOps.Codegen.Batch.Runs;
using Npgsql;
using NpgsqlTypes;

namespace MlOps.Codegen.Batch.Engines;

/// <summary>PostgreSQL: an advisory lock of the session says who is at work.</summary>
public sealed class PostgreSqlJobs : JobEngine
{
    // The first and the last day that there is are days like others.
    static PostgreSqlJobs() => AppContext.SetSwitch("Npgsql.DisableDateTimeInfinityConversions", true);

    /// <inheritdoc/>
    public override bool HasCompiledScorers => true;

    /// <inheritdoc/>
    public override string Name => "PostgreSQL";

    /// <inheritdoc/>
    public override IDisposable? TryLock(DbConnection connection, JobDefinition job) => Ask(connection, job, "pg_try_advisory_lock")
        ? new SessionLock(() => Ask(connection, job, "pg_advisory_unlock"))
        : null;

    /// <inheritdoc/>
    public override bool IsAtWork(DbConnection connection, JobDefinition job)
    {
        // Looking must not keep anybody from beginning.
        using DbCommand command = Command(
            connection,
            null,
            """
            SELECT EXISTS (
              SELECT FROM pg_locks
              WHERE locktype = 'advisory' AND objsubid = 1 AND granted
                AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
                AND (CAST(classid AS bigint) << 32 | CAST(objid AS bigint)) = hashtextextended(@name, 0))
            """);
        Add(command, "name", job.LockName);
        return (bool)command.ExecuteScalar()!;
    }

    /// <inheritdoc/>
    public override bool IsRepeatedKey(DbException exception) => exception.SqlState == PostgresErrorCodes.UniqueViolation;

    /// <inheritdoc/>
    public override string Message(DbException exception) => exception is PostgresException refused ? refused.MessageText : exception.Message;

    /// <inheritdoc/>
    public override DbTransaction BeginOfOneMoment(DbConnection connection) => connection.BeginTransaction(IsolationLevel.RepeatableRead);

    /// <inheritdoc/>
    public override string UserOf(DbConnection connection, DbTransaction? transaction)
    {
        using DbCommand command = Command(connection, transaction, "SELECT CAST(current_user AS text)");
        return (string)command.ExecuteScalar()!;
    }

    /// <inheritdoc/>
    public override long Call(DbConnection connection, JobDefinition job, JobRequest request, CancellationToken cancellation)
    {
        using DbCommand command = Command(
            connection, null, $"CALL {job.Procedure}(job_mode => @mode, job_predicate => @predicate, job_rows => @rows, job_run => @run, job_version => @version)");
        Typed("mode", NpgsqlDbType.Text, JobNames.Of(request.Mode));
        Typed("predicate", NpgsqlDbType.Text, request.Predicate);
        Typed("rows", NpgsqlDbType.Integer, request.BatchRows);
        Typed("run", NpgsqlDbType.Bigint, request.Run);
        Typed("version", NpgsqlDbType.Integer, job.Version);
        return Convert.ToInt64(Read(command, cancellation)[0][0], CultureInfo.InvariantCulture);

        void Typed(string name, NpgsqlDbType type, object? value) =>
            command.Parameters.Add(new NpgsqlParameter(name, type) { Value = value ?? DBNull.Value });
    }

    /// <inheritdoc/>
    protected override DbConnection Create(string connectionString) =>

        // A connection that is closed takes its locks along; a pool would keep it.
        new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);

    /// <inheritdoc/>
    protected override void Prepare(DbConnection connection)
    {
        // A client that is killed takes its run along, instead of leaving it at work unseen.
        if (((NpgsqlConnection)connection).PostgreSqlVersion.Major >= 14)
        {
            using DbCommand command = Command(connection, null, "SET client_connection_check_interval = '1s'");
            command.ExecuteNonQuery();
        }
    }

    private bool Ask(DbConnection connection, JobDefinition job, string function)
    {
        using DbCommand command = Command(connection, null, $"SELECT {function}(hashtextextended(@name, 0))");
        Add(command, "name", job.LockName);
        return (bool)command.ExecuteScalar()!;
    }
}
