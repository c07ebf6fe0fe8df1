using System.Globalization;
using DuckDB.NET.Data;
using MlOps.Codegen.CSharp;
using MlOps.Codegen.Deployment.EngineFunctions;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Sql.Specification.Comparison;
using MlOps.Codegen.Sql.Specification.Plans;

namespace MlOps.Codegen.Sql.DuckDb.Tests;

/// <summary>A scorer that an application registers on its own connection.</summary>
public sealed class ScoringFunctionTests : IDisposable
{
    private readonly DuckDBConnection connection = new("Data Source=:memory:");
    private readonly CompiledScorer scorer = CSharpCompiler.Compile(StreamedPlan.Create());

    public ScoringFunctionTests() => connection.Open();

    public void Dispose()
    {
        connection.Dispose();
        scorer.Dispose();
    }

    [Fact]
    public void An_application_registers_a_scorer_and_calls_it_in_any_query()
    {
        DuckDbScoringFunction.Register(connection, "churn", scorer);
        Run("CREATE TABLE customers AS SELECT * FROM (VALUES (1, 1.5E0, 'gold'), (2, NULL, 'gold'), (3, 2.5, NULL), (4, 'NaN', 'iron')) AS t(id, amount, tier)");
        string query = ScorerQuery.DuckDb("churn", ScorerSource.Of(scorer, "customers", "id"), "id", ["doubled", "label"]);

        Assert.Equal(
            ["1|3|gold!", "2||gold!", "3|5|", "4||iron!"],
            Rows($"SELECT id, doubled, label FROM ({query}) ORDER BY id"));
    }

    [Fact]
    public void Many_threads_call_the_function_at_once()
    {
        const int Count = 1_000_000;
        DuckDbScoringFunction.Register(connection, "churn", scorer);
        Run("SET threads = 4");
        Run($"CREATE TABLE customers AS SELECT range AS id, CASE WHEN range % 7 <> 0 THEN range::DOUBLE END AS amount, 'tier ' || range % 100 AS tier FROM range({Count})");
        Run($"CREATE TABLE scores AS {ScorerQuery.DuckDb("churn", ScorerSource.Of(scorer, "customers", "id"), "id", ["doubled", "label"])}");

        Assert.Equal(
            [$"{Count}|0"],
            Rows("SELECT count(*), count(*) FILTER (doubled IS DISTINCT FROM amount * 2 OR label <> tier || '!') FROM customers JOIN scores USING (id)"));
    }

    [Fact]
    public async Task Connections_to_one_database_share_the_function()
    {
        DuckDbScoringFunction.Register(connection, "churn", scorer);
        string[][] results = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            using DuckDBConnection other = connection.Duplicate();
            other.Open();
            return ResultText.Rows(other, "SELECT sum(churn(range::DOUBLE, 'x').o0) FROM range(100000)");
        })));

        Assert.All(results, result => Assert.Equal(["9999900000"], result));
    }

    [Fact]
    public void Constants_and_filters_are_arguments_like_others()
    {
        DuckDbScoringFunction.Register(connection, "churn", scorer);

        Assert.Equal(["4|a!"], Rows("SELECT s.o0, s.o1 FROM (SELECT churn(2, 'a') AS s)"));
        Assert.Equal(["3"], Rows("SELECT count(*) FROM range(5) WHERE churn(range::DOUBLE, NULL).o0 >= 4"));
        Assert.Equal(["0"], Rows("SELECT count(churn(range::DOUBLE, NULL)) FROM range(0)"));
    }

    [Fact]
    public void Long_and_short_texts_and_other_scripts_survive()
    {
        DuckDbScoringFunction.Register(connection, "churn", scorer);
        string longText = new('ä', 3000);

        Assert.Equal([$"!|twelve bytes!|thirteen byte!|😀!|{longText}!"], Rows(
            $"SELECT string_agg(churn(0, t).o1, '|' ORDER BY n) FROM (VALUES (1, ''), (2, 'twelve bytes'), (3, 'thirteen byte'), (4, '😀'), (5, '{longText}')) AS v(n, t)"));
    }

    [Fact]
    public void A_name_is_data()
    {
        const string Name = "x\"); DROP TABLE t; --";
        DuckDbScoringFunction.Register(connection, Name, scorer);

        Assert.Equal(["1|2|"], Rows(ScorerQuery.DuckDb(Name, new ScorerSource("1", ["1", "NULL"], "range(1)"), "a\"b", ["c\"d", "e"])));
    }

    [Fact]
    public void A_scorer_that_was_disposed_of_ends_the_query_with_a_message()
    {
        CompiledScorer gone = CSharpCompiler.Compile(StreamedPlan.Create());
        DuckDbScoringFunction.Register(connection, "gone", gone);
        gone.Dispose();

        DuckDBException failure = Assert.Throws<DuckDBException>(() => Rows("SELECT gone(1, 'a')"));
        Assert.Contains("CompiledScorer", failure.Message, StringComparison.Ordinal);
        Assert.Equal(["1"], Rows("SELECT 1"));
    }

    [Fact]
    public void Dates_that_no_scorer_can_hold_end_the_query_with_a_message()
    {
        var builder = new PlanBuilder();
        PlanValue day = builder.AddInput(new FieldSchema("day", DataType.Date), Origin.None);
        builder.AddOutput(new FieldSchema("day", DataType.Date), Build.Ref(day), Origin.None);
        using CompiledScorer dates = CSharpCompiler.Compile(builder.Build("dates"));
        DuckDbScoringFunction.Register(connection, "dates", dates);

        Assert.Throws<DuckDBException>(() => Rows("SELECT dates('infinity'::DATE)"));
        Assert.Equal(["02/29/2024"], Rows("SELECT strftime(dates('2024-02-29'::DATE).o0, '%m/%d/%Y')"));
    }

    private void Run(string sql)
    {
        using DuckDBCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private string[] Rows(string sql) => ResultText.Rows(connection, sql);
}
