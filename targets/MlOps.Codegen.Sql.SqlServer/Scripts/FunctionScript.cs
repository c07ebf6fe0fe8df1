using System.Collections.Immutable;
using System.Text;
using MlOps.Codegen.Plan.Targets;
using MlOps.Codegen.Sql.Generation;
using MlOps.Codegen.Sql.Printing;
using MlOps.Codegen.Sql.Scripts;

namespace MlOps.Codegen.Sql.SqlServer.Scripts;

/// <summary>Inline table-valued functions with a parameter per input, and their use.</summary>
internal static class FunctionScript
{
    /// <summary>Creates the function that computes the scores.</summary>
    public static string Create(string name, ScoringQuery query, SqlServerDialect dialect)
    {
        ImmutableArray<string> names = ParameterNames.Of(query.Inputs.Select(column => column.Name));
        var position = query.Inputs.Select((column, i) => (column, i)).ToDictionary(pair => pair.column, pair => pair.i);
        return Function(name, names, query.Select(new QuerySource(null, column => names[position[column]], null)), query, dialect);
    }

    /// <summary>Creates a function that calls another one.</summary>
    public static string Forward(string name, string to, ScoringQuery query, SqlServerDialect dialect)
    {
        ImmutableArray<string> names = ParameterNames.Of(query.Inputs.Select(column => column.Name));
        string outputs = string.Join(", ", query.Outputs.Select(column => dialect.Quote(column.Column)));
        return Function(name, names, $"SELECT {outputs}\nFROM {to} ({string.Join(", ", names)})", query, dialect);
    }

    /// <summary>Creates a function that answers every row alike.</summary>
    public static string Always(string name, string outputs, ScoringQuery query, SqlServerDialect dialect) =>
        Function(name, ParameterNames.Of(query.Inputs.Select(column => column.Name)), $"SELECT {outputs}", query, dialect);

    /// <summary>Applies the function to the rows of the source table; the columns are the key, if there is one, and the outputs.</summary>
    public static string Apply(string name, IReadOnlyList<string> columns, ScoringQuery query, SqlServerDialect dialect)
    {
        GenerationOptions options = query.Options;
        IEnumerable<string> keys = options.KeyColumns.Select(key => $"[source].{dialect.Quote(key)}");
        IEnumerable<string> read = keys.Concat(query.Outputs.Select(column => $"[score].{dialect.Quote(column.Column)}"));
        var text = new StringBuilder("SELECT\n  ");
        text.AppendJoin(",\n  ", read.Zip(columns, (from, to) => from.EndsWith($".{to}", StringComparison.Ordinal) ? from : $"{from} AS {to}"));
        text.Append("\nFROM ").Append(dialect.Relation(options.SourceSchema, options.SourceTable!));
        text.Append(" AS [source]\nCROSS APPLY ").Append(name).Append(" (\n  ");
        text.AppendJoin(",\n  ", query.Inputs.Select(column => $"[source].{dialect.Quote(column.Column)}"));
        return text.Append("\n) AS [score]").ToString();
    }

    /// <summary>The statement that scores every row of the source table.</summary>
    public static string Score(ScoringQuery query, SqlServerDialect dialect)
    {
        var names = new ScriptNames(dialect, query.Options);
        return Apply(names.Version, names.ColumnsOf(query), query, dialect) + ";\n";
    }

    private static string Function(string name, ImmutableArray<string> names, string body, ScoringQuery query, SqlServerDialect dialect)
    {
        string parameters = string.Join(",\n", query.Inputs.Select((column, i) =>
            $"  /* {SqlComment.Clean(column.Name)} */ {names[i]} {dialect.TypeName(column.ValueType)}"));
        return $"""
            CREATE OR ALTER FUNCTION {name} (
            {parameters}
            )
            RETURNS TABLE
            WITH SCHEMABINDING
            AS
            RETURN
            {body};
            GO

            """;
    }
}
