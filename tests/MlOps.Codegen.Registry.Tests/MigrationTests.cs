using Microsoft.SqlServer.TransactSql.ScriptDom;
using MlOps.Codegen.Registry.Storage;
using MlOps.Codegen.Registry.Tests.Engines;

namespace MlOps.Codegen.Registry.Tests;

public class MigrationTests
{
    [Fact]
    public void Migrations_for_sql_server_are_transact_sql()
    {
        foreach ((string name, string text) in new SqlServerRegistry("Server=nowhere").Migrations())
        {
            new TSql160Parser(initialQuotedIdentifiers: true).Parse(new StringReader(text), out IList<ParseError> errors);
            Assert.True(errors.Count == 0, $"{name}: {string.Join('\n', errors.Select(error => $"{error.Line}: {error.Message}"))}");
        }
    }

    [Theory]
    [InlineData("Server=nowhere", "sqlserver:")]
    [InlineData("Host=nowhere", "postgres:")]
    [InlineData("registry.db", "sqlite:")]
    public void No_word_of_a_migration_is_left_open(string place, string engine)
    {
        Assert.All(RegistryEngine.At(engine + place).Migrations(), migration => Assert.DoesNotMatch(@"\$\w+\$", migration.Text));
    }

    [Fact]
    public void A_registry_that_is_not_there_is_not_made_by_reading()
    {
        string file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.db");
        RegistryFailure failure = Assert.Throws<RegistryFailure>(() => ModelRegistry.At(file).List());
        Assert.Equal(RegistryFailureKind.NotFound, failure.Kind);
        Assert.False(File.Exists(file));
    }

    [Fact]
    public void A_registry_of_a_later_program_is_left_alone()
    {
        using TestRegistry test = SqliteDatabases.New();
        test.Registry.Initialize(TestRegistry.Ann);
        test.Execute("INSERT INTO registry_migration (ScriptName, Applied) VALUES ('9999_later', '2030-01-01')");
        Assert.Contains("later version", Assert.Throws<RegistryFailure>(() => test.Registry.List()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_that_begin_at_once_make_one_registry()
    {
        using TestRegistry test = SqliteDatabases.New();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => ModelRegistry.At(test.Location).Initialize(TestRegistry.Ann))));
        Assert.Single(test.Registry.Audit());
        Assert.True(test.Registry.Verify().IsWhole);
    }
}
