using System.Collections.Immutable;
using System.Text;
using MlOps.Codegen.Plan.Targets;
using MlOps.Codegen.Sql.Generation;
using MlOps.Codegen.Sql.Printing;
using MlOps.Codegen.Sql.SqlServer.Text;

namespace MlOps.Codegen.Sql.SqlServer.Scripts;

/// <summary>The scripts of the scoring object: an inline table-valued function with a parameter per input.</summary>
internal static class FunctionScript
{
    /// <summary>Creates the function, and its schema where it is missing.</summary>
    public static string Install(ScoringQuery query, SqlServerDialect dialect)
    {
        ImmutableArray<string> names = ParameterNames.Of(query.Inputs.Select(column => column.Name));
        var position = query.Inputs.Select((column, i) => (column, i)).ToDictionary(pair => pair.column, pair => pair.i);
        string parameters = string.Join(",\n", query.Inputs.Select((column, i) =>
            $"  /* {SqlComment.Clean(column.Name)} */ {names[i]} {dialect.TypeName(column.ValueType)}"));
        string select = query.Select(new QuerySource(null, column => names[position[column]], null));
        string createSchema = NationalText.Literal($"CREATE SCHEMA {dialect.Quote(query.Options.Schema)}");
        return $"""
            SET ANSI_NULLS ON;
            SET QUOTED_IDENTIFIER ON;
            GO

            IF SCHEMA_ID({NationalText.Literal(query.Options.Schema)}) IS NULL
              EXEC ({createSchema});
            GO

            -- One row of arguments gives one row of scores: apply it to the rows of any table.
            CREATE OR ALTER FUNCTION {Name(query.Options, dialect)} (
            {parameters}
            )
            RETURNS TABLE
            WITH SCHEMABINDING
            AS
            RETURN
            {select};
            GO

            """;
    }

    /// <summary>Applies the function to the rows of a table.</summary>
    public static string Score(ScoringQuery query, SqlServerDialect dialect)
    {
        GenerationOptions options = query.Options;
        var text = new StringBuilder("SELECT\n");
        string[] key = options.Key is null ? [] : [$"  [source].{dialect.Quote(options.Key)}"];
        text.AppendJoin(",\n", key.Concat(query.Outputs.Select(column => $"  [score].{dialect.Quote(column.Column)}")));
        text.Append("\nFROM ");
        if (options.SourceSchema is not null)
        {
            text.Append(dialect.Quote(options.SourceSchema)).Append('.');
        }

        text.Append(dialect.Quote(options.SourceTable!)).Append(" AS [source]\nCROSS APPLY ").Append(Name(options, dialect)).Append(" (\n  ");
        text.AppendJoin(",\n  ", query.Inputs.Select(column => $"[source].{dialect.Quote(column.Column)}"));
        return text.Append("\n) AS [score];\n").ToString();
    }

    private static string Name(GenerationOptions options, SqlServerDialect dialect) =>
        $"{dialect.Quote(options.Schema)}.{dialect.Quote(options.VersionedName)}";
}
