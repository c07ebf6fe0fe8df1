namespace MlOps.Codegen.Architecture.Tests;

/// <summary>Which project may reference which: the layering of ARCHITECTURE.md as data.</summary>
internal static class ReferenceRules
{
    /// <summary>The project that everything but MlOps.Runtime may reference.</summary>
    public const string Abstractions = "MlOps.Codegen.Abstractions";

    /// <summary>What SQL generators share.</summary>
    public const string Sql = "MlOps.Codegen.Sql";

    /// <summary>What generated C# is compiled against.</summary>
    public const string Runtime = "MlOps.Runtime";

    private const string Plan = "MlOps.Codegen.Plan";
    private const string Compiler = "MlOps.Codegen.Compiler";
    private const string Artifacts = "MlOps.Codegen.Artifacts";
    private const string Embedding = "MlOps.Codegen.Embedding";

    /// <summary>
    /// The packages that the runtime projects may use: ADO.NET drivers, columns in memory, what reads cron expressions, what runs
    /// migrations, the distributions of statistics, and templates and charts of reports.
    /// </summary>
    public static IReadOnlyList<string> RuntimePackages { get; } =
    [
        "Apache.Arrow", "Cronos", "dbup-core", "dbup-postgresql", "dbup-sqlite", "dbup-sqlserver", "DuckDB.NET.Data.Full", "MathNet.Numerics",
        "Microsoft.Data.SqlClient", "Microsoft.Data.Sqlite", "Npgsql", "OxyPlot.Core", "Scriban.Signed",
    ];

    /// <summary>The projects that a product project may reference itself.</summary>
    /// <param name="project">The project.</param>
    /// <returns>Their names; null where no rule speaks of the project.</returns>
    public static IReadOnlyList<string>? Allowed(Project project) => project.Name switch
    {
        Abstractions or Runtime => [],
        Plan or Artifacts => [Abstractions],
        Compiler => [Abstractions, Plan],
        "MlOps.Codegen.MlNet" or "MlOps.Codegen.Dsl" => [Abstractions, Plan, Compiler],
        Embedding => [Abstractions, Plan, Compiler, "MlOps.Codegen.Dsl", "MlOps.Codegen.CSharp", Runtime],
        "MlOps.Codegen.Build" => [Abstractions, Compiler, "MlOps.Codegen.MlNet", "MlOps.Codegen.Dsl", Embedding, "MlOps.Codegen.CSharp", Runtime],
        "MlOps.Codegen.Cli" => [.. Project.Product.Select(other => other.Name).Where(name => name != project.Name)],
        Sql => [Abstractions, Plan, Artifacts],
        "MlOps.Codegen.CSharp" => [Abstractions, Plan, Artifacts, Runtime],
        _ when IsDialect(project.Name) => [Abstractions, Sql],
        "MlOps.Runtime.Arrow" => [Runtime],
        "MlOps.Codegen.Deployment" => [Abstractions, Artifacts, Runtime],
        "MlOps.Codegen.Batch" => [Abstractions, Artifacts, "MlOps.Codegen.Deployment", Runtime],
        "MlOps.Codegen.Monitoring" => [Abstractions, Artifacts, "MlOps.Codegen.Deployment"],
        _ when project.Folder == "runtime" => [Abstractions, Artifacts],
        _ => null,
    };

    /// <summary>Whether a project is one SQL dialect.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>True for MlOps.Codegen.Sql.X.</returns>
    public static bool IsDialect(string name) => name.StartsWith(Sql + ".", StringComparison.Ordinal);
}
