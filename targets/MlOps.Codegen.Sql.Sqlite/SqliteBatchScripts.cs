using MlOps.Codegen.Artifacts;
using MlOps.Codegen.Sql.Generation;
using MlOps.Codegen.Sql.Scripts;

namespace MlOps.Codegen.Sql.Sqlite;

/// <summary>SQLite's tables for batches; <c>mlops job</c> does the work, since the engine has no procedures.</summary>
internal sealed class SqliteBatchScripts(SqliteDialect dialect, ScoringQuery query) : BatchScripts(dialect, query)
{
    // Keys are compared and put in order by one collation, whatever the column's own is: the order of the table of scores.
    private const string Collation = " COLLATE BINARY";

    /// <inheritdoc/>
    public override string Install()
    {
        string outputs = string.Concat(Outputs.Zip(Query.Outputs, (column, output) => $"  {column} {dialect.TypeName(output.ValueType)},\n"));
        return $"""
            BEGIN IMMEDIATE;

            {RunTable()}

            -- Scores with the run and the version that they come from.
            CREATE TABLE IF NOT EXISTS {Names.Scores} (
              {RunColumn} INTEGER NOT NULL,
              {ScoresKey} NOT NULL,
            {outputs}  {VersionColumn} INTEGER NOT NULL,
              PRIMARY KEY ({RunColumn}, {ScoresKey})
            ) WITHOUT ROWID;
            CREATE INDEX IF NOT EXISTS {Names.ScoresByKey} ON {Names.Scores} ({ScoresKey}, {VersionColumn});

            -- A version with other outputs needs a name, and a table of scores, of its own.
            SELECT {string.Join(", ", ScoreColumns.Select(column => $"scores.{column}"))} FROM {Names.Scores} AS scores LIMIT 0;

            COMMIT;

            """;
    }

    /// <inheritdoc/>
    public override string Uninstall() => $"""
        -- The tables of runs stay: other models may use them.
        BEGIN IMMEDIATE;
        {RunTable()}
        DELETE FROM {Names.RunUsage} WHERE {UsageOfModel};
        DELETE FROM {Names.Run} WHERE model = {dialect.TextLiteral(Query.Options.Name)};
        DROP TABLE IF EXISTS {Names.Scores};
        DROP TABLE IF EXISTS {Names.Inputs};
        COMMIT;

        """;

    /// <inheritdoc/>
    public override JobDefinition Definition() => base.Definition() with
    {
        ParameterMark = "$",
        KeyOrder = Collation,
        AsText = "CAST({0} AS TEXT)",
    };

    // A condition outside of a view does not come to bear inside, so the rows are chosen where the query reads them. With its schema the
    // table is not taken for a stage of the query.
    /// <inheritdoc/>
    protected override string ScoresOfRange(Func<string, string> range, string conditions) => Query.Select(new QuerySource(
        $"(SELECT * FROM {dialect.Relation(Query.Options.SourceSchema ?? "main", Query.Options.SourceTable!)} AS source WHERE {range($"source.{SourceKey}")}{conditions})",
        column => dialect.Quote(column.Column),
        new KeyColumn(SourceKey, Query.Options.Key!)));

    private string RunTable() => $"""
        -- A line per run of any model; times are UTC, seconds are those spent in batches.
        CREATE TABLE IF NOT EXISTS {Names.Run} (
          run_id INTEGER PRIMARY KEY,
          model TEXT NOT NULL,
          version INTEGER NOT NULL,
          mode TEXT NOT NULL,
          predicate TEXT,
          watermark_low TEXT,
          watermark_high TEXT,
          started_at TEXT NOT NULL,
          finished_at TEXT,
          state TEXT NOT NULL CHECK (state IN ({States})),
          rows INTEGER NOT NULL,
          rejected INTEGER NOT NULL,
          batches INTEGER NOT NULL,
          seconds REAL NOT NULL,
          rows_per_second REAL,
          error TEXT,
          run_by TEXT NOT NULL
        );

        {UsageComment}
        CREATE TABLE IF NOT EXISTS {Names.RunUsage} ({RunUsage.Columns(dialect)});
        """;
}
