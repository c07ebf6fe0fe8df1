using System.Data.Common;
using System.Runtime.CompilerServices;
using MlOps.Codegen.Deployment.Engines;
using MlOps.Codegen.Sql.Generation;
using MlOps.Codegen.Sql.Specification.Comparison;
using MlOps.Codegen.Sql.Specification.Servers;
using Npgsql;

namespace MlOps.Codegen.Sql.PostgreSql.Tests;

public sealed class PostgreSqlFixture : SqlFixture
{
    private TestDatabase? database;

    // The engine tells the driver how to hold dates, before the driver is used.
    static PostgreSqlFixture() => RuntimeHelpers.RunClassConstructor(typeof(PostgreSqlEngine).TypeHandle);

    public override SqlTarget Target { get; } = new PostgreSqlTarget();

    public override IReadOnlyList<string> Refused { get; } = ["replace a* by c", "replace ab|a by c", "replace a|ab by c"];

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
