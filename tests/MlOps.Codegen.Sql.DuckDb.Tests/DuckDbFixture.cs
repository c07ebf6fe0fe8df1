using System.Data.Common;
using System.Runtime.CompilerServices;
using DuckDB.NET.Data;
using MlOps.Codegen.Batch.Engines;
using MlOps.Codegen.Deployment.Databases;
using MlOps.Codegen.Deployment.Engines;
using MlOps.Codegen.Sql.Generation;
using MlOps.Codegen.Sql.Specification.Comparison;

namespace MlOps.Codegen.Sql.DuckDb.Tests;

public sealed class DuckDbFixture : SqlFixture
{
    private readonly DatabaseFolder folder = new();

    public override SqlTarget Target { get; } = new DuckDbTarget();

    public override IReadOnlyList<string> Refused { get; } = ["replace a* by c"];

    public override string? NotANumber => "'NaN'::DOUBLE";

    public override string SnapshotFolder { get; } = Here();

    public override string CaseInsensitiveText(DbConnection connection) => "VARCHAR COLLATE NOCASE";

    // The schema and its text functions are shared, and stay.
    public override string Catalogue => """
        SELECT name FROM (
          SELECT 'table ' || table_name AS name FROM duckdb_tables()
          UNION ALL SELECT 'view ' || view_name FROM duckdb_views() WHERE NOT internal
          UNION ALL SELECT 'macro ' || function_name FROM duckdb_functions() WHERE NOT internal AND function_name NOT LIKE 'text\_%' ESCAPE '\'
        ) ORDER BY name
        """;

    public override IReadOnlyList<string> SharedByBatches => ["table run", "table run_usage"];

    public override string CallInstalled(ScoringQuery query) =>
        $"SELECT * FROM {Quote(query.Options.Schema)}.{Quote(query.Options.VersionedName)}('{query.Options.SourceTable}')";

    public override DbConnection Connect()
    {
        var connection = new DuckDBConnection("Data Source=:memory:");
        connection.Open();
        return connection;
    }

    public override string NewDatabase() => folder.NewFile();

    public override Database OpenDatabase(string connectionString) => new DuckDbDatabase(connectionString);

    public override JobEngine Jobs { get; } = new DuckDbJobs();

    protected override IScoringEngine Open() => new DuckDbEngine(null);

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        folder.Dispose();
    }

    private static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static string Here([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
