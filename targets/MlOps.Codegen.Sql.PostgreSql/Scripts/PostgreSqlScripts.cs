using System.Globalization;
using MlOps.Codegen.Sql.Generation;
using MlOps.Codegen.Sql.Scripts;

namespace MlOps.Codegen.Sql.PostgreSql.Scripts;

/// <summary>
/// PostgreSQL's scripts. A version is a function whose body the planner writes into the query that calls it. Its arguments are the
/// model's fields by name; of more fields than a function takes arguments, one argument is a row. Where a table was named, a view
/// applies it to every row.
/// </summary>
internal sealed class PostgreSqlScripts(PostgreSqlDialect dialect, ScoringQuery query) : LifecycleScripts(dialect, query)
{
    private const int MostArguments = 100;

    // Whoever waits for a lock lets nobody else pass.
    private const string Begin = "BEGIN;\nSET LOCAL lock_timeout = '5s';";

    private bool TakesRow => Query.Inputs.Length > MostArguments;

    private string Signature => TakesRow ? Names.RowType : string.Join(", ", Query.Inputs.Select(column => dialect.TypeName(column.ValueType)));

    /// <inheritdoc/>
    public override string Install()
    {
        var position = Query.Inputs.Select((column, i) => (column, i)).ToDictionary(pair => pair.column, pair => pair.i + 1);
        string select = Query.Select(new QuerySource(
            null,
            column => TakesRow
                ? $"($1).{dialect.Quote(column.Column)}"
                : string.Create(CultureInfo.InvariantCulture, $"${position[column]}"),
            null));
        string functions = string.Concat(Query.SupportFunctions.Select(function => $"{function.Statement};\n\n"));
        string example = TakesRow ? $"ROW(…)::{Names.RowType}" : "…";
        return $"""
            {Begin}

            CREATE SCHEMA IF NOT EXISTS {Names.Schema};

            {functions}{(TakesRow ? RowType() : "")}-- The planner writes the body into the query that calls it:
            --   SELECT scores.* FROM my_table AS t CROSS JOIN LATERAL {Names.Version}({example}) AS scores
            {Function(Names.Version, select)}
            {(HasTable ? RowsView() : "")}
            COMMIT;

            """;
    }

    /// <inheritdoc/>
    protected override string Silenced() => $"""
        {Begin}
        {(HasTable ? $"DROP VIEW IF EXISTS {Names.Stable};\n" : "")}{(TakesRow ? "" : $"DROP FUNCTION IF EXISTS {Names.Stable}({Signature});\n")}COMMIT;

        """;

    /// <inheritdoc/>
    public override string Uninstall()
    {
        // Functions whose bodies are text keep nothing from being dropped.
        string[] shared = [.. Query.SupportFunctions.Select(function => function.Name)];
        return $"""
            {Begin}
            {(TakesRow ? "" : StillAnswering())}{(HasTable ? $"DROP VIEW IF EXISTS {Names.Rows};\n" : "")}{(TakesRow ? DropRow() : $"DROP FUNCTION IF EXISTS {Names.Version}({Signature});")}

            -- The last one takes the schema along.
            {SchemaRemoval.Block(Names.Schema, shared, dialect)}

            COMMIT;

            """;
    }

    /// <inheritdoc/>
    public override string Grants()
    {
        string stable = TakesRow ? "" : $", {Names.Stable}({Signature})";
        string functions = $"{Names.Version}({Signature}){stable}";
        string supporting = Query.SupportFunctions.Count == 0
            ? ""
            : $"GRANT EXECUTE ON FUNCTION {string.Join(", ", Query.SupportFunctions.Select(function => $"{Names.Schema}.{dialect.Quote(function.Name)}"))} TO mlops_scoring, mlops_reading;\n";
        string views = HasTable
            ? $"""
                GRANT SELECT ON {Names.Stable}, {Names.Rows} TO mlops_reading;
                GRANT SELECT ON {SourceTable} TO mlops_deploying;

                """
            : "";
        return $"""
            -- mlops_scoring calls the functions on rows of its own; mlops_reading reads the scores of the table. Neither can change anything.
            -- mlops_deploying creates versions; what they may replace must be theirs: let them SET ROLE mlops_deploying before they run scripts.
            -- Roles belong to the whole server: uninstall.sql leaves them.
            {DollarQuote.Do("""
              IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'mlops_scoring') THEN
                CREATE ROLE mlops_scoring NOLOGIN;
              END IF;
              IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'mlops_reading') THEN
                CREATE ROLE mlops_reading NOLOGIN;
              END IF;
              IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'mlops_deploying') THEN
                CREATE ROLE mlops_deploying NOLOGIN;
              END IF;
            """)}

            BEGIN;
            GRANT USAGE ON SCHEMA {Names.Schema} TO mlops_scoring, mlops_reading;
            GRANT USAGE, CREATE ON SCHEMA {Names.Schema} TO mlops_deploying;
            REVOKE ALL ON FUNCTION {functions} FROM PUBLIC;
            -- Whoever reads a view calls its functions.
            GRANT EXECUTE ON FUNCTION {functions} TO mlops_scoring, mlops_reading;
            {supporting}{views}COMMIT;

            """;
    }

    // A type is not created twice, and not dropped while others may use it.
    private string RowType() => DollarQuote.Do($"""
          IF to_regtype({dialect.TextLiteral(Names.RowType)}) IS NULL THEN
            CREATE TYPE {Names.RowType} AS (
              {Columns(Query.Inputs).Replace("\n", "\n    ", StringComparison.Ordinal)}
            );
          END IF;
        """) + "\n\n";

    // Without the type there is no such function either.
    private string DropRow() => DollarQuote.Do($"""
          IF to_regtype({dialect.TextLiteral(Names.RowType)}) IS NOT NULL THEN
            DROP FUNCTION IF EXISTS {Names.Version}({Names.RowType});
            DROP TYPE {Names.RowType};
          END IF;
        """);

    private string RowsView()
    {
        string[] columns = [.. Names.ColumnsOf(Query)];
        string[] read =
        [
            .. Names.Carried.Select(name => $"source.{dialect.Quote(name)}"),
            .. Query.Outputs.Select(output => $"scores.{dialect.Quote(output.Column)}"),
        ];
        string arguments = string.Join(
            ",\n  ", Query.Inputs.Select(column => $"CAST(source.{dialect.Quote(column.Column)} AS {dialect.TypeName(column.ValueType)})"));
        string row = TakesRow ? $"ROW(\n  {arguments}\n)::{Names.RowType}" : $"\n  {arguments}\n";
        return $"""

            -- The scores of every row of the table.
            CREATE OR REPLACE VIEW {Names.Rows} AS
            SELECT
              {string.Join(",\n  ", read.Zip(columns, (from, to) => $"{from} AS {to}"))}
            FROM {dialect.Relation(Query.Options.SourceSchema, Query.Options.SourceTable!)} AS source
            CROSS JOIN LATERAL {Names.Version}({row}) AS scores;

            """;
    }

    // Two deployers wait for each other; readers see the version before or this one, never neither.
    /// <inheritdoc/>
    protected override string Answering(int? version)
    {
        if (TakesRow && !HasTable)
        {
            return "-- Of more than 100 fields a version takes one row, of a type of its own: compile with --table for a stable name.\n";
        }

        string arguments = string.Join(", ", Query.Inputs.Select((_, i) => string.Create(CultureInfo.InvariantCulture, $"${i + 1}")));
        string outputs = string.Join(", ", Query.Outputs.Select(output => dialect.Quote(output.Column)));
        string body = version is { } answering ? $"SELECT {outputs} FROM {Names.VersionOf(answering)}({arguments})" : $"SELECT {FallbackOutputs}";
        string function = TakesRow ? "" : Function(Names.Stable, body) + "\n";
        string view = HasTable
            ? $"""
                CREATE OR REPLACE VIEW {Names.Stable} AS
                {RowsOf(version, SourceTable)};

                """
            : "";
        return $"""
            {Begin}
            SELECT pg_advisory_xact_lock(hashtextextended({dialect.TextLiteral(Names.Stable)}, 0));
            {Permission(version)}{function}{view}COMMIT;

            """;
    }

    private string StillAnswering() => DollarQuote.Do($"""
          IF strpos((SELECT prosrc FROM pg_proc WHERE oid = to_regprocedure({dialect.TextLiteral($"{Names.Stable}({Signature})")})), {dialect.TextLiteral($"{Names.Version}(")}) > 0 THEN
            RAISE EXCEPTION 'this version answers to the stable name: run rollback.sql, or upgrade.sql of another version, before';
          END IF;
        """) + "\n";

    private string Function(string name, string body)
    {
        string arguments = TakesRow ? Names.RowType : "\n  " + Columns(Query.Inputs) + "\n";
        return $"""
            CREATE OR REPLACE FUNCTION {name}({arguments})
            RETURNS TABLE (
              {Columns(Query.Outputs)}
            )
            LANGUAGE sql IMMUTABLE PARALLEL SAFE
            AS {DollarQuote.Of(body)};
            """;
    }

    private string Columns(IEnumerable<QueryColumn> columns) => string.Join(
        ",\n  ", columns.Select(column => $"{dialect.Quote(column.Column)} {dialect.TypeName(column.ValueType)}"));
}
