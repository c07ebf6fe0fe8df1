using System.Data.Common;
using System.Globalization;
using MlOps.Codegen.Batch.Engines;
using MlOps.Codegen.Sql.Specification.Servers;
using MlOps.Codegen.Sql.Sqlite;

namespace MlOps.Codegen.Batch.Tests.Killing;

/// <summary>A database that is a file: how much has been written says how far a run is, and nobody is kept waiting by asking.</summary>
internal abstract class KilledFile : KilledDatabase
{
    private long begin;
    private long whole;

    protected override string ConnectionString => Path.Combine(Folder.FullName, "killed.db");

    /// <summary>The file that grows.</summary>
    protected abstract string Growing { get; }

    public override void Prepare(KilledDatabase? like = null)
    {
        base.Prepare(like);
        begin = Length();
    }

    // Whoever looks at a whole run learns how long the file becomes.
    public override double Progress()
    {
        long length = Length() - begin;
        whole = Math.Max(whole, length);
        return (double)length / Math.Max(whole, 1);
    }

    public override void Know(KilledDatabase clean) => whole = ((KilledFile)clean).whole;

    private long Length()
    {
        var file = new FileInfo(Growing);
        return file.Exists ? file.Length : 0;
    }
}

/// <summary>DuckDB, whose log begins anew with each process.</summary>
internal sealed class KilledDuckDb : KilledFile
{
    public override string Target => "duckdb";

    public override bool ProgressBeginsAnew => true;

    protected override JobEngine Engine { get; } = new DuckDbJobs();

    protected override string Growing => ConnectionString + ".wal";
}

/// <summary>SQLite.</summary>
internal sealed class KilledSqlite : KilledFile
{
    public override string Target => "sqlite";

    public override int BatchRows => 30;

    protected override string Scores => "killed_scores";

    protected override string Runs => "mlops_run";

    protected override JobEngine Engine { get; } = new SqliteJobs(SqliteFunctions.All);

    protected override string Growing => ConnectionString;
}

/// <summary>PostgreSQL: the procedure is at work in the server, which notices that its client is gone.</summary>
internal sealed class KilledPostgreSql : KilledDatabase
{
    private DbConnection? watching;
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

    public override double Progress()
    {
        watching ??= Engine.Open(ConnectionString);
        using DbCommand command = Engine.Command(watching, null, "SELECT rows FROM mlops.run");
        return Convert.ToDouble(command.ExecuteScalar() ?? 0, CultureInfo.InvariantCulture) / Rows;
    }

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
        watching?.Dispose();
        database.Dispose();
    }
}
