using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Sql.Generation;
using MlOps.Codegen.Sql.Scripts;

namespace MlOps.Codegen.Sql.Sqlite;

/// <summary>SQLite's scripts: a version is a view over the table that was named.</summary>
/// <remarks>
/// A view's text is not looked at before it is used, so a script first reads nothing from what it is about to refer to: run scripts so
/// that they end at the first error (<c>sqlite3 -bail</c>).
/// </remarks>
internal sealed class SqliteScripts(SqliteDialect dialect, ScoringQuery query) : LifecycleScripts(dialect, query)
{
    /// <inheritdoc/>
    public override string ScoresOf(int version) => Names.VersionOf(version);

    /// <inheritdoc/>
    public override string Install()
    {
        if (!HasTable)
        {
            return "-- A SQLite view needs the table that it scores: compile with --table, and --key for the key it carries.\n";
        }

        string[] functions = [.. Query.Layout.Nodes.OfType<CallExpression>()
            .Where(call => SqliteDialect.IsRegistered(call))
            .Select(call => SqliteFunctions.NameOf(call.Function))
            .Distinct()
            .Order(StringComparer.Ordinal)];
        string registered = functions.Length == 0
            ? ""
            : $"-- The application must register on its connections: {string.Join(", ", functions)}.\n\n";
        return $"""
            {registered}BEGIN IMMEDIATE;

            DROP VIEW IF EXISTS {Names.Version};

            CREATE VIEW {Names.Version} AS
            {Query.SelectFromSourceTable()};

            COMMIT;

            """;
    }

    /// <inheritdoc/>
    protected override string Silenced() => $"DROP VIEW IF EXISTS {Names.Stable};\n";

    /// <inheritdoc/>
    public override string Uninstall() => $"DROP VIEW IF EXISTS {Names.Version};\n";

    // Readers see the version before or this one, never neither.
    /// <inheritdoc/>
    protected override string Answering(int? version) => $"""
        {(version is { } answering ? $"SELECT {RowColumns} FROM {Names.VersionOf(answering)} LIMIT 0;\n\n" : "")}BEGIN IMMEDIATE;

        DROP VIEW IF EXISTS {Names.Stable};

        CREATE VIEW {Names.Stable} AS
        {RowsOf(version, SourceTable)};

        COMMIT;

        """;
}
