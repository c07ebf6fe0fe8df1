using System.Data.Common;
using MlOps.Codegen.Deployment.Databases;
using MlOps.Codegen.Deployment.Engines;

namespace MlOps.Codegen.Sql.SqlServer.Tests;

/// <summary>What deployments ask of a server.</summary>
public sealed class SqlServerDatabaseTests(SqlServerFixture fixture) : IClassFixture<SqlServerFixture>
{
    private const string Script = "SET ANSI_NULLS ON;\nGO\nCREATE VIEW dbo.[a]]b_v1] AS SELECT 1 AS one;\nGO\nCREATE VIEW dbo.[a]]b] AS SELECT one FROM dbo.[a]]b_v1];\nGO\n";

    [SkippableFact]
    public void Definitions_come_and_go_with_the_transaction_and_are_read_from_the_catalogue()
    {
        using DbConnection connection = fixture.Connect();
        using var database = new SqlServerDatabase(connection.ConnectionString);
        using (DbTransaction undone = database.Begin("a]b"))
        {
            database.Run(Script, undone, CancellationToken.None);
            Assert.Contains("a]b", database.Names("dbo", undone));
        }

        Assert.DoesNotContain("a]b", database.Names("dbo", null));
        using (DbTransaction done = database.Begin("a]b"))
        {
            database.Run(Script, done, CancellationToken.None);
            database.Commit(done);
        }

        Assert.Contains("a]b_v1", database.Names("dbo", null));
        Assert.Contains("a]]b_v1", Assert.Single(database.Definitions("dbo", "a]b", null)), StringComparison.Ordinal);
        Assert.Equal(2L, Convert.ToInt64(database.Read($"SELECT x FROM (VALUES (1), (2), (3)) AS t(x) ORDER BY x {database.OneAfter(1)}", [], null, CancellationToken.None)[0][0], System.Globalization.CultureInfo.InvariantCulture));
    }

    [SkippableFact]
    public void Two_deployers_of_a_model_exclude_each_other()
    {
        using DbConnection connection = fixture.Connect();
        using var first = new SqlServerDatabase(connection.ConnectionString);
        using var second = new SqlServerDatabase(connection.ConnectionString);
        using DbTransaction held = first.Begin("churn");
        second.Begin("another").Dispose();
        Assert.Contains("somebody else", Assert.Throws<EngineFailure>(() => second.Begin("churn")).Message, StringComparison.Ordinal);
    }
}
