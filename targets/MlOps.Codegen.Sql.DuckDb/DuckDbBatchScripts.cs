using MlOps.Codegen.Artifacts;
using MlOps.Codegen.Sql.Generation;
using MlOps.Codegen.Sql.Scripts;

namespace MlOps.Codegen.Sql.DuckDb;

/// <summary>DuckDB's tables for batches; <c>mlops job</c> does the work, since the engine has no procedures.</summary>
internal sealed class DuckDbBatchScripts(DuckDbDialect dialect, ScoringQuery query) : BatchScripts(dialect, query)
{
    /// <inheritdoc/>
    public override string Install() => $"""
        BEGIN TRANSACTION;

        {RunTable()}

        -- Scores with the run and the version that they come from.
        CREATE TABLE IF NOT EXISTS {Names.Scores} AS
        SELECT CAST(0 AS BIGINT) AS {RunColumn}, {string.Join(", ", Names.ColumnsOf(Query).Select(column => $"scored.{column}"))}, CAST(0 AS INTEGER) AS {VersionColumn}
        FROM {Names.Rows} AS scored
        LIMIT 0;
        CREATE UNIQUE INDEX IF NOT EXISTS {Names.ScoresOnce} ON {Names.Scores} ({RunColumn}, {ScoresKey});

        -- A version with other outputs needs a name, and a table of scores, of its own.
        SELECT {string.Join(", ", ScoreColumns.Select(column => $"scores.{column}"))} FROM {Names.Scores} AS scores LIMIT 0;

        COMMIT;

        """;

    /// <inheritdoc/>
    public override string Uninstall() => $"""
        -- The tables of runs stay: other models may use them.
        BEGIN TRANSACTION;
        {RunTable()}
        DELETE FROM {Names.RunUsage} WHERE {UsageOfModel};
        DELETE FROM {Names.Run} WHERE model = {dialect.TextLiteral(Query.Options.Name)};
        DROP TABLE IF EXISTS {Names.Scores};
        DROP TABLE IF EXISTS {Names.Inputs};
        COMMIT;

        """;

    /// <inheritdoc/>
    public override JobDefinition Definition() => base.Definition() with { ParameterMark = "$" };

    private string RunTable() => $"""
        -- A line per run of any model; times are UTC, seconds are those spent in batches.
        CREATE TABLE IF NOT EXISTS {Names.Run} (
          run_id BIGINT PRIMARY KEY,
          model VARCHAR NOT NULL,
          version INTEGER NOT NULL,
          mode VARCHAR NOT NULL,
          predicate VARCHAR,
          watermark_low VARCHAR,
          watermark_high VARCHAR,
          started_at TIMESTAMP NOT NULL,
          finished_at TIMESTAMP,
          state VARCHAR NOT NULL CHECK (state IN ({States})),
          rows BIGINT NOT NULL,
          rejected BIGINT NOT NULL,
          batches BIGINT NOT NULL,
          seconds DOUBLE NOT NULL,
          rows_per_second DOUBLE,
          error VARCHAR,
          run_by VARCHAR NOT NULL
        );

        {UsageComment}
        CREATE TABLE IF NOT EXISTS {Names.RunUsage} ({RunUsage.Columns(dialect)});
        """;
}
