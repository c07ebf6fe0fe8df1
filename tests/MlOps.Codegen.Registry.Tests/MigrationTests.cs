using Microsoft.SqlServer.Dac.Model;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using MlOps.Codegen.Registry.Storage;
using MlOps.Codegen.Registry.Tests.Engines;

namespace MlOps.Codegen.Registry.Tests;

public class MigrationTests
{
    [Fact]
    public void Migrations_for_sql_server_are_transact_sql()
    {
        (string Name, string Text) grants = ("grants", SqlServerRegistry.GrantsOn("my]schema", "reading's", "writing]"));
        foreach ((string name, string text) in new SqlServerRegistry("Server=nowhere").Migrations().Append(grants))
        {
            new TSql160Parser(initialQuotedIdentifiers: true).Parse(new StringReader(text), out IList<ParseError> errors);
            Assert.True(errors.Count == 0, $"{name}: {string.Join('\n', errors.Select(error => $"{error.Line}: {error.Message}"))}");
        }
    }

    [Fact]
    public void Migrations_for_sql_server_make_a_schema_in_which_every_name_is_known()
    {
        var declarations = new List<string>();
        foreach ((_, string text) in new SqlServerRegistry("Server=nowhere").Migrations())
        {
            var script = (TSqlScript)new TSql160Parser(initialQuotedIdentifiers: true).Parse(new StringReader(text), out _);
            foreach (TSqlStatement statement in script.Batches.SelectMany(batch => batch.Statements))
            {
                // A schema model takes declarations: what is dropped is taken out of it.
                if (statement is DropViewStatement dropped)
                {
                    Assert.Equal(1, declarations.RemoveAll(former => former.StartsWith($"CREATE VIEW {dropped.Objects[0].BaseIdentifier.Value} ", StringComparison.Ordinal)));
                }
                else
                {
                    declarations.Add(text.Substring(statement.StartOffset, statement.FragmentLength));
                }
            }
        }

        using var model = new TSqlModel(SqlServerVersion.Sql150, new TSqlModelOptions());
        declarations.ForEach(model.AddObjects);
        IList<DacModelMessage> messages = model.Validate();
        Assert.True(messages.Count == 0, string.Join('\n', messages.Select(message => message.Message)));
        Assert.Equal(
            RegistryEngine.At("sqlserver:Server=nowhere").ExpectedTriggers().Order(StringComparer.Ordinal),
            model.GetObjects(DacQueryScopes.UserDefined, DmlTrigger.TypeClass).Select(trigger => trigger.Name.Parts[^1]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_registry_of_an_earlier_program_is_brought_forward()
    {
        const int Earlier = 4;
        using TestRegistry test = SqliteDatabases.New();
        File.WriteAllBytes(test.Location, []);
        test.Execute("CREATE TABLE registry_migration (SchemaVersionID INTEGER CONSTRAINT 'PK_registry_migration_SchemaVersionID' PRIMARY KEY AUTOINCREMENT NOT NULL, ScriptName TEXT NOT NULL, Applied DATETIME NOT NULL)");
        foreach ((string name, string text) in RegistryEngine.At(test.Location).Migrations().Take(Earlier))
        {
            test.Execute(text);
            test.Execute($"INSERT INTO registry_migration (ScriptName, Applied) VALUES ('{name}', '2026-01-01')");
        }

        RegistryFailure failure = Assert.Throws<RegistryFailure>(() => test.Registry.List());
        Assert.Contains("'mlops registry init' brings it forward", failure.Message, StringComparison.Ordinal);
        Assert.True(test.Registry.Initialize(TestRegistry.Ann));
        test.Approve();
        Assert.True(test.Registry.Verify().IsWhole);
        Assert.Equal(RegistryEngine.MigrationCount, Convert.ToInt32(test.Scalar("SELECT COUNT(*) FROM registry_migration"), System.Globalization.CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("Server=nowhere", "sqlserver:")]
    [InlineData("Host=nowhere", "postgres:")]
    [InlineData("registry.db", "sqlite:")]
    public void No_word_of_a_migration_is_left_open(string place, string engine)
    {
        Assert.Equal(RegistryEngine.MigrationCount, RegistryEngine.At(engine + place).Migrations().Count());
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
