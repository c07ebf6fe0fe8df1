using System.Collections.Immutable;
using System.Data;
using System.Data.Common;
using System.Globalization;
using System.Text;
using DbUp;
using DbUp.Builder;
using Microsoft.Data.SqlClient;

namespace MlOps.Codegen.Registry.Storage;

/// <summary>A registry in a SQL Server database, in the user's default schema.</summary>
/// <param name="connectionString">How to connect.</param>
internal sealed class SqlServerRegistry(string connectionString) : RegistryEngine
{
    private const int LongestWaitSeconds = 60;

    private readonly SqlConnectionStringBuilder settings = Settings(connectionString);

    public override string Place => $"in the SQL Server database '{settings.InitialCatalog}' on '{settings.DataSource}'";

    protected override string ScriptSuffix => "sqlserver";

    protected override ImmutableDictionary<string, string> Words { get; } = ImmutableDictionary.CreateRange<string, string>(
    [
        new("int", "bigint"),
        new("real", "float(53)"),
        new("text", "nvarchar(max) COLLATE Latin1_General_100_BIN2"),

        // An index's key has 1700 bytes at most; names have 200 characters.
        new("key", "nvarchar(200) COLLATE Latin1_General_100_BIN2"),
        new("blob", "varbinary(max)"),
        new("strict", ""),
        new("go", "GO"),
    ]);

    protected override string TableExists => "SELECT COUNT(*) FROM sys.tables WHERE name = @p0 AND schema_id = SCHEMA_ID()";

    public override string Limit(string query, int count) => FormattableString.Invariant($"{query} OFFSET 0 ROWS FETCH NEXT {count} ROWS ONLY");

    public override string Grants(Session session, string readers, string writers) =>
        GrantsOn(session.First("SELECT SCHEMA_NAME()", row => row.Text(0))!, readers, writers);

    /// <summary>The script of <see cref="Grants"/> for a registry in a schema.</summary>
    /// <param name="schemaName">The schema.</param>
    /// <param name="readers">The role of those who read.</param>
    /// <param name="writers">The role of those who read, and insert.</param>
    internal static string GrantsOn(string schemaName, string readers, string writers)
    {
        string schema = Quote(schemaName);
        var script = new StringBuilder();
        foreach (string role in new[] { readers, writers })
        {
            script.AppendLine(
                CultureInfo.InvariantCulture, $"IF DATABASE_PRINCIPAL_ID(N'{role.Replace("'", "''", StringComparison.Ordinal)}') IS NULL CREATE ROLE {Quote(role)};");
            script.AppendLine("GO");
        }

        foreach (string table in InsertedTables.Concat(ReadObjects))
        {
            script.AppendLine(CultureInfo.InvariantCulture, $"REVOKE ALL ON {schema}.{table} FROM public, {Quote(readers)}, {Quote(writers)};");
            script.AppendLine(CultureInfo.InvariantCulture, $"GRANT SELECT ON {schema}.{table} TO {Quote(readers)}, {Quote(writers)};");

            // Verifying looks for triggers, which only those see who may see definitions.
            script.AppendLine(CultureInfo.InvariantCulture, $"GRANT VIEW DEFINITION ON {schema}.{table} TO {Quote(readers)}, {Quote(writers)};");
        }

        foreach (string table in InsertedTables)
        {
            script.AppendLine(CultureInfo.InvariantCulture, $"GRANT INSERT ON {schema}.{table} TO {Quote(writers)};");
            script.AppendLine(CultureInfo.InvariantCulture, $"DENY UPDATE, DELETE ON {schema}.{table} TO {Quote(readers)}, {Quote(writers)};");
        }

        return script.ToString().TrimEnd();
    }

    public override IReadOnlySet<string> Triggers(Session session) =>
        session.Query("SELECT name FROM sys.triggers WHERE is_disabled = 0", row => row.Text(0)).ToHashSet(StringComparer.Ordinal);

    protected override IEnumerable<string> ProtectionNames(string table) => [$"{table}_no_change"];

    protected override string Protection(string table) =>
        $"""
        CREATE TRIGGER {table}_no_change ON {table} INSTEAD OF UPDATE, DELETE AS THROW 51000, 'registry: rows of {table} are only ever inserted', 1;
        GO
        """;

    protected override DbConnection Connect() => new SqlConnection(settings.ConnectionString);

    // What is read must be of one moment, and a database need not allow snapshots.
    protected override DbTransaction BeginRead(DbConnection connection) => BeginWrite(connection);

    protected override DbTransaction BeginWrite(DbConnection connection)
    {
        DbTransaction transaction = connection.BeginTransaction(IsolationLevel.ReadCommitted);
        Lock(connection, transaction, LockName, "Transaction");
        return transaction;
    }

    protected override void RunMigrations(Action<UpgradeEngineBuilder> run)
    {
        // The lock goes with the connection, which no pool keeps.
        using var connection = new SqlConnection(new SqlConnectionStringBuilder(settings.ConnectionString) { Pooling = false }.ConnectionString);
        connection.Open();
        Lock(connection, null, $"{LockName}.migration", "Session");
        run(DeployChanges.To.SqlDatabase(settings.ConnectionString).JournalToSqlTable(null, Journal).WithTransaction());
    }

    private static SqlConnectionStringBuilder Settings(string connectionString)
    {
        try
        {
            return new SqlConnectionStringBuilder(connectionString);
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or KeyNotFoundException)
        {
            throw new RegistryFailure(RegistryFailureKind.Unreachable, "the registry's connection string is not one of SQL Server", exception);
        }
    }

    private static string Quote(string name) => $"[{name.Replace("]", "]]", StringComparison.Ordinal)}]";

    private static void Lock(DbConnection connection, DbTransaction? transaction, string name, string owner)
    {
        using DbCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // The statement is this class's own.
        command.CommandText = FormattableString.Invariant(
            $"""
            DECLARE @got int;
            EXEC @got = sp_getapplock @Resource = N'{name}', @LockMode = N'Exclusive', @LockOwner = N'{owner}', @LockTimeout = {LongestWaitSeconds * 1000};
            IF @got < 0 THROW 51099, 'another writer did not end in time', 1;
            """);
#pragma warning restore CA2100
        command.CommandTimeout = 2 * LongestWaitSeconds;
        command.Transaction = transaction;
        command.ExecuteNonQuery();
    }
}
