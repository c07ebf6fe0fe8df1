using System.Data.Common;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Targets;
using Npgsql;

namespace MlOps.Codegen.Sql.PostgreSql.Tests;

/// <summary>What only PostgreSQL's scripts do.</summary>
public sealed class PostgreSqlScriptTests(PostgreSqlFixture fixture) : IClassFixture<PostgreSqlFixture>
{
    private static readonly GenerationOptions WithTable = new("churn", SourceTable: "customers", Key: "id");

    [SkippableFact]
    public void Without_a_table_the_stable_name_is_a_function_and_guards_the_version_that_answers()
    {
        using DbConnection connection = fixture.Connect();
        Dictionary<string, string> scripts = Scripts(new GenerationOptions("churn"));
        string[] before = Read(connection, fixture.Catalogue);
        fixture.Execute(connection, scripts["install.sql"]);
        fixture.Execute(connection, scripts["upgrade.sql"]);
        Assert.Equal(["3"], Read(connection, "SELECT score::text FROM mlops.churn(1.5)"));

        Assert.Contains("answers to the stable name", Assert.ThrowsAny<DbException>(() => fixture.Execute(connection, scripts["uninstall.sql"])).Message, StringComparison.Ordinal);
        fixture.AfterError(connection);
        Assert.Equal(["3"], Read(connection, "SELECT score::text FROM mlops.churn(1.5)"));

        fixture.Execute(connection, scripts["rollback.sql"]);
        fixture.Execute(connection, scripts["uninstall.sql"]);
        Assert.Equal(before, Read(connection, fixture.Catalogue));
    }

    [SkippableFact]
    public void A_version_of_many_fields_has_a_stable_name_where_a_table_is_named()
    {
        var builder = new PlanBuilder();
        Expression[] fields = [.. Enumerable.Range(0, 150).Select(i => new ValueReference(builder.AddInput(new FieldSchema($"f{i}", DataType.Double), Origin.None)))];
        builder.AddOutput(new FieldSchema("score", DataType.Double), Build.Nary(NaryOperator.Add, fields), Origin.None);
        ScoringPlan plan = builder.Build("many");
        using DbConnection connection = fixture.Connect();
        string[] before = Read(connection, fixture.Catalogue);
        foreach (GenerationOptions options in new[] { WithTable, new GenerationOptions("churn") })
        {
            Dictionary<string, string> scripts = fixture.Target.Generate(plan, options).ToDictionary(file => file.Path, file => file.Content);
            fixture.Execute(connection, $"CREATE TABLE customers AS SELECT 7 AS id, {string.Join(", ", fields.Select((_, i) => $"1::float8 AS f{i}"))}");
            fixture.Execute(connection, scripts["install.sql"]);
            fixture.Execute(connection, scripts["upgrade.sql"]);
            if (options == WithTable)
            {
                Assert.Equal(["7: 150"], Read(connection, "SELECT id || ': ' || score FROM mlops.churn"));
            }

            fixture.Execute(connection, scripts["rollback.sql"]);
            fixture.Execute(connection, scripts["uninstall.sql"]);
            fixture.Execute(connection, "DROP TABLE customers");
            Assert.Equal(before, Read(connection, fixture.Catalogue));
        }
    }

    [SkippableFact]
    public void The_planner_writes_the_body_behind_the_stable_name_into_the_query()
    {
        using DbConnection connection = fixture.Connect();
        Install(connection);
        Assert.DoesNotContain(Read(connection, "EXPLAIN SELECT score FROM mlops.churn"), line => line.Contains("Function Scan", StringComparison.Ordinal));
        Assert.DoesNotContain(
            Read(connection, "EXPLAIN SELECT s.score FROM customers AS c CROSS JOIN LATERAL mlops.churn(c.x) AS s"),
            line => line.Contains("Function Scan", StringComparison.Ordinal));
    }

    [SkippableFact]
    public void Readers_see_scores_and_not_the_table()
    {
        using DbConnection connection = fixture.Connect();
        Install(connection);
        string grants = Scripts(WithTable)["grants.sql"];
        fixture.Execute(connection, grants);
        fixture.Execute(connection, grants);
        fixture.Execute(connection, "SET ROLE mlops_reading");
        Assert.Equal(["3"], Read(connection, "SELECT score::text FROM mlops.churn"));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, Assert.Throws<PostgresException>(() => Read(connection, "SELECT x::text FROM customers")).SqlState);
        fixture.Execute(connection, "SET ROLE mlops_scoring");
        Assert.Equal(["4"], Read(connection, "SELECT score::text FROM mlops.churn(2)"));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, Assert.Throws<PostgresException>(() => Read(connection, "SELECT score::text FROM mlops.churn")).SqlState);
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, Assert.Throws<PostgresException>(() => fixture.Execute(connection, Scripts(WithTable)["rollback.sql"])).SqlState);
    }

    private void Install(DbConnection connection)
    {
        fixture.Execute(connection, "CREATE TABLE customers (id bigint, x float8); INSERT INTO customers VALUES (1, 1.5)");
        Dictionary<string, string> scripts = Scripts(WithTable);
        fixture.Execute(connection, scripts["install.sql"]);
        fixture.Execute(connection, scripts["upgrade.sql"]);
    }

    private Dictionary<string, string> Scripts(GenerationOptions options, double factor = 2)
    {
        var builder = new PlanBuilder();
        Expression x = new ValueReference(builder.AddInput(new FieldSchema("x", DataType.Double), Origin.None));
        builder.AddOutput(new FieldSchema("score", DataType.Double), Build.Multiply(x, Build.Number(factor)), Origin.None);
        return fixture.Target.Generate(builder.Build("churn"), options).ToDictionary(file => file.Path, file => file.Content);
    }

    private static string[] Read(DbConnection connection, string query)
    {
        using DbCommand command = connection.CreateCommand();
        command.CommandText = query;
        using DbDataReader reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
        {
            rows.Add(reader.GetString(0));
        }

        return [.. rows];
    }
}
