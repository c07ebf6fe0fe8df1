using Microsoft.Data.SqlClient;
using MlOps.Codegen.CSharp;
using MlOps.Codegen.Deployment.Engines;
using MlOps.Codegen.Deployment.Streams;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Sql.Specification.Plans;
using MlOps.Codegen.Sql.Specification.Servers;

namespace MlOps.Codegen.Sql.SqlServer.Tests;

/// <summary>Rows streamed out of a server, through a scorer, and back.</summary>
public sealed class StreamTests : IDisposable
{
    private const int Count = 20_000;

    private readonly TestDatabase database;
    private readonly SqlConnection source;
    private readonly SqlConnection target;
    private readonly CompiledScorer scorer = CSharpCompiler.Compile(StreamedPlan.Create());

    public StreamTests()
    {
        try
        {
            database = SqlServerServer.Shared.CreateDatabase();
        }
        catch
        {
            scorer.Dispose();
            throw;
        }

        // A pooled connection would keep the database from being dropped.
        source = Open();
        target = Open();
        Run("CREATE TABLE scores (id int NOT NULL PRIMARY KEY, doubled float, label nvarchar(max))");
        Run("CREATE TABLE customers (id int NOT NULL, amount float, tier nvarchar(20))");
        const string Digits = "(VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9))";
        Run($"""
            INSERT INTO customers (id, amount, tier)
            SELECT n, CASE WHEN n % 7 <> 0 THEN CAST(n AS float) END, N'tier ' + CAST(n % 100 AS nvarchar(10))
            FROM (SELECT a.d + 10 * b.d + 100 * c.d + 1000 * d.d + 10000 * e.d AS n
                  FROM {Digits} AS a(d) CROSS JOIN {Digits} AS b(d) CROSS JOIN {Digits} AS c(d) CROSS JOIN {Digits} AS d(d) CROSS JOIN {Digits} AS e(d)) AS numbers
            WHERE n < {Count}
            """);
        Assert.Equal(Count, Scalar("SELECT count(*) FROM customers"));
    }

    private static SqlServerTable Scores { get; } = new("scores", ["id", "doubled", "label"]);

    private static string Rows => "SELECT id, amount, tier FROM customers";

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
        Assert.Equal(Count, SqlServerStream.Run(source, Rows, target, Scores, scorer, CancellationToken.None));

        AssertAllAreScored();
    }

    [SkippableFact]
    public void One_connection_reads_then_writes_inside_its_transaction()
    {
        using (SqlTransaction transaction = source.BeginTransaction())
        {
            Assert.Equal(Count, SqlServerStream.RunWithin(source, transaction, Rows, Scores, scorer, CancellationToken.None));
            transaction.Rollback();
        }

        Assert.Equal(0, Scalar("SELECT count(*) FROM scores"));
        SqlServerStream.RunWithin(source, null, Rows, Scores, scorer, CancellationToken.None);
        AssertAllAreScored();
    }

    [SkippableTheory]
    [InlineData("SELECT id, 1 / CAST(id - 15000 AS float), N'x' FROM customers")]
    [InlineData("SELECT id % 1000, CAST(1 AS float), N'x' FROM customers")]
    [InlineData("SELECT 1, N'no number', N'x'")]
    [InlineData("SELECT absent FROM customers")]
    public void What_fails_on_one_side_ends_the_other_and_leaves_nothing(string query)
    {
        Assert.Throws<EngineFailure>(() => SqlServerStream.Run(source, query, target, Scores, scorer, CancellationToken.None));

        Assert.Equal(0, Scalar("SELECT count(*) FROM scores"));
        Assert.Equal(Count, SqlServerStream.Run(source, Rows, target, Scores, scorer, CancellationToken.None));
    }

    [SkippableFact]
    public void What_the_scorer_throws_ends_both_sides()
    {
        scorer.Dispose();

        Assert.ThrowsAny<Exception>(() => SqlServerStream.Run(source, Rows, target, Scores, scorer, CancellationToken.None));
        Assert.Equal(0, Scalar("SELECT count(*) FROM scores"));
    }

    private void AssertAllAreScored()
    {
        using var command = new SqlCommand("SELECT id, doubled, label FROM scores", target);
        using SqlDataReader reader = command.ExecuteReader();
        var keys = new HashSet<int>();
        while (reader.Read())
        {
            int id = reader.GetInt32(0);
            Assert.True(keys.Add(id));
            Assert.Equal(id % 7 == 0 ? (double?)null : id * 2.0, reader.IsDBNull(1) ? null : (double?)reader.GetDouble(1));
            Assert.Equal($"tier {id % 100}!", reader.GetString(2));
        }

        Assert.Equal(Count, keys.Count);
    }

    private SqlConnection Open()
    {
        var connection = new SqlConnection(new SqlConnectionStringBuilder(database.ConnectionString) { Pooling = false }.ConnectionString);
        connection.Open();
        return connection;
    }

    private void Run(string sql)
    {
        using var command = new SqlCommand(sql, source);
        command.ExecuteNonQuery();
    }

    private object Scalar(string sql)
    {
        using var command = new SqlCommand(sql, target);
        return command.ExecuteScalar();
    }
}
