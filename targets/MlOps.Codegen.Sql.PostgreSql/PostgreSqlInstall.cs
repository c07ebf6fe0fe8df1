using System.Globalization;
using MlOps.Codegen.Sql.Generation;

namespace MlOps.Codegen.Sql.PostgreSql;

/// <summary>
/// The script that creates a version's scoring function: one whose body the planner writes into the query that calls it. Its arguments
/// are the model's fields by name; of more fields than a function takes arguments, one argument is a row.
/// </summary>
internal sealed class PostgreSqlInstall(PostgreSqlDialect dialect, ScoringQuery query)
{
    private const int MostArguments = 100;

    private readonly string schema = dialect.Quote(query.Options.Schema);
    private readonly string rowName = query.Options.VersionedName + "_row";

    private bool TakesRow => query.Inputs.Length > MostArguments;

    private string Row => $"{schema}.{dialect.Quote(rowName)}";

    /// <summary>Writes the script.</summary>
    public string Write()
    {
        var position = query.Inputs.Select((column, i) => (column, i)).ToDictionary(pair => pair.column, pair => pair.i + 1);
        string name = $"{schema}.{dialect.Quote(query.Options.VersionedName)}";
        string select = query.Select(new QuerySource(
            null,
            column => TakesRow
                ? $"($1).{dialect.Quote(column.Column)}"
                : string.Create(CultureInfo.InvariantCulture, $"${position[column]}"),
            null));
        string quote = DollarQuote(select);
        string functions = string.Concat(query.SupportFunctions.Select(function => $"{function.Statement};\n\n"));
        string arguments = TakesRow ? Row : "\n  " + Columns(query.Inputs) + "\n";
        string example = TakesRow ? $"ROW(…)::{Row}" : "…";
        return $"""
            CREATE SCHEMA IF NOT EXISTS {schema};

            {functions}{(TakesRow ? RowType() : "")}-- The planner writes the body into the query that calls it:
            --   SELECT scores.* FROM my_table AS t CROSS JOIN LATERAL {name}({example}) AS scores
            CREATE OR REPLACE FUNCTION {name}({arguments})
            RETURNS TABLE (
              {Columns(query.Outputs)}
            )
            LANGUAGE sql IMMUTABLE PARALLEL SAFE
            AS {quote}
            {select}
            {quote};

            """;
    }

    // A type is not created twice, and not dropped: others may use it.
    private string RowType() => $"""
        DO $mlops$
        BEGIN
          IF to_regtype({dialect.TextLiteral(Row)}) IS NULL THEN
            CREATE TYPE {Row} AS (
              {Columns(query.Inputs).Replace("\n", "\n    ", StringComparison.Ordinal)}
            );
          END IF;
        END
        $mlops$;


        """;

    private string Columns(IEnumerable<QueryColumn> columns) => string.Join(
        ",\n  ", columns.Select(column => $"{dialect.Quote(column.Column)} {dialect.TypeName(column.ValueType)}"));

    // Constants of a model may contain any text: the body's quotes must not.
    private static string DollarQuote(string body)
    {
        string quote = "$mlops$";
        for (int i = 2; body.Contains(quote, StringComparison.Ordinal); i++)
        {
            quote = string.Create(CultureInfo.InvariantCulture, $"$mlops{i}$");
        }

        return quote;
    }
}
