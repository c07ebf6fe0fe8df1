namespace MlOps.Codegen.Registry.Tests.Engines;

public sealed class SqliteRegistryTests : RegistrySpecification
{
    private static readonly Lazy<byte[]> Made = new(() =>
    {
        using TestRegistry made = SqliteDatabases.New();
        made.Registry.Initialize(TestRegistry.Ann);
        return File.ReadAllBytes(made.Location);
    });

    private protected override TestRegistry Create() => SqliteDatabases.New();

    private protected override TestRegistry Make()
    {
        TestRegistry copy = SqliteDatabases.New();
        File.WriteAllBytes(copy.Location, Made.Value);
        return copy;
    }

    private protected override void Unprotect(TestRegistry test, string table)
    {
        test.Execute($"DROP TRIGGER {table}_no_update");
        test.Execute($"DROP TRIGGER {table}_no_delete");
    }

    private protected override void TakeGuard(TestRegistry test, string table, string guard) => test.Execute($"DROP TRIGGER {guard}");
}
