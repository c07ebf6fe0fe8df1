using MlOps.Codegen.Sql.Specification.Servers;
using Npgsql;

namespace MlOps.Codegen.Sql.PostgreSql.Tests.Servers;

public class PostgreSqlServerTests
{
    [SkippableFact]
    public void A_fresh_database_answers()
    {
        using TestDatabase database = PostgreSqlServer.Shared.CreateDatabase();

        Assert.Equal(1, Scalar(database, "SELECT 1"));
        Assert.Equal("UTF8", Scalar(database, "SHOW server_encoding"));
    }

    [SkippableFact]
    public void Two_databases_do_not_see_each_other()
    {
        using TestDatabase one = PostgreSqlServer.Shared.CreateDatabase();
        using TestDatabase other = PostgreSqlServer.Shared.CreateDatabase();

        Scalar(one, "CREATE TABLE t (x integer)");

        Assert.Equal(true, Scalar(one, "SELECT to_regclass('t') IS NOT NULL"));
        Assert.Equal(true, Scalar(other, "SELECT to_regclass('t') IS NULL"));
    }

    [SkippableFact]
    public void A_disposed_database_is_gone()
    {
        using TestDatabase kept = PostgreSqlServer.Shared.CreateDatabase();
        TestDatabase dropped = PostgreSqlServer.Shared.CreateDatabase();
        Scalar(dropped, "SELECT 1");

        dropped.Dispose();

        Assert.Equal(0L, Scalar(kept, $"SELECT count(*) FROM pg_database WHERE datname = '{dropped.Name}'"));
    }

    [SkippableFact]
    public void A_disposed_server_leaves_nothing_behind()
    {
        _ = PostgreSqlServer.Shared;
        PostgreSqlServer server = PostgreSqlServer.Start();
        Skip.If(server.Directory is null, "the server is given by MLOPS_TEST_POSTGRES and stays");
        string directory = server.Directory!;
        TestDatabase database = server.CreateDatabase();
        Assert.True(Directory.Exists(directory));

        server.Dispose();

        Assert.False(Directory.Exists(directory));
        Assert.ThrowsAny<NpgsqlException>(() => Scalar(database, "SELECT 1"));
    }

    private static object? Scalar(TestDatabase database, string statement)
    {
        using var connection = new NpgsqlConnection(database.ConnectionString);
        connection.Open();
        using var command = new NpgsqlCommand(statement, connection);
        return command.ExecuteScalar();
    }
}
