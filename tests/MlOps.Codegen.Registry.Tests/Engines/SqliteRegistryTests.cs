namespace MlOps.Codegen.Registry.Tests.Engines;

public sealed class SqliteRegistryTests : RegistrySpecification
{
    private protected override TestRegistry Create() => SqliteDatabases.New();

    private protected override void Unprotect(TestRegistry test, string table)
    {
        test.Execute($"DROP TRIGGER {table}_no_update");
        test.Execute($"DROP TRIGGER {table}_no_delete");
    }

    private protected override void TakeGuard(TestRegistry test, string table, string guard) => test.Execute($"DROP TRIGGER {guard}");
}
