using MlOps.Codegen.Sql.Specification.Servers;
using Npgsql;

namespace MlOps.Codegen.Registry.Tests.Engines;

public sealed class PostgreSqlRegistryTests : RegistrySpecification
{
    private protected override TestRegistry Create()
    {
        TestDatabase database = PostgreSqlServer.Shared.CreateDatabase();
        return new TestRegistry(
            $"postgres:{database.ConnectionString}",
            () =>
            {
                var connection = new NpgsqlConnection(database.ConnectionString);
                connection.Open();
                return connection;
            },
            database.Dispose);
    }

    private protected override void Unprotect(TestRegistry test, string table) => test.Execute($"ALTER TABLE {table} DISABLE TRIGGER USER");

    private protected override void TakeGuard(TestRegistry test, string table, string guard) => test.Execute($"ALTER TABLE {table} DISABLE TRIGGER {guard}");
}
