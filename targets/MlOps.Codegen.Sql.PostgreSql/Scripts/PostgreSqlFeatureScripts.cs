using MlOps.Codegen.Sql.Generation;
using MlOps.Codegen.Sql.Relations;
using MlOps.Codegen.Sql.Scripts;

namespace MlOps.Codegen.Sql.PostgreSql.Scripts;

/// <summary>PostgreSQL's scripts for features: functions of a time, whose bodies the planner writes into the query that calls them.</summary>
internal sealed class PostgreSqlFeatureScripts(PostgreSqlDialect dialect, FeaturesQuery features, ScoringQuery scoring)
    : FeatureScripts(dialect, features, scoring)
{
    private const string Begin = "BEGIN;\nSET LOCAL lock_timeout = '5s';";

    /// <inheritdoc/>
    public override string Install()
    {
        return $"""
            {Begin}

            CREATE SCHEMA IF NOT EXISTS {dialect.Quote(Features.Options.Schema)};

            {SupportFunctions}-- What was known before a time (UTC), a row per row of the table that is scored.
            {Function(Names.Features, Columns, Select(new AsOfParameter("$1")))}

            -- The features at the current time: a table to score. It calls no function for them: whoever may read it need not read the tables.
            CREATE OR REPLACE VIEW {Names.Now} AS
            {Select(new AsOfParameter(dialect.CurrentTime))};

            -- Features and scores as of a time.
            {Function(Names.Scores, ScoreColumns, SelectScores($"{Names.Features}($1)"))}

            COMMIT;

            """;
    }

    /// <inheritdoc/>
    public override string Uninstall() => $"""
        {Begin}
        DROP VIEW IF EXISTS {Names.Now};
        DROP FUNCTION IF EXISTS {Names.Features}(timestamp);
        DROP FUNCTION IF EXISTS {Names.Scores}(timestamp);

        -- The last one takes the schema along.
        {SchemaRemoval.Block(dialect.Quote(Features.Options.Schema), [.. Features.SupportFunctions(Scoring).Select(function => function.Name)], dialect)}

        COMMIT;

        """;

    /// <inheritdoc/>
    public override string Grants()
    {
        string functions = $"{Names.Features}(timestamp), {Names.Scores}(timestamp)";
        string[] supporting = [.. Features.SupportFunctions(Scoring).Select(function => $"{dialect.Quote(Features.Options.Schema)}.{dialect.Quote(function.Name)}")];
        string supported = supporting.Length == 0 ? "" : $"GRANT EXECUTE ON FUNCTION {string.Join(", ", supporting)} TO mlops_scoring, mlops_reading;\n";
        return $"""
            -- mlops_reading reads the features at the current time with the rights of the view's owner. The functions of a time read the tables with
            -- the rights of their caller: who may ask about the past is who may read the tables below.
            -- mlops_deploying creates what computes features.
            {Begin}
            REVOKE ALL ON FUNCTION {functions} FROM PUBLIC;
            GRANT EXECUTE ON FUNCTION {functions} TO mlops_scoring, mlops_reading;
            {supported}GRANT SELECT ON {Names.Now} TO mlops_reading;
            GRANT SELECT ON {string.Join(", ", Tables)} TO mlops_deploying;
            COMMIT;

            """;
    }

    /// <inheritdoc/>
    public override string Score() => $"""
        -- At the current time; write another one, such as TIMESTAMP '2026-03-01 00:00:00', for what was known then.
        SELECT {string.Join(", ", ScoreColumns.Select(column => column.Column))}
        FROM {Names.Scores}({dialect.CurrentTime});

        """;

    private string Function(string name, IReadOnlyList<(string Column, DataType Type)> columns, string body) => $"""
        CREATE OR REPLACE FUNCTION {name}(timestamp)
        RETURNS TABLE (
          {string.Join(",\n  ", columns.Select(column => $"{column.Column} {dialect.TypeName(column.Type)}"))}
        )
        LANGUAGE sql STABLE PARALLEL SAFE
        AS {DollarQuote.Of(body)};
        """;
}
