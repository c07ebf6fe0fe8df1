using Microsoft.Data.SqlClient;
using MlOps.Codegen.Sql.Specification.Servers;

namespace MlOps.Codegen.Registry.Tests.Engines;

public sealed class SqlServerRegistryTests : RegistrySpecification
{
    private protected override TestRegistry Create()
    {
        TestDatabase database = SqlServerServer.Shared.CreateDatabase();
        return new TestRegistry(
            $"sqlserver:{database.ConnectionString}",
            () =>
            {
                var connection = new SqlConnection(database.ConnectionString);
                connection.Open();
                return connection;
            },
            database.Dispose);
    }

    private protected override void Unprotect(TestRegistry test, string table) => test.Execute($"DISABLE TRIGGER {table}_no_change ON {table}");

    private protected override void TakeGuard(TestRegistry test, string table, string guard) => test.Execute($"DISABLE TRIGGER {guard} ON {table}");
}
