using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using MlOps.Codegen.Batch.Engines;
using MlOps.Codegen.Deployment.Databases;
using MlOps.Codegen.Deployment.Engines;
using MlOps.Codegen.Sql.Generation;
using MlOps.Codegen.Sql.Scripts;
using MlOps.Codegen.Sql.Specification.Comparison;

namespace MlOps.Codegen.Sql.Sqlite.Tests;

public sealed class SqliteFixture : SqlFixture
{
    private readonly DatabaseFolder folder = new();

    public override SqlTarget Target { get; } = new SqliteTarget();

    public override IReadOnlyList<string> Refused { get; } = [];

    public override string? NotANumber => null;

    public override string SnapshotFolder { get; } = Here();

    public override string CaseInsensitiveText(DbConnection connection) => "TEXT COLLATE NOCASE";

    public override string Catalogue => "SELECT type || ' ' || name FROM sqlite_master ORDER BY 1";

    // The check comes before the transaction.
    public override void AfterError(DbConnection connection)
    {
    }

    public override IReadOnlyList<string> SharedByBatches => ["table mlops_run", "table mlops_run_usage"];

    public override string CallInstalled(ScoringQuery query) => $"SELECT * FROM {Quote(query.Options.VersionedName)}";

    public override string FeaturesAt(DbConnection connection, FeatureNames names, string what, string time)
    {
        Execute(connection, $"UPDATE {names.Time} SET as_of = {time}");
        return $"SELECT * FROM {what}";
    }

    public override DbConnection Connect()
    {
        var connection = new SqliteConnection("Data Source=:memory:");
        connection.Open();
        foreach ((string name, Func<object?[], object?> call) in SqliteFunctions.All)
        {
            connection.CreateFunction(name, call, isDeterministic: true);
        }

        return connection;
    }

    public override string NewDatabase() => folder.NewFile();

    public override Database OpenDatabase(string connectionString) => new SqliteDatabase(connectionString, SqliteFunctions.All);

    public override JobEngine Jobs { get; } = new SqliteJobs(SqliteFunctions.All);

    protected override IScoringEngine Open() => new SqliteEngine(null, SqliteFunctions.All);

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        folder.Dispose();
    }

    private static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static string Here([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
