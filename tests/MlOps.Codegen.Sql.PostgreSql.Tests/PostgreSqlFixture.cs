using System.Data.Common;
using System.Runtime.CompilerServices;
using MlOps.Codegen.Batch.Engines;
using MlOps.Codegen.Deployment.Databases;
using MlOps.Codegen.Deployment.Engines;
using MlOps.Codegen.Sql.Generation;
using MlOps.Codegen.Sql.Specification.Comparison;
using MlOps.Codegen.Sql.Specification.Servers;
using Npgsql;

namespace MlOps.Codegen.Sql.PostgreSql.Tests;

public sealed class PostgreSqlFixture : SqlFixture
{
    private readonly List<TestDatabase> databases = [];

    // The engine tells the driver how to hold dates, before the driver is used.
    static PostgreSqlFixture() => RuntimeHelpers.RunClassConstructor(typeof(PostgreSqlEngine).TypeHandle);

    public override SqlTarget Target { get; } = new PostgreSqlTarget();

    public override IReadOnlyList<string> Refused { get; } = ["replace a* by c", "replace ab|a by c", "replace a|ab by c"];


    public override string? NotANumber => "'NaN'::float8";

    public override string SnapshotFolder { get; } = Here();

    public override string CaseInsensitiveText(DbConnection connection)
    {
        Execute(connection, "CREATE COLLATION IF NOT EXISTS overlooks_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false)");
        return "text COLLATE overlooks_case";
    }

    public override string Catalogue => CatalogueQuery;

    /// <summary>The same, for tests that have no fixture.</summary>
    internal static string CatalogueQuery => """
        SELECT name FROM (
          SELECT 'schema ' || nspname AS name FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
          UNION ALL SELECT 'relation ' || oid::regclass FROM pg_class WHERE relnamespace NOT IN (SELECT oid FROM pg_namespace WHERE nspname ~ '^pg_' OR nspname = 'information_schema')
          UNION ALL SELECT 'function ' || oid::regprocedure FROM pg_proc WHERE pronamespace NOT IN (SELECT oid FROM pg_namespace WHERE nspname ~ '^pg_' OR nspname = 'information_schema')
          UNION ALL SELECT 'type ' || oid::regtype FROM pg_type WHERE typnamespace NOT IN (SELECT oid FROM pg_namespace WHERE nspname ~ '^pg_' OR nspname = 'information_schema')
        ) AS names ORDER BY name
        """;

    public override string CallInstalled(ScoringQuery query)
    {
        string arguments = string.Join(", ", query.Inputs.Select(column => $"source.{Quote(column.Column)}"));
        string function = $"{Quote(query.Options.Schema)}.{Quote(query.Options.VersionedName)}";
        string row = query.Inputs.Length > 100 ? $"ROW({arguments})::{Quote(query.Options.Schema)}.{Quote(query.Options.VersionedName + "_row")}" : arguments;
        return $"SELECT source.{Quote(query.Options.Key!)}, scores.* FROM {Quote(query.Options.SourceTable!)} AS source CROSS JOIN LATERAL {function}({row}) AS scores";
    }

    public override DbConnection Connect()
    {
        var connection = new NpgsqlConnection(CreateDatabase());
        connection.Open();
        return connection;
    }

    protected override IScoringEngine Open() => new PostgreSqlEngine(CreateDatabase());

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        databases.ForEach(database => database.Dispose());
    }

    public override string NewDatabase() => CreateDatabase();

    public override Database OpenDatabase(string connectionString) => new PostgreSqlDatabase(connectionString);

    public override JobEngine Jobs { get; } = new PostgreSqlJobs();

    private string CreateDatabase()
    {
        databases.Add(PostgreSqlServer.Shared.CreateDatabase());
        return databases[^1].ConnectionString;
    }

    private static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static string Here([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
