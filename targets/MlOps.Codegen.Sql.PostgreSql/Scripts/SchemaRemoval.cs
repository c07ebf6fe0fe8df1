namespace MlOps.Codegen.Sql.PostgreSql.Scripts;

/// <summary>Removes the schema, with the functions that models share, where nothing else is left in it.</summary>
internal static class SchemaRemoval
{
    /// <summary>The block; whoever is last takes the schema along.</summary>
    /// <param name="schema">The schema, quoted.</param>
    /// <param name="shared">The names of functions that models share, not quoted.</param>
    /// <param name="dialect">Quotes them.</param>
    public static string Block(string schema, IReadOnlyList<string> shared, PostgreSqlDialect dialect)
    {
        string others = shared.Count == 0 ? "" : $" AND proname NOT IN ({string.Join(", ", shared.Select(dialect.TextLiteral))})";
        string name = dialect.TextLiteral(schema);
        string dropShared = string.Concat(shared.Select(function => $"\n    DROP FUNCTION IF EXISTS {schema}.{dialect.Quote(function)};"));
        return DollarQuote.Do($"""
              IF to_regnamespace({name}) IS NOT NULL
                AND NOT EXISTS (SELECT FROM pg_proc WHERE pronamespace = to_regnamespace({name}){others})
                AND NOT EXISTS (SELECT FROM pg_class WHERE relnamespace = to_regnamespace({name}))
              THEN{dropShared}
                DROP SCHEMA {schema};
              END IF;
            """);
    }
}
