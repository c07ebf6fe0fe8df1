using System.Collections.Immutable;
using MlOps.Codegen.Batch.Engines;
using MlOps.Codegen.CSharp;
using MlOps.Codegen.Deployment.Databases;
using MlOps.Codegen.Deployment.EngineFunctions;
using MlOps.Codegen.Deployment.Engines;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Targets;
using MlOps.Codegen.Sql.DuckDb;
using MlOps.Codegen.Sql.Generation;
using MlOps.Codegen.Sql.PostgreSql;
using MlOps.Codegen.Sql.Sqlite;
using MlOps.Codegen.Sql.SqlServer;
using MlOps.Codegen.Sql.Strategies;

namespace MlOps.Codegen.Cli.Targets;

/// <summary>The targets: a line each.</summary>
internal static class TargetCatalog
{
    /// <summary>The name of the target that is the oracle for the others.</summary>
    public const string Reference = "reference";

    /// <summary>All targets in the order of help.</summary>
    public static ImmutableArray<TargetEntry> Entries { get; } =
    [
        new(Reference, null, NeedsConnection: false, (plan, _, _) => new ReferenceScorer(plan)),
        new("csharp", new CSharpTarget(), NeedsConnection: false, (plan, _, _) => new CSharpScorer(plan)),
        Sql(
            new DuckDbTarget(),
            connection => new DuckDbEngine(connection),
            connection => new DuckDbDatabase(connection),
            () => new DuckDbJobs(),
            DataSource.DuckDb,
            ScorerQuery.DuckDb),
        Sql(
            new SqliteTarget(),
            connection => new SqliteEngine(connection, SqliteFunctions.All),
            connection => new SqliteDatabase(connection, SqliteFunctions.All),
            () => new SqliteJobs(SqliteFunctions.All),
            DataSource.Sqlite,
            ScorerQuery.Sqlite),
        Sql(
            new PostgreSqlTarget(),
            connection => new PostgreSqlEngine(connection!),
            connection => new PostgreSqlDatabase(connection),
            () => new PostgreSqlJobs(),
            DataSource.PostgreSql) with
        {
            NeedsConnection = true,
        },
        Sql(
            new SqlServerTarget(),
            connection => new SqlServerEngine(connection!),
            connection => new SqlServerDatabase(connection),
            () => new SqlServerJobs(),
            DataSource.SqlServer) with
        {
            NeedsConnection = true,
        },
    ];

    /// <summary>The names of all targets.</summary>
    public static string[] Names { get; } = [.. Entries.Select(entry => entry.Name)];

    private static TargetEntry Sql(
        SqlTarget target,
        Func<string?, IScoringEngine> open,
        Func<string, Database> openDatabase,
        Func<JobEngine> jobs,
        Func<string, DataSource> source,
        Func<string, ScorerSource, string, IReadOnlyList<string>, string>? functionQuery = null) => new(
        target.Name,
        target,
        NeedsConnection: false,
        (plan, connection, strategy) => strategy is Strategy.Function or Strategy.Stream
            ? new EngineScorer(plan, target, () => open(connection))
            : new SqlScorer(plan, target, () => open(connection)),
        new DatabaseTarget(target, openDatabase, jobs, source, functionQuery) { OpenEngine = open });

    /// <summary>A target by name.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    public static TargetEntry Find(string name) => Entries.First(entry => entry.Name == name);
}

/// <summary>A target.</summary>
/// <param name="Name">Its name on the command line.</param>
/// <param name="Generator">Generates its code; null for the reference evaluator, which runs plans as they are.</param>
/// <param name="NeedsConnection">Whether it is a server that a connection string leads to.</param>
/// <param name="CreateScorer">Makes a plan ready to run on it; the second argument is the connection string, the third how it runs.</param>
/// <param name="Database">What there is to know of it where it is a database; null elsewhere.</param>
internal sealed record TargetEntry(
    string Name,
    ITarget? Generator,
    bool NeedsConnection,
    Func<ScoringPlan, string?, Strategy, IRowScorer> CreateScorer,
    DatabaseTarget? Database = null)
{
    /// <summary>Complains where the target is a server and nothing leads to it.</summary>
    /// <param name="connection">The connection string; null for none.</param>
    /// <exception cref="CommandFailure">The target needs a connection string.</exception>
    public void RequireConnection(string? connection)
    {
        if (NeedsConnection && string.IsNullOrWhiteSpace(connection))
        {
            throw new CommandFailure(ExitCodes.Usage, $"the target {Name} is a server: give a connection string with --connection");
        }
    }

    /// <summary>Makes a plan ready to run on the target.</summary>
    /// <param name="plan">A plan that the target can run.</param>
    /// <param name="connection">The connection string; null for none.</param>
    /// <param name="strategy">How a database runs it; a query by default.</param>
    /// <exception cref="CommandFailure">The target cannot be reached.</exception>
    public IRowScorer Connect(ScoringPlan plan, string? connection, Strategy strategy = Strategy.Inline)
    {
        RequireConnection(connection);
        return CreateScorer(plan, connection, strategy);
    }
}

/// <summary>A target that is a database, in which versions are deployed.</summary>
/// <param name="Sql">Its generator.</param>
/// <param name="Open">Opens a database by its connection string, or, where databases are files, by its path.</param>
/// <param name="Jobs">Makes what batch jobs ask of the engine.</param>
/// <param name="Source">Names a database as others know it, from what leads there.</param>
/// <param name="FunctionQuery">Writes the query that calls a registered scorer; null where the engine does not run in this process.</param>
internal sealed record DatabaseTarget(
    SqlTarget Sql,
    Func<string, Database> Open,
    Func<JobEngine> Jobs,
    Func<string, DataSource> Source,
    Func<string, ScorerSource, string, IReadOnlyList<string>, string>? FunctionQuery)
{
    /// <summary>Opens an engine for scratch tables.</summary>
    public required Func<string?, IScoringEngine> OpenEngine { get; init; }
}
