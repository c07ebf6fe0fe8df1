using MlOps.Codegen.Sql.Generation;
using MlOps.Codegen.Sql.Relations;
using MlOps.Codegen.Sql.Scripts;
using MlOps.Codegen.Sql.SqlServer.Text;

namespace MlOps.Codegen.Sql.SqlServer.Scripts;

/// <summary>SQL Server's scripts for features: inline table-valued functions of a time.</summary>
internal sealed class SqlServerFeatureScripts(SqlServerDialect dialect, FeaturesQuery features, ScoringQuery scoring)
    : FeatureScripts(dialect, features, scoring)
{
    private const string Parameter = "@as_of";

    /// <inheritdoc/>
    public override string Install()
    {
        string createSchema = NationalText.Literal($"CREATE SCHEMA {dialect.Quote(Features.Options.Schema)}");
        return $"""
            SET ANSI_NULLS ON;
            SET QUOTED_IDENTIFIER ON;
            GO

            IF SCHEMA_ID({NationalText.Literal(Features.Options.Schema)}) IS NULL
              EXEC ({createSchema});
            GO

            -- What was known before a time (UTC), a row per row of the table that is scored.
            {Function(Names.Features, Select(new AsOfParameter(Parameter)))}
            -- The features at the current time: a table to score.
            CREATE OR ALTER VIEW {Names.Now}
            AS
            SELECT {string.Join(", ", Columns.Select(column => column.Column))}
            FROM {Names.Features} ({dialect.CurrentTime});
            GO

            -- Features and scores as of a time.
            {Function(Names.Scores, SelectScores($"{Names.Features} ({Parameter})"))}
            """;
    }

    /// <inheritdoc/>
    public override string Uninstall()
    {
        string schema = NationalText.Literal(Features.Options.Schema);
        return $"""
            DROP VIEW IF EXISTS {Names.Now};
            GO

            DROP FUNCTION IF EXISTS {Names.Features};
            GO

            DROP FUNCTION IF EXISTS {Names.Scores};
            GO

            -- The last one takes the schema along.
            IF SCHEMA_ID({schema}) IS NOT NULL AND NOT EXISTS (SELECT 1 FROM sys.objects WHERE schema_id = SCHEMA_ID({schema}))
              EXEC ({NationalText.Literal($"DROP SCHEMA {dialect.Quote(Features.Options.Schema)}")});
            GO

            """;
    }

    /// <inheritdoc/>
    public override string Grants() => $"""
        -- What reads tables of the same owner needs no right on them. mlops_reading reads features and scores at any time; mlops_deploying creates
        -- what computes them.
        GRANT SELECT ON {Names.Features} TO [mlops_reading];
        GRANT SELECT ON {Names.Now} TO [mlops_reading];
        GRANT SELECT ON {Names.Scores} TO [mlops_reading];
        {string.Join("\n", Tables.Select(table => $"GRANT SELECT ON {table} TO [mlops_deploying];"))}
        GO

        """;

    /// <inheritdoc/>
    public override string Score() => $"""
        -- At the current time; write another one, such as DATETIME2FROMPARTS(2026, 3, 1, 0, 0, 0, 0, 0), for what was known then.
        SELECT {string.Join(", ", ScoreColumns.Select(column => column.Column))}
        FROM {Names.Scores} ({dialect.CurrentTime});

        """;

    private static string Function(string name, string body) => $"""
        CREATE OR ALTER FUNCTION {name} (
          {Parameter} datetime2
        )
        RETURNS TABLE
        AS
        RETURN
        {body};
        GO

        """;
}
