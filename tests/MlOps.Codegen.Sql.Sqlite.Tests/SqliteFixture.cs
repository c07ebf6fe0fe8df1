using System.Data.Common;
using Microsoft.Data.Sqlite;
using MlOps.Codegen.Deployment.Engines;
using MlOps.Codegen.Sql.Generation;
using MlOps.Codegen.Sql.Specification.Comparison;

namespace MlOps.Codegen.Sql.Sqlite.Tests;

public sealed class SqliteFixture : SqlFixture
{
    public override SqlTarget Target { get; } = new SqliteTarget();

    public override IReadOnlyList<string> Refused { get; } = [];

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

    protected override IScoringEngine Open() => new SqliteEngine(null, SqliteFunctions.All);
}
