using MlOps.Codegen.Sql.Generation;
using MlOps.Codegen.Sql.Scripts;

namespace MlOps.Codegen.Sql.DuckDb;

/// <summary>DuckDB's scripts: a version is a table macro over the name of a table, and a view where a table was named.</summary>
internal sealed class DuckDbScripts(DuckDbDialect dialect, ScoringQuery query) : LifecycleScripts(dialect, query)
{
    /// <inheritdoc/>
    public override string Install()
    {
        string select = Query.Select(Query.Keyed("query_table(source)"));
        string functions = string.Concat(Query.SupportFunctions.Select(function => $"{function.Statement};\n\n"));
        return $"""
            BEGIN TRANSACTION;

            CREATE SCHEMA IF NOT EXISTS {Names.Schema};

            {functions}-- The macro takes the name of a table or view and scores every row of it.
            CREATE OR REPLACE MACRO {Names.Version}(source) AS TABLE
            {select};
            {(HasTable ? RowsView() : "")}
            COMMIT;

            """;
    }

    /// <inheritdoc/>
    protected override string Silenced() => $"""
        BEGIN TRANSACTION;
        {(HasTable ? $"DROP VIEW IF EXISTS {Names.Stable};\n" : "")}DROP MACRO TABLE IF EXISTS {Names.Stable};
        COMMIT;

        """;

    /// <inheritdoc/>
    public override string Uninstall() => $"""
        -- The schema and its text functions stay: other models may use them.
        BEGIN TRANSACTION;
        {(HasTable ? $"DROP VIEW IF EXISTS {Names.Rows};\n" : "")}DROP MACRO TABLE IF EXISTS {Names.Version};
        COMMIT;

        """;

    private string RowsView()
    {
        string table = dialect.TextLiteral(dialect.Relation(Query.Options.SourceSchema, Query.Options.SourceTable!));
        return $"""

            -- The scores of every row of the table.
            CREATE OR REPLACE VIEW {Names.Rows} AS
            SELECT {RowColumns} FROM {Names.Version}({table});

            """;
    }

    // Readers see the version before or this one, never neither.
    /// <inheritdoc/>
    protected override string Answering(int? version) => $"""
        BEGIN TRANSACTION;
        CREATE OR REPLACE MACRO {Names.Stable}(source) AS TABLE
        {(version is { } answering ? $"SELECT {RowColumns} FROM {Names.VersionOf(answering)}(source)" : RowsOf(null, "query_table(source)"))};
        {(HasTable ? StableView(version) : "")}COMMIT;

        """;

    private string StableView(int? version) => $"""
        CREATE OR REPLACE VIEW {Names.Stable} AS
        {RowsOf(version, SourceTable)};

        """;
}
