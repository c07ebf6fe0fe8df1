using System.Data.Common;
using System.Runtime.CompilerServices;
using DuckDB.NET.Data;
using MlOps.Codegen.Deployment.Engines;
using MlOps.Codegen.Sql.Generation;
using MlOps.Codegen.Sql.Specification.Comparison;

namespace MlOps.Codegen.Sql.DuckDb.Tests;

public sealed class DuckDbFixture : SqlFixture
{
    public override SqlTarget Target { get; } = new DuckDbTarget();

    public override IReadOnlyList<string> Refused { get; } = ["replace a* by c"];

    public override string? NotANumber => "'NaN'::DOUBLE";

    public override string SnapshotFolder { get; } = Here();

    public override string CaseInsensitiveText(DbConnection connection) => "VARCHAR COLLATE NOCASE";

    public override string CallInstalled(ScoringQuery query) =>
        $"SELECT * FROM {Quote(query.Options.Schema)}.{Quote(query.Options.VersionedName)}('{query.Options.SourceTable}')";

    public override DbConnection Connect()
    {
        var connection = new DuckDBConnection("Data Source=:memory:");
        connection.Open();
        return connection;
    }

    protected override IScoringEngine Open() => new DuckDbEngine(null);

    private static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static string Here([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
