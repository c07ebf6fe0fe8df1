using MlOps.Codegen.Sql.Specification.Servers;
using Npgsql;

namespace MlOps.Codegen.Registry.Tests.Engines;

public sealed class PostgreSqlRegistryTests(PostgreSqlRegistryTests.Template template) : RegistrySpecification, IClassFixture<PostgreSqlRegistryTests.Template>
{
    private protected override TestRegistry Create() => In(PostgreSqlServer.Shared.CreateDatabase());

    private protected override TestRegistry Make() => In(PostgreSqlServer.Shared.CreateDatabase(template.Name));

    private static TestRegistry In(TestDatabase database) => new(
        $"postgres:{database.ConnectionString}",
        () =>
        {
            var connection = new NpgsqlConnection(database.ConnectionString);
            connection.Open();
            return connection;
        },
        database.Dispose);

    private protected override void Unprotect(TestRegistry test, string table) => test.Execute($"ALTER TABLE {table} DISABLE TRIGGER USER");

    private protected override void TakeGuard(TestRegistry test, string table, string guard) => test.Execute($"ALTER TABLE {table} DISABLE TRIGGER {guard}");

    [SkippableFact]
    public void Roles_do_no_more_than_they_need()
    {
        using TestRegistry test = Create();
        test.Registry.Initialize(TestRegistry.Ann);
        VersionReference waiting = test.Submit();
        string suffix = Guid.NewGuid().ToString("N")[..12];
        (string readers, string writers) = ($"Readers' {suffix}", $"writers \"{suffix}\"");
        string script = test.Registry.Grants(readers, writers);
        test.Execute(script);
        test.Execute(script);
        try
        {
            using Login reader = new(test, $"reader_{suffix}", readers);
            using Login writer = new(test, $"writer_{suffix}", writers);

            // Readers see everything, proof included, and change nothing.
            Assert.Single(reader.Registry.List());
            Assert.True(reader.Registry.Verify().IsWhole);
            Assert.Equal(waiting, reader.Registry.Lineage(waiting).Version);
            Assert.Contains("permission denied", Assert.Throws<RegistryFailure>(() => reader.Registry.AddTag(waiting, "x", TestRegistry.Ann)).Message, StringComparison.Ordinal);

            // Writers do whatever the tool does.
            writer.Registry.Approve(waiting, "risk officer", TestRegistry.Bob);
            writer.Registry.Promote(waiting, Life.Slot.Champion, TestRegistry.Ann);
            writer.Registry.Register(Registrations.Of("other", "<o/>") with { DependsOn = [waiting], Project = "new" }, TestRegistry.Ann);
            using var key = Signatures.SigningKey.Create();
            writer.Registry.AddKey("ann", key.PublicKey, TestRegistry.Ann);
            writer.Registry.Sign(waiting, key, "author", "made", TestRegistry.Ann);
            writer.Registry.RevokeKey(Signatures.SigningKey.FingerprintOf(key.PublicKey), TestRegistry.Ann);
            writer.Registry.SetPolicy("new", new Life.ApprovalPolicy { Quorum = 2 }, TestRegistry.Ann);
            Assert.False(writer.Registry.Initialize(TestRegistry.Ann));
            Assert.True(writer.Registry.Verify().IsWhole);

            // And nothing else, not even where the triggers would refuse it.
            foreach (string statement in (string[])
            [
                "UPDATE model_version SET author = 'eve'",
                "DELETE FROM audit_event",
                "TRUNCATE metric",
                "ALTER TABLE audit_event DISABLE TRIGGER USER",
                "DROP TABLE metric",
                "DROP VIEW audit_trail",
                "DROP TRIGGER version_state_guard ON version_state",
                "CREATE TABLE mine (x int)",
                "CREATE OR REPLACE FUNCTION registry_refuse_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
                "INSERT INTO registry_migration (scriptname, applied) VALUES ('9999', now())",
                "SET session_replication_role = replica",
            ])
            {
                PostgresException refused = Assert.Throws<PostgresException>(() => writer.Execute(statement));
                Assert.True(refused.SqlState is PostgresErrorCodes.InsufficientPrivilege, $"{statement}: {refused.Message}");
            }

            Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, Assert.Throws<PostgresException>(() => reader.Execute("INSERT INTO version_tag VALUES (1, 'x', 1)")).SqlState);
            Assert.True(test.Registry.Verify().IsWhole);
        }
        finally
        {
            foreach (string role in new[] { readers, writers })
            {
                string quoted = $"\"{role.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
                test.Execute($"DROP OWNED BY {quoted}; DROP ROLE {quoted}");
            }
        }
    }

    /// <summary>Somebody with an account of their own, in a role.</summary>
    private sealed class Login : IDisposable
    {
        private readonly TestRegistry test;
        private readonly string name;
        private readonly string connection;

        public Login(TestRegistry test, string name, string role)
        {
            (this.test, this.name) = (test, name);
            string password = Guid.NewGuid().ToString("N");
            test.Execute($"CREATE ROLE {name} LOGIN PASSWORD '{password}' IN ROLE \"{role.Replace("\"", "\"\"", StringComparison.Ordinal)}\"");
            connection = new NpgsqlConnectionStringBuilder(test.Location["postgres:".Length..]) { Username = name, Password = password, Pooling = false }.ConnectionString;
        }

        public ModelRegistry Registry => ModelRegistry.At($"postgres:{connection}");

        public void Execute(string statement)
        {
            using var open = new NpgsqlConnection(connection);
            open.Open();
            using var command = new NpgsqlCommand(statement, open);
            command.ExecuteNonQuery();
        }

        public void Dispose() => test.Execute($"DROP ROLE {name}");
    }

    /// <summary>A database with a registry that ann made, which the others are copies of.</summary>
    public sealed class Template : IDisposable
    {
        private readonly Lazy<TestDatabase> made = new(() =>
        {
            TestDatabase database = PostgreSqlServer.Shared.CreateDatabase();
            In(database).Registry.Initialize(TestRegistry.Ann);

            // A database to which somebody is connected is not copied.
            NpgsqlConnection.ClearAllPools();
            return database;
        });

        internal string Name => made.Value.Name;

        public void Dispose()
        {
            if (made.IsValueCreated)
            {
                made.Value.Dispose();
            }
        }
    }
}
