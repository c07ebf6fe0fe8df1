using System.Data.Common;
using System.Globalization;
using DuckDB.NET.Data;
using Microsoft.Data.Sqlite;
using MlOps.Codegen.Sql.Specification.Servers;
using Npgsql;

namespace MlOps.Codegen.Cli.Tests.Deploying;

/// <summary>A database with a table <c>rows</c> (id, x, c) that models of <see cref="Running.Pmml.Linear"/>'s form score.</summary>
internal sealed class EngineDatabase : IDisposable
{
    private readonly TestDatabase? server;
    private readonly Func<DbConnection> connect;

    private EngineDatabase(string target, string connection, Func<DbConnection> connect, string catalogue, TestDatabase? server = null)
    {
        (Target, Connection, Catalogue, this.connect, this.server) = (target, connection, catalogue, connect, server);
        Execute("CREATE TABLE rows (id BIGINT PRIMARY KEY, x DOUBLE PRECISION, c VARCHAR(20))");
        Execute("INSERT INTO rows VALUES (1, 1.5, 'a'), (2, NULL, 'b'), (3, -2, NULL), (4, 0, 'a'), (5, 1e300, 'b')");
        Found = Read(Catalogue);
    }

    /// <summary>The engines of which there is always one, and PostgreSQL.</summary>
    public static TheoryData<string> Targets => ["duckdb", "sqlite", "postgres"];

    /// <summary>The target on the command line.</summary>
    public string Target { get; }

    /// <summary>What <c>--connection</c> takes.</summary>
    public string Connection { get; }

    /// <summary>The catalogue before anything was deployed.</summary>
    public string[] Found { get; }

    /// <summary>Yields the names of all objects.</summary>
    public string Catalogue { get; }

    /// <summary>The stable name of a model.</summary>
    public string Stable(string model) => Target == "sqlite" ? model : $"mlops.{model}";

    /// <summary>Makes a database; skips the test where there can be none.</summary>
    /// <param name="target">The target.</param>
    /// <param name="folder">Where a file may lie.</param>
    public static EngineDatabase Create(string target, string folder)
    {
        string file = Path.Combine(folder, $"data.{target}");
        switch (target)
        {
            case "duckdb":
                return new EngineDatabase(
                    target,
                    file,
                    () => new DuckDBConnection($"Data Source={file}"),
                    "SELECT schema_name FROM duckdb_schemas() WHERE NOT internal UNION ALL SELECT view_name FROM duckdb_views() WHERE NOT internal UNION ALL SELECT function_name FROM duckdb_functions() WHERE NOT internal UNION ALL SELECT table_name FROM duckdb_tables() ORDER BY 1");
            case "sqlite":
                return new EngineDatabase(
                    target, file, () => new SqliteConnection($"Data Source={file};Pooling=False"), "SELECT name FROM sqlite_master ORDER BY name");
            case "postgres":
                TestDatabase database = PostgreSqlServer.Shared.CreateDatabase();
                return new EngineDatabase(
                    target,
                    database.ConnectionString,
                    () => new NpgsqlConnection($"{database.ConnectionString};Pooling=false"),
                    """
                    SELECT nspname::text FROM pg_namespace WHERE nspname = 'mlops'
                    UNION ALL SELECT oid::regclass::text FROM pg_class WHERE relnamespace IN (to_regnamespace('mlops'), 'public'::regnamespace)
                    UNION ALL SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace IN (to_regnamespace('mlops'), 'public'::regnamespace)
                    ORDER BY 1
                    """,
                    database);
            default:
                throw new ArgumentOutOfRangeException(nameof(target), target, "no such engine");
        }
    }

    /// <summary>An open connection.</summary>
    public DbConnection Connect()
    {
        DbConnection connection = connect();
        connection.Open();
        return connection;
    }

    /// <summary>Runs statements.</summary>
    /// <param name="sql">The statements.</param>
    public void Execute(string sql)
    {
        using DbConnection connection = Connect();
        using DbCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>Reads rows, each as its values with blanks between them; NULL is empty.</summary>
    /// <param name="query">The query.</param>
    public string[] Read(string query)
    {
        using DbConnection connection = Connect();
        return Read(connection, query);
    }

    /// <summary>Reads rows, each as its values with blanks between them; NULL is empty.</summary>
    /// <param name="connection">An open connection.</param>
    /// <param name="query">The query.</param>
    public static string[] Read(DbConnection connection, string query)
    {
        using DbCommand command = connection.CreateCommand();
        command.CommandText = query;
        using DbDataReader reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
        {
            rows.Add(string.Join(' ', Enumerable.Range(0, reader.FieldCount).Select(i => Convert.ToString(reader.GetValue(i), CultureInfo.InvariantCulture))));
        }

        return [.. rows];
    }

    public void Dispose() => server?.Dispose();
}
