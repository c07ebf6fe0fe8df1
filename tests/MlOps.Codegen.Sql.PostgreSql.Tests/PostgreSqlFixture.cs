using System.Data.Common;
using MlOps.Codegen.Deployment.Engines;
using MlOps.Codegen.Sql.Generation;
using MlOps.Codegen.Sql.Specification.Comparison;
using MlOps.Codegen.Sql.Specification.Servers;
using Npgsql;

namespace MlOps.Codegen.Sql.PostgreSql.Tests;

public sealed class PostgreSqlFixture : SqlFixture
{
    private TestDatabase? database;

    public override SqlTarget Target { get; } = new PostgreSqlTarget();

    public override IReadOnlyList<string> Refused { get; } =
    [
        "replace (<005C>w)(<005C>d?) by $1-$2", "replace a* by c", "replace a|ab by c", "replace ab|a by c",
    ];

    private TestDatabase Database => database ??= PostgreSqlServer.Shared.CreateDatabase();

    public override DbConnection Connect()
    {
        var connection = new NpgsqlConnection(Database.ConnectionString);
        connection.Open();
        return connection;
    }

    protected override IScoringEngine Open() => new PostgreSqlEngine(Database.ConnectionString);

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        database?.Dispose();
    }
}
