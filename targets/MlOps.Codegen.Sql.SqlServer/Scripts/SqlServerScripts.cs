using MlOps.Codegen.Sql.Generation;
using MlOps.Codegen.Sql.Scripts;
using MlOps.Codegen.Sql.SqlServer.Text;

namespace MlOps.Codegen.Sql.SqlServer.Scripts;

/// <summary>
/// SQL Server's scripts: a version is an inline table-valued function and, where a table was named, a view that applies it to every
/// row. The stable name is a view over that, or else an inline function. Each statement that makes a name answer is a transaction.
/// </summary>
internal sealed class SqlServerScripts(SqlServerDialect dialect, ScoringQuery query) : LifecycleScripts(dialect, query)
{
    private const string Settings = "SET ANSI_NULLS ON;\nSET QUOTED_IDENTIFIER ON;\nGO\n";

    /// <inheritdoc/>
    public override string Install()
    {
        string createSchema = NationalText.Literal($"CREATE SCHEMA {Names.Schema}");
        return $"""
            {Settings}
            IF SCHEMA_ID({NationalText.Literal(Query.Options.Schema)}) IS NULL
              EXEC ({createSchema});
            GO

            -- One row of arguments gives one row of scores: apply it to the rows of any table.
            {FunctionScript.Create(Names.Version, Query, dialect)}
            {(HasTable ? RowsView() : "")}
            """;
    }

    /// <inheritdoc/>
    protected override string Silenced() =>
        $"DROP {(HasTable ? "VIEW" : "FUNCTION")} IF EXISTS {Names.Stable};\nGO\n";

    /// <inheritdoc/>
    public override string Uninstall()
    {
        string schema = NationalText.Literal(Query.Options.Schema);
        string dropSchema = NationalText.Literal($"DROP SCHEMA {Names.Schema}");
        return $"""
            {(HasTable ? $"DROP VIEW IF EXISTS {Names.Rows};\nGO\n\n" : "")}DROP FUNCTION IF EXISTS {Names.Version};
            GO

            -- The last one takes the schema along.
            IF SCHEMA_ID({schema}) IS NOT NULL AND NOT EXISTS (SELECT 1 FROM sys.objects WHERE schema_id = SCHEMA_ID({schema}))
              EXEC ({dropSchema});
            GO

            """;
    }

    /// <inheritdoc/>
    public override string Grants()
    {
        string read = HasTable
            ? $"""
                GRANT SELECT ON {Names.Rows} TO [mlops_reading];
                GRANT SELECT ON {Names.Stable} TO [mlops_reading];
                """
            : $"GRANT SELECT ON {Names.Stable} TO [mlops_scoring];";
        string deploy = HasTable ? $"GRANT SELECT ON {SourceTable} TO [mlops_deploying];\n" : "";
        return $"""
            -- mlops_scoring applies the functions to rows of its own; mlops_reading reads the scores of the table. Neither can change anything.
            -- mlops_deploying creates and replaces versions.
            IF DATABASE_PRINCIPAL_ID(N'mlops_scoring') IS NULL
              CREATE ROLE [mlops_scoring];
            IF DATABASE_PRINCIPAL_ID(N'mlops_reading') IS NULL
              CREATE ROLE [mlops_reading];
            IF DATABASE_PRINCIPAL_ID(N'mlops_deploying') IS NULL
              CREATE ROLE [mlops_deploying];
            GO

            GRANT CREATE FUNCTION, CREATE PROCEDURE, CREATE TABLE, CREATE VIEW TO [mlops_deploying];
            GRANT ALTER, SELECT, INSERT, UPDATE, DELETE, EXECUTE ON SCHEMA::{Names.Schema} TO [mlops_deploying];
            {deploy}GRANT SELECT ON {Names.Version} TO [mlops_scoring];
            {read}
            GO

            """;
    }

    private string RowsView() => $"""

        -- The scores of every row of the table.
        CREATE OR ALTER VIEW {Names.Rows}
        AS
        {FunctionScript.Apply(Names.Version, Names.ColumnsOf(Query), Query, dialect)};
        GO

        """;

    /// <inheritdoc/>
    protected override string Answering(int? version) => Permission(version) is { Length: > 0 } permission
        ? $"{permission}{Answer(version)}SET NOEXEC OFF;\nGO\n"
        : Answer(version);

    private string Answer(int? version) => HasTable
        ? $"""
            {Settings}
            CREATE OR ALTER VIEW {Names.Stable}
            AS
            {RowsOf(version, SourceTable)};
            GO

            """
        : $"""
            {Settings}
            {(version is { } answering ? FunctionScript.Forward(Names.Stable, Names.VersionOf(answering), Query, dialect) : FunctionScript.Always(Names.Stable, FallbackOutputs, Query, dialect))}
            """;
}
