using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.Data.SqlClient;
using MlOps.Codegen.Batch.Engines;
using MlOps.Codegen.Deployment.Databases;
using MlOps.Codegen.Deployment.Engines;
using MlOps.Codegen.Sql.Generation;
using MlOps.Codegen.Sql.Specification.Comparison;
using MlOps.Codegen.Sql.Specification.Servers;

namespace MlOps.Codegen.Sql.SqlServer.Tests;

/// <summary>A server, where there is one.</summary>
public sealed class SqlServerFixture : SqlFixture
{
    private readonly List<TestDatabase> databases = [];

    public override SqlTarget Target { get; } = new SqlServerTarget();

    public override IReadOnlyList<string> Refused => RefusedPatterns;

    internal static IReadOnlyList<string> RefusedPatterns { get; } =
    [
        "matches ((a)|(b))+c?",
        "matches (?:ab)+",
        "matches [<D83D><DE00>-<D83D><DE02>]",
        "matches \\Ba",
        "matches \\bb",
        "matches ^(?:(?:a|b)c)*$",
        "matches ^[^<D83D><DE00>]$",
        "matches ^[a-z]+@[a-z]+\\.[a-z]{2,3}$",
        "matches a\\b",
        "replace (\\w)(\\d?) by $1-$2",
        "replace (a)(b) by $2$1",
        "replace . by x",
        "replace [^a-c] by ",
        "replace \\W+ by <0020>",
        "replace \\b(a|ab|aa)\\b by <$1>",
        "replace \\bb by c",
        "replace ^a by b",
        "replace a$ by b",
        "replace a* by c",
        "replace a+ by [$0]",
        "replace ab|a by c",
        "replace a|ab by c",
    ];

    public override string? NotANumber => null;

    public override string SnapshotFolder => Here();

    public override string CaseInsensitiveText(DbConnection connection) => "nvarchar(100) COLLATE Latin1_General_100_CI_AI";

    public override string KeyText => "nvarchar(40)";

    public override string Catalogue =>
        "SELECT name FROM (SELECT 'schema ' + name AS name FROM sys.schemas UNION ALL SELECT type_desc + ' ' + name FROM sys.objects WHERE is_ms_shipped = 0) AS names ORDER BY name";

    // Each statement is a transaction of its own.
    public override void AfterError(DbConnection connection)
    {
    }

    public override string CallInstalled(ScoringQuery query) => Target.Dialect.ScoreScript(query).Trim().TrimEnd(';');

    public override void Execute(DbConnection connection, string script)
    {
        foreach (string batch in TransactSqlBatches.Split(script))
        {
            base.Execute(connection, batch);
        }
    }

    public override DbConnection Connect()
    {
        var connection = new SqlConnection(CreateDatabase());
        connection.Open();
        return connection;
    }

    protected override IScoringEngine Open() => new SqlServerEngine(CreateDatabase());

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        databases.ForEach(database => database.Dispose());
    }

    internal static string Here([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;

    public override string NewDatabase() => CreateDatabase();

    public override Database OpenDatabase(string connectionString) => new SqlServerDatabase(connectionString);

    public override JobEngine Jobs { get; } = new SqlServerJobs();

    private string CreateDatabase()
    {
        databases.Add(SqlServerServer.Shared.CreateDatabase());
        return databases[^1].ConnectionString;
    }
}
