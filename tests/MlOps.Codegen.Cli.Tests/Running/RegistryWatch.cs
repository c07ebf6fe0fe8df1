using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace MlOps.Codegen.Cli.Tests.Running;

/// <summary>
/// Sees from outside how far a command has come in a registry: so that it can be killed at a moment, and not after a time that is long
/// on one machine and short on another.
/// </summary>
internal abstract class RegistryWatch : IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    private readonly DbConnection connection;

    private RegistryWatch(DbConnection connection)
    {
        this.connection = connection;
        connection.Open();
    }

    /// <summary>How many events there are: a change is committed with its event.</summary>
    public long Events => Number("SELECT COUNT(*) FROM audit_event");

    /// <summary>Whether another has a transaction open in which it has written an event, or is about to.</summary>
    protected abstract bool SomebodyWrites { get; }

    /// <summary>A registry in a file, which is there.</summary>
    /// <param name="file">The file.</param>
    public static RegistryWatch OfFile(string file) => new Sqlite(file);

    /// <summary>A registry in a PostgreSQL database.</summary>
    /// <param name="connectionString">The database.</param>
    public static RegistryWatch OfServer(string connectionString) => new PostgreSql(connectionString);

    /// <summary>Kills a command in its transaction, which takes very long for that.</summary>
    /// <param name="start">Starts the command.</param>
    public async Task KillInside(Func<Process> start)
    {
        Execute(Slow);
        try
        {
            await KillWhen(start, () => SomebodyWrites);
            await WaitUntil(() => !SomebodyWrites);
        }
        finally
        {
            Execute(Usual);
        }
    }

    /// <summary>Kills a command as soon as its change is committed; it may have ended by then.</summary>
    /// <param name="start">Starts the command.</param>
    public async Task KillAfter(Func<Process> start)
    {
        long before = Events;
        await KillWhen(start, () => Events > before, mayEnd: true);
        Assert.Equal(before + 1, Events);
    }

    /// <summary>Kills a command when something holds.</summary>
    /// <param name="start">Starts the command.</param>
    /// <param name="condition">What is to hold.</param>
    /// <param name="mayEnd">Whether the command may end before.</param>
    public static async Task KillWhen(Func<Process> start, Func<bool> condition, bool mayEnd = false)
    {
        using Process process = start();
        Task<string> error = process.StandardError.ReadToEndAsync();
        await WaitUntil(() => condition() || process.HasExited);
        if (process.HasExited && !(mayEnd && process.ExitCode == ExitCodes.Done))
        {
            Assert.Fail($"the command ended with exit code {process.ExitCode} before it could be killed\n{await error}");
        }

        process.Kill();
        await process.WaitForExitAsync();
    }

    public void Dispose() => connection.Dispose();

    /// <summary>Makes the next event take very long.</summary>
    protected abstract string Slow { get; }

    /// <summary>Takes that back.</summary>
    protected abstract string Usual { get; }

    protected void Execute(string statements)
    {
        using DbCommand command = connection.CreateCommand();
        command.CommandText = statements;
        command.ExecuteNonQuery();
    }

    protected long Number(string query)
    {
        using DbCommand command = connection.CreateCommand();
        command.CommandText = query;
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    private static async Task WaitUntil(Func<bool> condition)
    {
        var watch = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(watch.Elapsed < Longest, "what was waited for did not come");
            await Task.Delay(3);
        }
    }

    private sealed class Sqlite(string file) : RegistryWatch(new SqliteConnection($"Data Source={file};Mode=ReadWrite;Pooling=False"))
    {
        protected override string Slow => """
            CREATE VIEW endless AS WITH RECURSIVE number(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM number) SELECT i FROM number;
            CREATE TRIGGER slow AFTER INSERT ON audit_event BEGIN SELECT COUNT(*) FROM endless; END
            """;

        protected override string Usual => "DROP TRIGGER slow; DROP VIEW endless";

        protected override bool SomebodyWrites
        {
            get
            {
                SQLitePCL.sqlite3 handle = ((SqliteConnection)connection).Handle!;
                int result = SQLitePCL.raw.sqlite3_exec(handle, "BEGIN IMMEDIATE");
                if (result == SQLitePCL.raw.SQLITE_OK)
                {
                    SQLitePCL.raw.sqlite3_exec(handle, "ROLLBACK");
                    return false;
                }

                Assert.Equal(SQLitePCL.raw.SQLITE_BUSY, result);
                return true;
            }
        }
    }

    private sealed class PostgreSql(string connectionString) : RegistryWatch(new NpgsqlConnection($"{connectionString};Pooling=false"))
    {
        // Long enough to be seen; a server learns that a client is gone only when it answers.
        protected override string Slow => """
            CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(1); RETURN NULL; END';
            CREATE TRIGGER slow AFTER INSERT ON audit_event FOR EACH ROW EXECUTE FUNCTION slow()
            """;

        protected override string Usual => "DROP TRIGGER slow ON audit_event; DROP FUNCTION slow()";

        protected override bool SomebodyWrites =>
            Number("SELECT COUNT(*) FROM pg_locks WHERE locktype = 'advisory' AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())") > 0;
    }
}
