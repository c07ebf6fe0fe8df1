using Npgsql;

namespace MlOps.Codegen.Sql.Specification.Servers;

/// <summary>
/// The PostgreSQL server that tests use: the one <c>MLOPS_TEST_POSTGRES</c> names, else a throw-away server of this
/// test process, started from the installed binaries.
/// </summary>
public sealed class PostgreSqlServer : IDisposable
{
    private const string Variable = "MLOPS_TEST_POSTGRES";

    private static readonly Lazy<PostgreSqlServer> SharedServer = new(Start);

    private readonly string connectionString;
    private readonly PostgreSqlProcess? process;

    private PostgreSqlServer(string connectionString, PostgreSqlProcess? process)
    {
        this.connectionString = connectionString;
        this.process = process;
    }

    /// <summary>The server of this test process, started on first use; skips the calling test where there can be none.</summary>
    public static PostgreSqlServer Shared
    {
        get
        {
            Skip.If(
                GivenConnectionString is null && PostgreSqlBinaries.Find() is null,
                $"no PostgreSQL: {Variable} is not set, and initdb and pg_ctl are neither in /usr/lib/postgresql/*/bin nor in PATH");
            return SharedServer.Value;
        }
    }

    /// <summary>The directory of a server that this process started; null for a server given by the environment.</summary>
    public string? Directory => process?.Directory;

    private static string? GivenConnectionString =>
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given ? given : null;

    /// <summary>Creates an empty database, or a copy of another.</summary>
    /// <param name="template">The database to copy, to which nobody is connected.</param>
    /// <returns>The database, to be disposed.</returns>
    public TestDatabase CreateDatabase(string template = "template0")
    {
        string name = TestDatabase.NewName();

        // template0, because someone connected to template1 would make the statement fail.
        Execute($"CREATE DATABASE {name} TEMPLATE {template}");
        var database = new NpgsqlConnectionStringBuilder(connectionString) { Database = name };
        return new TestDatabase(name, database.ConnectionString, () => Drop(name, database.ConnectionString));
    }

    /// <summary>Stops and deletes a server that this process started.</summary>
    public void Dispose()
    {
        NpgsqlConnection.ClearPool(new NpgsqlConnection(connectionString));
        process?.Dispose();
    }

    /// <summary>Connects to the given server, or starts one.</summary>
    /// <returns>The server, to be disposed.</returns>
    /// <exception cref="InvalidOperationException">There are no binaries, or the server did not start.</exception>
    public static PostgreSqlServer Start()
    {
        if (GivenConnectionString is { } given)
        {
            return new PostgreSqlServer(given, null);
        }

        PostgreSqlBinaries binaries = PostgreSqlBinaries.Find()
            ?? throw new InvalidOperationException("PostgreSQL is not installed.");
        return StartOwn(binaries, "");
    }

    /// <summary>Starts a server of its own with pg_cron, whose jobs are those of the database <c>postgres</c>; skips the calling test where it is not installed.</summary>
    /// <returns>The server, to be disposed.</returns>
    public static PostgreSqlServer StartWithCron()
    {
        PostgreSqlBinaries? binaries = PostgreSqlBinaries.Find();
        Skip.If(binaries is null, "no PostgreSQL: initdb and pg_ctl are neither in /usr/lib/postgresql/*/bin nor in PATH");
        Skip.IfNot(
            File.Exists(Path.Combine(binaries!.Directory, "..", "lib", "pg_cron.so")),
            "no pg_cron beside the installed PostgreSQL (Debian: postgresql-<version>-cron)");
        return StartOwn(binaries, "shared_preload_libraries = 'pg_cron'");
    }

    /// <summary>Connects to the database <c>postgres</c>.</summary>
    public string ConnectionString => connectionString;

    private static PostgreSqlServer StartOwn(PostgreSqlBinaries binaries, string settings)
    {
        PostgreSqlProcess process = PostgreSqlProcess.Start(binaries, settings);
        var connection = new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = process.Port,
            Username = "postgres",
            Database = "postgres",
        };
        return new PostgreSqlServer(connection.ConnectionString, process);
    }

    private void Drop(string name, string pooled)
    {
        // Pooled connections that the server has cut would fail their next user.
        NpgsqlConnection.ClearPool(new NpgsqlConnection(pooled));
        Execute($"DROP DATABASE IF EXISTS {name} WITH (FORCE)");
    }

    private void Execute(string statement)
    {
        using var connection = new NpgsqlConnection(connectionString);
        connection.Open();
        using var command = new NpgsqlCommand(statement, connection);
        command.ExecuteNonQuery();
    }
}
