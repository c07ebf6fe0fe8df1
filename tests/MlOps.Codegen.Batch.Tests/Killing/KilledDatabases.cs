using System.Data.Common;
using MlOps.Codegen.Batch.Engines;
using MlOps.Codegen.Sql.Specification.Servers;
using MlOps.Codegen.Sql.Sqlite;

namespace MlOps.Codegen.Batch.Tests.Killing;

/// <summary>DuckDB: nobody can look inside while a process is at work, so its log says how far it is.</summary>
internal sealed class KilledDuckDb : KilledDatabase
{
    private long whole;

    public override string Target => "duckdb";

    protected override string ConnectionString => Path.Combine(Folder.FullName, "killed.duckdb");

    protected override JobEngine Engine { get; } = new DuckDbJobs();

    // The first one who looks does so at a whole run, and learns how long the log becomes.
    public override double Progress()
    {
        var log = new FileInfo(ConnectionString + ".wal");
        long length = log.Exists ? log.Length : 0;
        whole = Math.Max(whole, length);
        return (double)length / Math.Max(whole, 1);
    }

    /// <summary>Says how long the log of a whole run is.</summary>
    public KilledDuckDb Knowing(KilledDatabase clean)
    {
        whole = ((KilledDuckDb)clean).whole;
        return this;
    }
}

/// <summary>SQLite.</summary>
internal sealed class KilledSqlite : KilledDatabase
{
    public override string Target => "sqlite";

    public override int BatchRows => 30;

    protected override string ConnectionString => Path.Combine(Folder.FullName, "killed.db");

    protected override string Scores => "killed_scores";

    protected override string Runs => "mlops_run";

    protected override JobEngine Engine { get; } = new SqliteJobs(SqliteFunctions.All);

    public override double Progress() => ScoredRows();
}

/// <summary>PostgreSQL: the procedure is at work in the server, which notices that its client is gone.</summary>
internal sealed class KilledPostgreSql : KilledDatabase
{
    private readonly TestDatabase database = PostgreSqlServer.Shared.CreateDatabase();

    public override string Target => "postgres";

    public override int BatchRows => 50;

    protected override string ConnectionString => database.ConnectionString;

    protected override JobEngine Engine { get; } = new PostgreSqlJobs();

    // The server takes up to a second to notice, in which it must not come to the end.
    protected override string Further => """
        CREATE FUNCTION rest() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN PERFORM pg_sleep(0.008); RETURN NULL; END$$;
        CREATE TRIGGER rest AFTER INSERT ON mlops.killed_scores FOR EACH STATEMENT EXECUTE FUNCTION rest();
        """;

    public override double Progress() => ScoredRows();

    public override async Task Released()
    {
        await using DbConnection connection = Engine.Open(ConnectionString);
        await using DbCommand command = Engine.Command(
            connection,
            null,
            "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))");
        while (await command.ExecuteScalarAsync() is true)
        {
            await Task.Delay(20);
        }
    }

    public override void Dispose()
    {
        base.Dispose();
        database.Dispose();
    }
}
