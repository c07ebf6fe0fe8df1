using System.Data.Common;
using DuckDB.NET.Data;
using MlOps.Codegen.Deployment.Engines;
using MlOps.Codegen.Sql.Generation;
using MlOps.Codegen.Sql.Specification.Comparison;

namespace MlOps.Codegen.Sql.DuckDb.Tests;

public sealed class DuckDbFixture : SqlFixture
{
    public override SqlTarget Target { get; } = new DuckDbTarget();

    public override IReadOnlyList<string> Refused { get; } = ["replace a* by c"];

    public override DbConnection Connect()
    {
        var connection = new DuckDBConnection("Data Source=:memory:");
        connection.Open();
        return connection;
    }

    protected override IScoringEngine Open() => new DuckDbEngine(null);
}
