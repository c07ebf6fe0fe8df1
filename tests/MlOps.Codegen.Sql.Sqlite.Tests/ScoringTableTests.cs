using System.Globalization;
using Microsoft.Data.Sqlite;
using MlOps.Codegen.CSharp;
using MlOps.Codegen.Deployment.EngineFunctions;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Sql.Specification.Comparison;
using MlOps.Codegen.Sql.Specification.Plans;

namespace MlOps.Codegen.Sql.Sqlite.Tests;

/// <summary>A scorer that an application registers on its own connection.</summary>
public sealed class ScoringTableTests : IDisposable
{
    private readonly SqliteConnection connection = new("Data Source=:memory:");
    private readonly CompiledScorer scorer = CSharpCompiler.Compile(StreamedPlan.Create());

    public ScoringTableTests()
    {
        connection.Open();
        SqliteScoringTable.Register(connection, "churn", scorer);
        Run("CREATE TABLE customers (id, amount, tier)");
    }

    public void Dispose()
    {
        connection.Dispose();
        scorer.Dispose();
    }

    [Fact]
    public void An_application_registers_a_scorer_and_calls_it_in_any_query()
    {
        Run("INSERT INTO customers VALUES (1, 1.5, 'gold'), (2, NULL, 'gold'), (3, 2, NULL)");
        string query = ScorerQuery.Sqlite("churn", ScorerSource.Of(scorer, "customers", "id"), "id", ["doubled", "label"]);
        Run($"CREATE TABLE scores AS {query}");

        Assert.Equal(["1|3|gold!", "2||gold!", "3|4|"], Rows("SELECT * FROM scores ORDER BY id"));
    }

    [Fact]
    public void Rows_beyond_a_chunk_keep_their_order_and_their_keys()
    {
        const int Count = 5_000;
        Run($"INSERT INTO customers WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < {Count}) SELECT n, n, 't' || n FROM r");

        Assert.Equal([$"{Count}"], Rows(
            "SELECT count(*) FROM churn('SELECT id, amount, tier FROM customers') AS s JOIN customers AS c ON c.id = s.row_key WHERE s.o0 = 2 * c.amount AND s.o1 = c.tier || '!'"));
        Assert.Equal(["1", "2", "3"], Rows("SELECT row_key FROM churn('SELECT id, amount, tier FROM customers ORDER BY id') LIMIT 3"));
    }

    [Theory]
    [InlineData("1", "integer")]
    [InlineData("1.5", "real")]
    [InlineData("'k'", "text")]
    [InlineData("''", "text")]
    [InlineData("x'00ff'", "blob")]
    [InlineData("x''", "blob")]
    [InlineData("NULL", "null")]
    public void Keys_of_any_type_pass_through(string key, string type)
    {
        string quoted = key.Replace("'", "''", StringComparison.Ordinal);

        Assert.Equal([$"{type}|1"], Rows($"SELECT typeof(row_key), row_key IS {key} FROM churn('SELECT {quoted}, 1, NULL')"));
    }

    [Fact]
    public void A_statement_may_score_several_queries_at_once()
    {
        Run("INSERT INTO customers VALUES (1, 1, 'a'), (2, 2, 'b')");
        const string Query = "churn('SELECT id, amount, tier FROM customers')";

        Assert.Equal(["4"], Rows($"SELECT count(*) FROM {Query} AS a, {Query} AS b WHERE a.o0 <= b.o0 OR a.o1 > b.o1"));
    }

    [Fact]
    public void Each_row_of_another_table_may_bring_its_query()
    {
        Run("INSERT INTO customers VALUES (1, 1, 'a'), (2, 2, 'b'), (3, 3, 'c')");

        Assert.Equal(["1|2", "3|6"], Rows(
            "SELECT wanted.value, s.o0 FROM json_each('[1, 3]') AS wanted, churn('SELECT id, amount, tier FROM customers WHERE id = ' || wanted.value) AS s"));
    }

    [Theory]
    [InlineData("churn('SELECT id, amount FROM customers')", "2 columns")]
    [InlineData("churn('DELETE FROM customers RETURNING id, amount, tier')", "must read only")]
    [InlineData("churn('SELECT absent')", "no such column")]
    [InlineData("churn('')", "the query fails")]
    [InlineData("churn(NULL)", "NULL")]
    [InlineData("churn", "needs a query")]
    [InlineData("churn('SELECT 1, abs(-9223372036854775807 - 1), NULL')", "integer overflow")]
    public void What_is_no_query_of_the_inputs_is_refused_with_a_message(string from, string message)
    {
        SqliteException failure = Assert.Throws<SqliteException>(() => Rows($"SELECT * FROM {from}"));

        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
        Assert.Equal(["1"], Rows("SELECT 1"));
    }

    [Fact]
    public void A_function_can_be_replaced_and_taken_back()
    {
        using CompiledScorer other = CSharpCompiler.Compile(StreamedPlan.Create());
        SqliteScoringTable.Register(connection, "churn", other);
        Assert.Equal(["6"], Rows("SELECT o0 FROM churn('SELECT 1, 3, NULL')"));

        SqliteScoringTable.Unregister(connection, "churn");

        Assert.Throws<SqliteException>(() => Rows("SELECT o0 FROM churn('SELECT 1, 3, NULL')"));
    }

    [Fact]
    public void A_name_is_data()
    {
        const string Name = "x\"('; DROP TABLE customers; --";
        SqliteScoringTable.Register(connection, Name, scorer);

        Assert.Equal(["1|2|it's!"], Rows(ScorerQuery.Sqlite(Name, new ScorerSource("1", ["1", "'it''s'"], "customers AS \"o'c\""), "k", ["a", "b"])
            .Replace("customers AS", "(SELECT 1) AS", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Connections_score_side_by_side()
    {
        string[] sums = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            using var own = new SqliteConnection("Data Source=:memory:");
            own.Open();
            SqliteScoringTable.Register(own, "churn", scorer);
            return ResultText.Rows(own, "SELECT sum(o0) FROM churn('WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 20000) SELECT n, n, n FROM r')")[0];
        })));

        Assert.All(sums, sum => Assert.Equal("400020000", sum));
    }

    private void Run(string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private string[] Rows(string sql) => ResultText.Rows(connection, sql);
}
