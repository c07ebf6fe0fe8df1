using System.Globalization;
using DuckDB.NET.Data;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using MlOps.Codegen.Deployment.Databases;
using Npgsql;

namespace MlOps.Codegen.Cli.Targets;

/// <summary>
/// Where tables are, in words that others know them by: OpenLineage's names of data sources
/// (https://github.com/OpenLineage/OpenLineage/blob/main/spec/Naming.md). There is no password in them.
/// </summary>
/// <param name="Namespace">Scheme and authority, such as <c>postgres://db:5432</c>; of a file its path.</param>
/// <param name="Database">The database; null where the namespace says it.</param>
/// <param name="DefaultSchema">The schema of tables that are named without one.</param>
internal sealed record DataSource(string Namespace, string? Database, string DefaultSchema)
{
    private const int SqlServerPort = 1433;

    /// <summary>The database's name among all.</summary>
    public string Place => Database is null ? Namespace : $"{Namespace}/{Database}";

    /// <summary>A table's name.</summary>
    /// <param name="schema">Its schema; null for the default.</param>
    /// <param name="table">The table.</param>
    public string Name(string? schema, string table) => string.Join('.', new[] { Database, schema ?? DefaultSchema, table }.OfType<string>());

    /// <summary>A PostgreSQL database.</summary>
    /// <param name="connection">Its connection string.</param>
    public static DataSource PostgreSql(string connection)
    {
        var settings = new NpgsqlConnectionStringBuilder(connection);
        string host = (settings.Host ?? "localhost").Split(',')[0];
        string schema = settings.SearchPath?.Split(',')[0].Trim().Trim('"') is { Length: > 0 } first ? first : "public";
        return new DataSource(
            string.Create(CultureInfo.InvariantCulture, $"postgres://{(host.StartsWith('/') ? "localhost" : host)}:{settings.Port}"), settings.Database ?? settings.Username, schema);
    }

    /// <summary>A SQL Server database.</summary>
    /// <param name="connection">Its connection string.</param>
    public static DataSource SqlServer(string connection)
    {
        var settings = new SqlConnectionStringBuilder(connection);
        string server = settings.DataSource.StartsWith("tcp:", StringComparison.OrdinalIgnoreCase) ? settings.DataSource["tcp:".Length..] : settings.DataSource;
        (string host, int port) = server.Split(',') is [var name, var number] && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int given)
            ? (name, given)
            : (server, SqlServerPort);
        return new DataSource(string.Create(CultureInfo.InvariantCulture, $"mssql://{host}:{port}"), settings.InitialCatalog, "dbo");
    }

    /// <summary>A SQLite file.</summary>
    /// <param name="connection">Its path, or a connection string.</param>
    public static DataSource Sqlite(string connection) =>
        File("sqlite", new SqliteConnectionStringBuilder(DatabaseFile.ConnectionString(connection)).DataSource);

    /// <summary>A DuckDB file.</summary>
    /// <param name="connection">Its path, or a connection string.</param>
    public static DataSource DuckDb(string connection) =>
        File("duckdb", new DuckDBConnectionStringBuilder { ConnectionString = DatabaseFile.ConnectionString(connection) }.DataSource);

    private static DataSource File(string scheme, string path) => new($"{scheme}://{Path.GetFullPath(path).Replace('\\', '/')}", null, "main");
}
