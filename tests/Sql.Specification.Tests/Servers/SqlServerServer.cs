using Microsoft.Data.SqlClient;
using Testcontainers.MsSql;

namespace MlOps.Codegen.Sql.Specification.Servers;

/// <summary>
/// The SQL Server that tests use: the one <c>MLOPS_TEST_SQLSERVER</c> names, else a container of this test process
/// where a Docker engine answers.
/// </summary>
public sealed class SqlServerServer
{
    private const string Variable = "MLOPS_TEST_SQLSERVER";

    private static readonly Lazy<Start> SharedStart = new(StartShared);

    private readonly string connectionString;

    private SqlServerServer(string connectionString)
    {
        this.connectionString = connectionString;
    }

    /// <summary>Whether a server is named, so that tests which mainly compare others may use it, too.</summary>
    public static bool IsGiven => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(Variable));

    /// <summary>The server of this test process, started on first use; skips the calling test where there can be none.</summary>
    public static SqlServerServer Shared
    {
        get
        {
            Start start = SharedStart.Value;
            Skip.If(start.Server is null, start.Reason);
            return start.Server!;
        }
    }

    /// <summary>Creates an empty database.</summary>
    /// <returns>The database, to be disposed.</returns>
    public TestDatabase CreateDatabase()
    {
        string name = TestDatabase.NewName();
        Execute($"CREATE DATABASE {name}");
        var database = new SqlConnectionStringBuilder(connectionString) { InitialCatalog = name };
        return new TestDatabase(name, database.ConnectionString, () => Drop(name, database.ConnectionString));
    }

    private static Start StartShared()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given)
        {
            return new Start(new SqlServerServer(given), "");
        }

        if (!DockerEngine.Answers())
        {
            return new Start(null, $"no SQL Server: {Variable} is not set, and no Docker engine answers");
        }

        try
        {
            return new Start(new SqlServerServer(StartContainer()), "");
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // An engine without the image, the network or the memory for it is as good as none.
            return new Start(null, $"no SQL Server: {Variable} is not set, and its container does not start: {exception.Message}");
        }
    }

    private static string StartContainer()
    {
        // The package knows which image it was tested with; naming one here would be one more thing to keep up to date.
#pragma warning disable CS0618
        MsSqlContainer container = new MsSqlBuilder().Build();
#pragma warning restore CS0618

        // Testcontainers' own reaper removes the container after this process. The test runner's synchronization
        // context has few threads, so the wait must not depend on it.
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        Task.Run(() => container.StartAsync(limit.Token)).GetAwaiter().GetResult();
        return container.GetConnectionString();
    }

    private void Drop(string name, string pooled)
    {
        using (var connection = new SqlConnection(pooled))
        {
            SqlConnection.ClearPool(connection);
        }

        Execute($"ALTER DATABASE {name} SET SINGLE_USER WITH ROLLBACK IMMEDIATE; DROP DATABASE {name}");
    }

    private void Execute(string statement)
    {
        using var connection = new SqlConnection(connectionString);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = statement;
        command.ExecuteNonQuery();
    }

    private sealed record Start(SqlServerServer? Server, string Reason);
}
