using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Targets;
using Npgsql;

namespace MlOps.Codegen.Sql.PostgreSql.Tests;

/// <summary>The scripts for a table that Citus distributes: scores are computed where the rows are.</summary>
public sealed class CitusTests : IDisposable
{
    private const string Variable = "MLOPS_TEST_CITUS";

    private readonly string schema = "mlops_test_" + Guid.NewGuid().ToString("N");
    private NpgsqlConnection? connection;

    public void Dispose()
    {
        if (connection is not null)
        {
            Execute($"DROP SCHEMA IF EXISTS {schema} CASCADE");
            connection.Dispose();
        }
    }

    [SkippableTheory]
    [InlineData("id")]
    [InlineData("region")]
    public void Scores_are_computed_on_the_nodes_that_hold_the_rows(string distributedBy)
    {
        Connect(distributedBy);
        Dictionary<string, string> scripts = Scripts(distributedBy, version: 1, factor: 2);
        foreach (string script in new[] { "install.sql", "install.sql", "upgrade.sql", "upgrade.sql" })
        {
            Execute(scripts[script]);
        }

        Assert.Equal("1000 1001000", Read($"SELECT count(*), sum(score) FROM {schema}.churn")[0]);

        // One task per shard; nothing is computed on the coordinator, and an aggregate arrives as one row per group and shard.
        string[] whole = Read($"EXPLAIN (COSTS OFF, VERBOSE) SELECT * FROM {schema}.churn");
        Assert.StartsWith("Custom Scan (Citus Adaptive)", whole[0], StringComparison.Ordinal);
        Assert.Contains(whole, line => line.Contains("Task Count: 8", StringComparison.Ordinal));
        string[] buckets = Read($"EXPLAIN (COSTS OFF) SELECT width_bucket(score, 0, 2000, 10), count(*) FROM {schema}.churn GROUP BY 1");
        Assert.Equal(2, buckets.Count(line => line.Contains("HashAggregate", StringComparison.Ordinal)));

        // Whoever asks for a value of that column asks one node.
        string one = distributedBy == "id" ? "7" : "'r7'";
        Assert.Contains(
            Read($"EXPLAIN (COSTS OFF) SELECT * FROM {schema}.churn WHERE {distributedBy} = {one}"), line => line.Contains("Task Count: 1", StringComparison.Ordinal));
    }

    [SkippableFact]
    public void Versions_come_and_go_as_on_one_node()
    {
        Connect("region");
        Dictionary<string, string> first = Scripts("region", version: 1, factor: 2);
        Dictionary<string, string> second = Scripts("region", version: 2, factor: 3);
        string[] found = Read($"SELECT relname FROM pg_class WHERE relnamespace = '{schema}'::regnamespace ORDER BY 1");
        Run(first, "install.sql", "upgrade.sql");
        Run(second, "install.sql", "upgrade.sql");
        Assert.Equal("3", Read($"SELECT score FROM {schema}.churn WHERE id = 1")[0]);
        Run(second, "disable.sql");
        Assert.Equal("", Read($"SELECT score FROM {schema}.churn WHERE id = 1")[0]);
        Run(second, "upgrade.sql", "rollback.sql", "uninstall.sql");
        Assert.Equal("2", Read($"SELECT score FROM {schema}.churn WHERE id = 1")[0]);
        Run(first, "rollback.sql", "uninstall.sql");
        Assert.Equal(found, Read($"SELECT relname FROM pg_class WHERE relnamespace = '{schema}'::regnamespace ORDER BY 1"));
    }

    [SkippableTheory]
    [InlineData("id")]
    [InlineData("region")]
    public void Batches_score_rows_where_they_are(string distributedBy)
    {
        Connect(distributedBy);
        Dictionary<string, string> scripts = Scripts(distributedBy, version: 1, factor: 2);
        Run(scripts, "install.sql", "upgrade.sql", "batch.sql", "batch.sql");
        string complete = $"SELECT count(*), count(DISTINCT s.id), sum(s.score) FROM {schema}.churn_scores AS s JOIN {schema}.customers AS c ON c.id = s.id AND c.{distributedBy} = s.{distributedBy} WHERE s.run_id = ";
        Execute($"CALL {schema}.churn_batch(job_rows => 90)");
        Assert.Equal("1000 1000 1001000", Read(complete + "1")[0]);
        Execute($"CALL {schema}.churn_batch(job_mode => 'incremental')");
        Execute($"INSERT INTO {schema}.customers SELECT i, 'r' || i % 20, i FROM generate_series(1001, 1100) AS i");
        Execute($"CALL {schema}.churn_batch(job_mode => 'incremental', job_predicate => 'source.x > 1000', job_rows => 30)");
        Assert.Equal("100 100 210100", Read(complete + "3")[0]);
        Assert.Equal(["done 1000", "done 0", "done 100"], Read($"SELECT state, rows FROM {schema}.run ORDER BY run_id"));
        Assert.Equal("1", Read($"SELECT count(DISTINCT colocation_id) FROM citus_tables WHERE table_name IN ('{schema}.churn_scores'::regclass, '{schema}.customers'::regclass)")[0]);
        Run(scripts, "batch_uninstall.sql", "batch_uninstall.sql");
    }

    private void Run(Dictionary<string, string> scripts, params string[] names)
    {
        foreach (string name in names)
        {
            Execute(scripts[name]);
        }
    }

    private void Connect(string distributedBy)
    {
        string? given = Environment.GetEnvironmentVariable(Variable);
        Skip.If(string.IsNullOrEmpty(given), $"no Citus: {Variable} is not set");
        connection = new NpgsqlConnection(given);
        connection.Open();
        Execute($"CREATE SCHEMA {schema}");
        Execute($"CREATE TABLE {schema}.customers (id bigint, region text, x float8, PRIMARY KEY (id, region))");
        Execute($"SELECT create_distributed_table('{schema}.customers', '{distributedBy}', shard_count => 8)");
        Execute($"INSERT INTO {schema}.customers SELECT i, 'r' || i % 20, i FROM generate_series(1, 1000) AS i");
    }

    private Dictionary<string, string> Scripts(string distributedBy, int version, double factor)
    {
        var builder = new PlanBuilder();
        Expression x = new ValueReference(builder.AddInput(new FieldSchema("x", DataType.Double), Origin.None));
        builder.AddOutput(new FieldSchema("score", DataType.Double), Build.Multiply(x, Build.Number(factor)), Origin.None);
        var options = new GenerationOptions("churn", version, schema, schema, "customers", "id") { DistributedBy = distributedBy };
        return new PostgreSqlTarget().Generate(builder.Build("churn"), options).ToDictionary(file => file.Path, file => file.Content);
    }

    private void Execute(string sql)
    {
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }

    private string[] Read(string query)
    {
        using var command = new NpgsqlCommand(query, connection);
        using NpgsqlDataReader reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
        {
            rows.Add(string.Join(' ', Enumerable.Range(0, reader.FieldCount).Select(i => Convert.ToString(reader.GetValue(i), System.Globalization.CultureInfo.InvariantCulture))));
        }

        return [.. rows];
    }
}
