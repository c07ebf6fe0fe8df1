using MlOps.Codegen.Sql.Dialects;
using MlOps.Codegen.Sql.Generation;
using MlOps.Codegen.Sql.Relations;
using MlOps.Codegen.Sql.Scripts;

namespace MlOps.Codegen.Sql.DuckDb;

/// <summary>DuckDB's scripts for features: table macros of a time.</summary>
internal sealed class DuckDbFeatureScripts(DuckDbDialect dialect, FeaturesQuery features, ScoringQuery scoring)
    : FeatureScripts(dialect, features, scoring)
{
    // A macro's parameter takes the place of every column of its name.
    private string Parameter
    {
        get
        {
            IEnumerable<string> columns = Features.Plan.Relations.SelectMany(relation => relation.Columns.Select(column => column.Name))
                .Concat(Features.Features.Select(feature => feature.Column))
                .Concat(Features.Plan.Aggregations.SelectMany(aggregation => aggregation.Rows.Inputs.Select(input => input.Value)
                    .Concat(aggregation.Rows.Definitions.SelectMany(definition => definition.Values)))
                    .Select(value => value.Name))
                .Concat(Scoring.Layout.Columns.Values);
            return dialect.Quote(new SqlNames(dialect).Reserve([.. columns, "as_of"]).Identifier("at_time"));
        }
    }

    /// <inheritdoc/>
    public override string Install()
    {
        return $"""
            BEGIN TRANSACTION;

            CREATE SCHEMA IF NOT EXISTS {dialect.Quote(Features.Options.Schema)};

            {SupportFunctions}-- What was known before a time (UTC), a row per row of the table that is scored.
            CREATE OR REPLACE MACRO {Names.Features}({Parameter}) AS TABLE
            {Select(new AsOfParameter(Parameter))};

            -- The features at the current time: a table to score.
            CREATE OR REPLACE VIEW {Names.Now} AS
            SELECT {string.Join(", ", Columns.Select(column => column.Column))} FROM {Names.Features}({dialect.CurrentTime});

            -- Features and scores as of a time.
            CREATE OR REPLACE MACRO {Names.Scores}({Parameter}) AS TABLE
            {SelectScores($"{Names.Features}({Parameter})")};

            COMMIT;

            """;
    }

    /// <inheritdoc/>
    public override string Uninstall() => $"""
        BEGIN TRANSACTION;
        DROP VIEW IF EXISTS {Names.Now};
        DROP MACRO TABLE IF EXISTS {Names.Features};
        DROP MACRO TABLE IF EXISTS {Names.Scores};
        COMMIT;

        """;

    /// <inheritdoc/>
    public override string Score() => $"""
        -- At the current time; write another one, such as TIMESTAMP '2026-03-01 00:00:00', for what was known then.
        SELECT {string.Join(", ", ScoreColumns.Select(column => column.Column))}
        FROM {Names.Scores}({dialect.CurrentTime});

        """;
}
