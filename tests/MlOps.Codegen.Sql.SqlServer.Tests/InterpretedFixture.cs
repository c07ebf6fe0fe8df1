using System.Data.Common;
using MlOps.Codegen.Batch.Engines;
using MlOps.Codegen.Deployment.Databases;
using MlOps.Codegen.Deployment.Engines;
using MlOps.Codegen.Sql.Generation;
using MlOps.Codegen.Sql.Specification.Comparison;
using MlOps.Codegen.Sql.SqlServer.Tests.Interpreter;

namespace MlOps.Codegen.Sql.SqlServer.Tests;

/// <summary>The interpreter of the tests: always there, and as strict as the reference.</summary>
public sealed class InterpretedFixture : SqlFixture
{
    public override SqlTarget Target { get; } = new SqlServerTarget();

    public override IReadOnlyList<string> Refused => SqlServerFixture.RefusedPatterns;

    public override string? NotANumber => null;

    public override string SnapshotFolder => SqlServerFixture.Here();

    public override string CaseInsensitiveText(DbConnection connection) => throw new NotSupportedException("the interpreter has no tables");

    public override string Catalogue => throw new NotSupportedException("the interpreter has no catalogue");

    public override string CallInstalled(ScoringQuery query) => throw new NotSupportedException("the interpreter has no functions of scripts");

    public override DbConnection Connect() => throw new NotSupportedException("the interpreter has no connections");

    public override string NewDatabase() => throw new NotSupportedException("the interpreter has no databases");

    public override Database OpenDatabase(string connectionString) => throw new NotSupportedException("the interpreter has no databases");

    public override JobEngine Jobs => throw new NotSupportedException("the interpreter has no jobs");

    protected override IScoringEngine Open() => new InterpretingEngine();
}
