using MlOps.Codegen.Sql.Generation;
using MlOps.Codegen.Sql.Relations;
using MlOps.Codegen.Sql.Scripts;

namespace MlOps.Codegen.Sql.Sqlite;

/// <summary>SQLite's scripts for features: views of the time in a table of one row, because views take no parameters.</summary>
internal sealed class SqliteFeatureScripts(SqliteDialect dialect, FeaturesQuery features, ScoringQuery scoring)
    : FeatureScripts(dialect, features, scoring)
{
    /// <inheritdoc/>
    public override string Install()
    {
        var given = new AsOfTable(Names.Time, dialect.Quote("as_of"));
        return $"""
            BEGIN IMMEDIATE;

            -- The time (UTC) that features are as of.
            CREATE TABLE IF NOT EXISTS {Names.Time} (one INTEGER PRIMARY KEY CHECK (one = 1), as_of TEXT NOT NULL);
            INSERT OR IGNORE INTO {Names.Time} VALUES (1, {dialect.CurrentTime});

            -- What was known before that time, a row per row of the table that is scored.
            DROP VIEW IF EXISTS {Names.Features};

            CREATE VIEW {Names.Features} AS
            {Select(given)};

            -- The features at the current time: a table to score.
            DROP VIEW IF EXISTS {Names.Now};

            CREATE VIEW {Names.Now} AS
            {Select(new AsOfParameter(dialect.CurrentTime))};

            -- Features and scores as of the time in the table.
            DROP VIEW IF EXISTS {Names.Scores};

            CREATE VIEW {Names.Scores} AS
            {SelectScores(Names.Features)};

            COMMIT;

            """;
    }

    /// <inheritdoc/>
    public override string Uninstall() => $"""
        BEGIN IMMEDIATE;
        DROP VIEW IF EXISTS {Names.Scores};
        DROP VIEW IF EXISTS {Names.Now};
        DROP VIEW IF EXISTS {Names.Features};
        DROP TABLE IF EXISTS {Names.Time};
        COMMIT;

        """;

    /// <inheritdoc/>
    public override string Score() => $"""
        -- At the current time; write another one, such as '2026-03-01 00:00:00', for what was known then.
        UPDATE {Names.Time} SET as_of = {dialect.CurrentTime};
        SELECT {string.Join(", ", ScoreColumns.Select(column => column.Column))}
        FROM {Names.Scores};

        """;
}
