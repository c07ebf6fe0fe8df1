using System.Collections.Immutable;
using System.Data;
using System.Data.Common;
using System.Globalization;
using System.Text;
using DbUp;
using DbUp.Builder;
using Npgsql;

namespace MlOps.Codegen.Registry.Storage;

/// <summary>A registry in a PostgreSQL database, in the first schema of the connection's search path.</summary>
/// <param name="connectionString">How to connect.</param>
internal sealed class PostgreSqlRegistry(string connectionString) : RegistryEngine
{
    private readonly NpgsqlConnectionStringBuilder settings = Settings(connectionString);

    public override string Place => $"in the PostgreSQL database '{settings.Database}' on '{settings.Host}'";

    protected override string ScriptSuffix => "postgres";

    protected override ImmutableDictionary<string, string> Words { get; } = ImmutableDictionary.CreateRange<string, string>(
    [
        new("int", "bigint"),
        new("real", "double precision"),
        new("text", "text"),

        // Texts are equal by their bytes, and in order by them, whatever the database's collation.
        new("key", "text COLLATE \"C\""),
        new("blob", "bytea"),
        new("strict", ""),
        new("go", ""),
    ]);

    protected override string TableExists =>
        "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = current_schema() AND table_name = @p0";

    public override string Limit(string query, int count) => FormattableString.Invariant($"{query} LIMIT {count}");

    public override string Grants(Session session, string readers, string writers)
    {
        string schema = Quote(session.First("SELECT current_schema()", row => row.Text(0))!);
        var script = new StringBuilder();
        foreach (string role in new[] { readers, writers })
        {
            string name = role.Replace("'", "''", StringComparison.Ordinal);
            script.AppendLine(
                CultureInfo.InvariantCulture,
                $"DO 'BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = ''{name.Replace("'", "''", StringComparison.Ordinal)}'') THEN CREATE ROLE {Quote(role).Replace("'", "''", StringComparison.Ordinal)} NOLOGIN; END IF; END';");
            script.AppendLine(CultureInfo.InvariantCulture, $"GRANT USAGE ON SCHEMA {schema} TO {Quote(role)};");
        }

        script.AppendLine(CultureInfo.InvariantCulture, $"REVOKE CREATE ON SCHEMA {schema} FROM PUBLIC;");
        foreach (string table in InsertedTables.Concat(ReadObjects))
        {
            script.AppendLine(CultureInfo.InvariantCulture, $"REVOKE ALL ON {schema}.{table} FROM PUBLIC, {Quote(readers)}, {Quote(writers)};");
            script.AppendLine(CultureInfo.InvariantCulture, $"GRANT SELECT ON {schema}.{table} TO {Quote(readers)}, {Quote(writers)};");
        }

        foreach (string table in InsertedTables)
        {
            script.AppendLine(CultureInfo.InvariantCulture, $"GRANT INSERT ON {schema}.{table} TO {Quote(writers)};");
        }

        return script.ToString().TrimEnd();
    }

    public override IReadOnlySet<string> Triggers(Session session) => session
        .Query(
            """
            SELECT t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
            WHERE NOT t.tgisinternal AND t.tgenabled <> 'D' AND c.relnamespace = current_schema()::regnamespace
            """,
            row => row.Text(0))
        .ToHashSet(StringComparer.Ordinal);

    protected override IEnumerable<string> ProtectionNames(string table) => [$"{table}_no_change", $"{table}_no_truncate"];

    protected override string Protection(string table) =>
        $"""
        CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION registry_refuse_change();
        CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION registry_refuse_change();
        """;

    protected override DbConnection Connect() => new NpgsqlConnection(settings.ConnectionString);

    protected override DbTransaction BeginRead(DbConnection connection) => connection.BeginTransaction(IsolationLevel.RepeatableRead);

    protected override DbTransaction BeginWrite(DbConnection connection)
    {
        // Each statement after the lock sees what the writer before has committed.
        DbTransaction transaction = connection.BeginTransaction(IsolationLevel.ReadCommitted);
        Execute(connection, transaction, $"SELECT pg_advisory_xact_lock(hashtext('{LockName}'))");
        return transaction;
    }

    protected override void RunMigrations(Action<UpgradeEngineBuilder> run)
    {
        using var connection = new NpgsqlConnection(settings.ConnectionString);
        connection.Open();
        Execute(connection, null, $"SELECT pg_advisory_lock(hashtext('{LockName}.migration'))");
        try
        {
            run(DeployChanges.To.PostgresqlDatabase(settings.ConnectionString).JournalToPostgresqlTable(null, Journal).WithTransaction());
        }
        finally
        {
            Execute(connection, null, $"SELECT pg_advisory_unlock(hashtext('{LockName}.migration'))");
        }
    }

    private static NpgsqlConnectionStringBuilder Settings(string connectionString)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(connectionString);
        }
        catch (ArgumentException exception)
        {
            throw new RegistryFailure(RegistryFailureKind.Unreachable, "the registry's connection string is not one of PostgreSQL", exception);
        }
    }

    private static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static void Execute(DbConnection connection, DbTransaction? transaction, string statement)
    {
        using DbCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // The statements are this class's own.
        command.CommandText = statement;
#pragma warning restore CA2100
        command.Transaction = transaction;
        command.ExecuteNonQuery();
    }
}
