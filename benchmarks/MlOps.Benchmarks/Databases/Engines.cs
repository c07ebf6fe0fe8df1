using System.Data.Common;
using System.Globalization;
using DuckDB.NET.Data;
using Microsoft.Data.Sqlite;
using MlOps.Codegen.Deployment.EngineFunctions;
using MlOps.Codegen.Deployment.Streams;
using MlOps.Codegen.Sql.DuckDb;
using MlOps.Codegen.Sql.Generation;
using MlOps.Codegen.Sql.PostgreSql;
using MlOps.Codegen.Sql.Specification.Servers;
using MlOps.Codegen.Sql.Sqlite;
using MlOps.Runtime;
using Npgsql;
using NpgsqlTypes;

namespace MlOps.Benchmarks.Databases;

/// <summary>DuckDB in memory, with all cores.</summary>
internal sealed class DuckDbBenchmark : BenchmarkEngine
{
    private readonly DuckDBConnection connection = new("Data Source=:memory:");
    private int functions;

    public DuckDbBenchmark() => connection.Open();

    public override string Name => $"DuckDB {connection.ServerVersion}";

    public override string CompiledStrategy => "function";

    // Two groups of rows: one per core of a small machine.
    public override int FewRows => 245_760;

    public override SqlTarget Target { get; } = new DuckDbTarget();

    protected override DbConnection Connection => connection;

    public override void CreateTable(int columns, int rows) => Run(
        $"CREATE TABLE {Table(columns)} AS SELECT range + 1 AS id{string.Concat(Enumerable.Range(0, columns).Select(i => string.Create(CultureInfo.InvariantCulture, $", floor(random() * 65536) / 65536 AS x{i}")))} FROM range({rows})");

    public override void ScoreCompiled(IScorer scorer, int columns)
    {
        string function = string.Create(CultureInfo.InvariantCulture, $"scores{functions++}");
        DuckDbScoringFunction.Register(connection, function, scorer);
        Run($"CREATE TABLE scores AS {ScorerQuery.DuckDb(function, Source(scorer, columns), "id", ["score"])}");
    }

    protected override void Load(IEnumerable<(long[] Keys, float[] Scores)> batches)
    {
        using DuckDBAppender appender = connection.CreateAppender("scores");
        foreach ((long[] keys, float[] scores) in batches)
        {
            for (int i = 0; i < keys.Length; i++)
            {
                appender.CreateRow().AppendValue(keys[i]).AppendValue((double)scores[i]).EndRow();
            }
        }
    }
}

/// <summary>SQLite in memory.</summary>
internal sealed class SqliteBenchmark : BenchmarkEngine
{
    private readonly SqliteConnection connection = new("Data Source=:memory:");

    public SqliteBenchmark() => connection.Open();

    public override string Name => $"SQLite {connection.ServerVersion}";

    public override string CompiledStrategy => "function";

    public override int FewRows => 50_000;

    public override SqlTarget Target { get; } = new SqliteTarget();

    protected override DbConnection Connection => connection;

    public override void CreateTable(int columns, int rows)
    {
        Run($"CREATE TABLE {Table(columns)} (id INTEGER PRIMARY KEY{string.Concat(Enumerable.Range(0, columns).Select(i => string.Create(CultureInfo.InvariantCulture, $", x{i} REAL")))})");
        Run($"INSERT INTO {Table(columns)} WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < {rows}) SELECT n{string.Concat(Enumerable.Range(0, columns).Select(_ => ", (random() & 65535) / 65536.0"))} FROM r");
    }

    public override void ScoreCompiled(IScorer scorer, int columns)
    {
        SqliteScoringTable.Register(connection, "scorer", scorer);
        Run($"CREATE TABLE scores AS {ScorerQuery.Sqlite("scorer", Source(scorer, columns), "id", ["score"])}");
        SqliteScoringTable.Unregister(connection, "scorer");
    }

    protected override void Load(IEnumerable<(long[] Keys, float[] Scores)> batches)
    {
        using SqliteTransaction transaction = connection.BeginTransaction();
        using SqliteCommand insert = connection.CreateCommand();
        insert.CommandText = "INSERT INTO scores VALUES ($id, $score)";
        SqliteParameter id = insert.Parameters.Add("$id", SqliteType.Integer);
        SqliteParameter score = insert.Parameters.Add("$score", SqliteType.Real);
        foreach ((long[] keys, float[] scores) in batches)
        {
            for (int i = 0; i < keys.Length; i++)
            {
                (id.Value, score.Value) = (keys[i], (double)scores[i]);
                insert.ExecuteNonQuery();
            }
        }

        transaction.Commit();
    }
}

/// <summary>A PostgreSQL server of our own; one session, without parallel workers and without compilation just in time.</summary>
internal sealed class PostgreSqlBenchmark : BenchmarkEngine
{
    private readonly PostgreSqlProcess server;
    private readonly NpgsqlConnection connection;
    private readonly NpgsqlConnection second;

    private PostgreSqlBenchmark(PostgreSqlBinaries binaries)
    {
        server = PostgreSqlProcess.Start(binaries);
        connection = Open();
        second = Open();
        Run("SET jit = off");
        Run("SET max_parallel_workers_per_gather = 0");
    }

    /// <summary>Starts a server; null where none is installed.</summary>
    public static PostgreSqlBenchmark? Start() => PostgreSqlBinaries.Find() is { } binaries ? new PostgreSqlBenchmark(binaries) : null;

    public override string Name => $"PostgreSQL {connection.PostgreSqlVersion}";

    public override string CompiledStrategy => "stream";

    public override int FewRows => 50_000;

    public override SqlTarget Target { get; } = new PostgreSqlTarget();

    protected override DbConnection Connection => connection;

    public override void CreateTable(int columns, int rows)
    {
        Run($"CREATE TABLE {Table(columns)} AS SELECT n::bigint AS id{string.Concat(Enumerable.Range(0, columns).Select(i => string.Create(CultureInfo.InvariantCulture, $", floor(random() * 65536) / 65536 AS x{i}")))} FROM generate_series(1, {rows}) AS n");
        Run($"VACUUM ANALYZE {Table(columns)}");
        Run($"CREATE INDEX ON {Table(columns)} (id)");
    }

    public override void ScoreCompiled(IScorer scorer, int columns)
    {
        Run("CREATE TABLE scores (id bigint, score float8)");
        PostgreSqlStream.Run(connection, Source(scorer, columns).Query, second, "scores", scorer, CancellationToken.None);
    }

    public override void Dispose()
    {
        base.Dispose();
        second.Dispose();
        server.Dispose();
    }

    protected override void Load(IEnumerable<(long[] Keys, float[] Scores)> batches)
    {
        using NpgsqlBinaryImporter importer = connection.BeginBinaryImport("COPY scores FROM STDIN (FORMAT BINARY)");
        foreach ((long[] keys, float[] scores) in batches)
        {
            for (int i = 0; i < keys.Length; i++)
            {
                importer.StartRow();
                importer.Write(keys[i], NpgsqlDbType.Bigint);
                importer.Write((double)scores[i], NpgsqlDbType.Double);
            }
        }

        importer.Complete();
    }

    private NpgsqlConnection Open()
    {
        var opened = new NpgsqlConnection(string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={server.Port};Username=postgres;Database=postgres"));
        opened.Open();
        return opened;
    }
}
