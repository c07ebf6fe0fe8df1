using MlOps.Codegen.CSharp;
using MlOps.Codegen.Deployment.EngineFunctions;
using MlOps.Codegen.Deployment.Engines;
using MlOps.Codegen.Deployment.Streams;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Sql.Specification.Plans;
using MlOps.Codegen.Sql.Specification.Servers;
using MlOps.Runtime;
using Npgsql;

namespace MlOps.Codegen.Sql.PostgreSql.Tests;

/// <summary>Rows streamed out of a server, through a scorer, and back.</summary>
public sealed class StreamTests : IDisposable
{
    private const int Count = 100_000;

    private readonly TestDatabase database;
    private readonly NpgsqlConnection source;
    private readonly NpgsqlConnection target;
    private readonly CompiledScorer scorer = CSharpCompiler.Compile(StreamedPlan.Create());

    public StreamTests()
    {
        try
        {
            database = PostgreSqlServer.Shared.CreateDatabase();
        }
        catch
        {
            scorer.Dispose();
            throw;
        }

        source = Open();
        target = Open();
        Run("CREATE TABLE scores (key text PRIMARY KEY, doubled float8, label text)");
    }

    private static string Rows => $"SELECT 'k' || n, CASE WHEN n % 7 <> 0 THEN n::float8 END, 'tier ' || n % 100 FROM generate_series(1, {Count}) AS n";

    public void Dispose()
    {
        source.Dispose();
        target.Dispose();
        database.Dispose();
        scorer.Dispose();
    }

    [SkippableFact]
    public void Rows_are_read_scored_and_written_with_their_keys()
    {
        long rows = PostgreSqlStream.Run(source, Rows, target, "scores", scorer, CancellationToken.None);

        Assert.Equal(Count, rows);
        AssertAllAreScored();
    }

    [SkippableFact]
    public void One_connection_reads_then_writes_inside_its_transaction()
    {
        using (NpgsqlTransaction transaction = source.BeginTransaction())
        {
            Assert.Equal(Count, PostgreSqlStream.RunWithin(source, Rows, "scores", scorer, CancellationToken.None));
            transaction.Rollback();
        }

        Assert.Equal(0L, Scalar("SELECT count(*) FROM scores"));
        PostgreSqlStream.RunWithin(source, Rows, "scores (key, doubled, label)", scorer, CancellationToken.None);
        AssertAllAreScored();
    }

    [SkippableFact]
    public void The_targets_transaction_decides_whether_rows_stay()
    {
        using (NpgsqlTransaction transaction = target.BeginTransaction())
        {
            PostgreSqlStream.Run(source, Rows, target, "scores", scorer, CancellationToken.None);
            transaction.Rollback();
        }

        Assert.Equal(0L, Scalar("SELECT count(*) FROM scores"));
    }

    [SkippableTheory]
    [InlineData("SELECT 'k' || n, 1 / (n - 90000)::float8, 'x' FROM generate_series(1, 100000) AS n", "division by zero")]
    [InlineData("SELECT 'k' || n % 50000, 1::float8, 'x' FROM generate_series(1, 100000) AS n", "duplicate key")]
    [InlineData("SELECT 'k' || n, 1::int4, 'x' FROM generate_series(1, 10) AS n", "4 bytes instead of 8")]
    [InlineData("SELECT 'k' || n, 1::float8 FROM generate_series(1, 10) AS n", "2 columns")]
    [InlineData("SELECT absent", "absent")]
    public void What_fails_on_one_side_ends_the_other_and_leaves_nothing(string query, string message)
    {
        EngineFailure failure = Assert.Throws<EngineFailure>(() => PostgreSqlStream.Run(source, query, target, "scores", scorer, CancellationToken.None));
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
        EngineFailure within = Assert.Throws<EngineFailure>(() => PostgreSqlStream.RunWithin(source, query, "scores", scorer, CancellationToken.None));
        Assert.Contains(message, within.Message, StringComparison.Ordinal);

        Assert.Equal(0L, Scalar("SELECT count(*) FROM scores"));
        Assert.Equal(Count, PostgreSqlStream.Run(source, Rows, target, "scores", scorer, CancellationToken.None));
    }

    [SkippableFact]
    public void What_the_scorer_throws_ends_both_sides()
    {
        scorer.Dispose();

        Assert.Throws<ObjectDisposedException>(() => PostgreSqlStream.Run(source, Rows, target, "scores", scorer, CancellationToken.None));
        Assert.Equal(0L, Scalar("SELECT count(*) FROM scores"));
        Run("SELECT 1");
    }

    [SkippableTheory]
    [InlineData("SELECT 'k' || generate_series(1, 1000000000), 1::float8, 'x'")]
    [InlineData("SELECT 'k', 1::float8, 'x' FROM pg_sleep(1000)")]
    public void A_stream_can_be_cancelled_while_it_flows_and_before(string query)
    {
        using var cancellation = new CancellationTokenSource();
        cancellation.CancelAfter(TimeSpan.FromMilliseconds(500));

        Assert.ThrowsAny<OperationCanceledException>(() => PostgreSqlStream.Run(source, query, target, "scores", scorer, cancellation.Token));

        Assert.Equal(0L, Scalar("SELECT count(*) FROM scores"));
    }

    [SkippableFact]
    public void One_connection_is_not_read_and_written_at_once() =>
        Assert.Throws<ArgumentException>(() => PostgreSqlStream.Run(source, Rows, source, "scores", scorer, CancellationToken.None));

    [SkippableFact]
    public void A_key_may_have_several_columns_and_stand_anywhere_in_the_table()
    {
        Run("CREATE TABLE runs (run bigint, label text, version int, doubled float8, key text)");
        PostgreSqlStream.RunWithin(
            source, "SELECT 7::bigint, 3, 'k', 1.5::float8, NULL::text", "runs (run, version, key, doubled, label)", scorer, CancellationToken.None, carried: 3);

        Assert.Equal("7 3 k 3", Scalar("SELECT concat_ws(' ', run, version, key, doubled, label) FROM runs"));
    }

    [SkippableFact]
    public void No_rows_are_no_failure() =>
        Assert.Equal(0, PostgreSqlStream.Run(source, $"{Rows} WHERE false", target, "scores", scorer, CancellationToken.None));

    [SkippableFact]
    public void Long_texts_go_through()
    {
        PostgreSqlStream.Run(source, "SELECT repeat('k', 2000), 1::float8, repeat('ä', 300000)", target, "scores", scorer, CancellationToken.None);

        Assert.Equal(300_001L, Scalar("SELECT length(label)::bigint FROM scores"));
    }

    [SkippableFact]
    public void A_table_is_streamed_by_the_names_of_its_columns()
    {
        Run("CREATE TABLE customers AS SELECT 'k' || n AS id, n::float8 AS amount, NULL::text AS tier FROM generate_series(1, 10) AS n");
        PostgreSqlStream.Run(source, ScorerSource.Of(scorer, "customers", "id").Query, target, "scores", scorer, CancellationToken.None);

        Assert.Equal(110.0, Scalar("SELECT sum(doubled) FROM scores WHERE label IS NULL"));
    }

    private void AssertAllAreScored() => Assert.Equal(
        (long)Count,
        Scalar($"SELECT count(*) FROM ({Rows}) AS s(key, amount, tier) JOIN scores USING (key) WHERE doubled IS NOT DISTINCT FROM amount * 2 AND label = tier || '!'"));

    private NpgsqlConnection Open()
    {
        var connection = new NpgsqlConnection(database.ConnectionString);
        connection.Open();
        return connection;
    }

    private void Run(string sql)
    {
        using var command = new NpgsqlCommand(sql, source);
        command.ExecuteNonQuery();
    }

    private object? Scalar(string sql)
    {
        using var command = new NpgsqlCommand(sql, target);
        return command.ExecuteScalar();
    }
}
