using System.Collections.Immutable;
using System.Data.Common;
using DbUp;
using DbUp.Builder;
using DbUp.Sqlite.Helpers;
using Microsoft.Data.Sqlite;

namespace MlOps.Codegen.Registry.Storage;

/// <summary>A registry in a file. Readers do not wait for the writer; writers wait for each other, for a minute at most.</summary>
/// <param name="file">The file's path.</param>
internal sealed class SqliteRegistry(string file) : RegistryEngine
{
    private const int LongestWaitSeconds = 60;

    public override string Place => $"'{file}'";

    protected override string ScriptSuffix => "sqlite";

    protected override ImmutableDictionary<string, string> Words { get; } = ImmutableDictionary.CreateRange<string, string>(
    [
        new("int", "INTEGER"), new("real", "REAL"), new("text", "TEXT"), new("key", "TEXT"), new("blob", "BLOB"), new("strict", " STRICT"), new("go", ""),
    ]);

    protected override string TableExists => "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = @p0";

    protected override bool Exists => File.Exists(file);

    public override Fields FieldsOf(DbDataReader reader) => new SqliteFields((SqliteDataReader)reader);

    public override string Limit(string query, int count) => FormattableString.Invariant($"{query} LIMIT {count}");

    public override string? Grants(Session session, string readers, string writers) => null;

    public override IReadOnlySet<string> Triggers(Session session) =>
        session.Query("SELECT name FROM sqlite_master WHERE type = 'trigger'", row => row.Text(0)).ToHashSet(StringComparer.Ordinal);

    protected override IEnumerable<string> ProtectionNames(string table) => [$"{table}_no_update", $"{table}_no_delete"];

    protected override string Protection(string table) => string.Join(
        '\n',
        new[] { "update", "delete" }.Select(change =>
            $"CREATE TRIGGER {table}_no_{change} BEFORE {change.ToUpperInvariant()} ON {table} BEGIN SELECT RAISE(ABORT, 'registry: rows of {table} are only ever inserted'); END;"));

    protected override DbConnection Connect() => new SqliteConnection(ConnectionString(SqliteOpenMode.ReadWrite));

    protected override DbTransaction BeginRead(DbConnection connection) => ((SqliteConnection)connection).BeginTransaction(deferred: true);

    protected override DbTransaction BeginWrite(DbConnection connection)
    {
        // A change that was answered is on the disk, whatever ends the machine.
        Execute((SqliteConnection)connection, "PRAGMA synchronous = FULL");
        return ((SqliteConnection)connection).BeginTransaction(deferred: false);
    }

    protected override void RunMigrations(Action<UpgradeEngineBuilder> run)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(file)) is { } folder && !Directory.Exists(folder))
        {
            throw new RegistryFailure(RegistryFailureKind.Unreachable, $"there is no folder '{folder}' for the registry {Place}");
        }

        using var connection = new SqliteConnection(ConnectionString(SqliteOpenMode.ReadWriteCreate));
        connection.Open();
        Execute(connection, "PRAGMA journal_mode = WAL");

        // The transaction is of the connection, not of DbUp: with its first statement every other process waits.
        Execute(connection, "BEGIN IMMEDIATE");
        try
        {
            using var shared = new SharedConnection(connection);
            run(DeployChanges.To.SqliteDatabase(shared).JournalToSqliteTable(Journal).WithoutTransaction());
            Execute(connection, "COMMIT");
        }
        catch
        {
            Execute(connection, "ROLLBACK");
            throw;
        }
    }

    private static void Execute(SqliteConnection connection, string statement)
    {
        using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // The statements are this class's own.
        command.CommandText = statement;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    private string ConnectionString(SqliteOpenMode mode) => new SqliteConnectionStringBuilder
    {
        DataSource = file,
        Mode = mode,
        ForeignKeys = true,
        DefaultTimeout = LongestWaitSeconds,
        Pooling = false,
    }.ConnectionString;
}
