using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Sql.Dialects;

namespace MlOps.Codegen.Sql.PostgreSql;

/// <summary>SQL functions for text functions that PostgreSQL lacks, or means otherwise.</summary>
internal static class PostgreSqlFunctions
{
    private const string BeyondUnit = "[\U00010000-\U0010FFFF]";

    // Stands for the second unit of a character that UTF-16 writes as two; only ever behind such a character.
    private const string Pad = "\uFFFF";

    /// <summary>The functions that are needed.</summary>
    public static IReadOnlyList<SupportFunction> For(string schema, HashSet<ScalarFunction> functions, PostgreSqlDialect dialect)
    {
        var needed = new List<SupportFunction>();
        if (functions.Contains(ScalarFunction.Lower))
        {
            needed.Add(Case("text_lower", "lower", CaseMappingTable.Lower));
        }

        if (functions.Contains(ScalarFunction.Upper))
        {
            needed.Add(Case("text_upper", "upper", CaseMappingTable.Upper));
        }

        if (functions.Contains(ScalarFunction.Substring))
        {
            needed.Add(Part());
        }

        return needed;

        SupportFunction Case(string name, string ascii, (string From, string To) map) => new(
            name,
            $"""
            -- Simple case mapping of each character, independent of the database's locale.
            CREATE OR REPLACE FUNCTION {schema}.{name}(txt text) RETURNS text
            LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $mlops$
              SELECT CASE WHEN octet_length($1) = char_length($1) THEN {ascii}($1 COLLATE "C")
                ELSE translate($1, {dialect.TextLiteral(map.From)}, {dialect.TextLiteral(map.To)}) END
            $mlops$
            """);

        // GREATEST and LEAST keep positions within 32 bits, but overlook NULL.
        SupportFunction Part() => new(
            "text_part",
            $"""
            -- A part by UTF-16 code units; NULL where it lies outside the text, or would have half of a surrogate pair.
            CREATE OR REPLACE FUNCTION {schema}.text_part(txt text, start bigint, len bigint) RETURNS text
            LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $mlops$
              SELECT CASE
                  WHEN $2 IS NULL OR $3 IS NULL OR at < 1 OR size < 0 OR size > char_length(units) OR at - 1 > char_length(units) - size THEN NULL
                  WHEN substr(units, at - 1, 1) ~ '{BeyondUnit}' OR substr(units, at + size - 1, 1) ~ '{BeyondUnit}' THEN NULL
                  ELSE regexp_replace(substr(units, at, size), '({BeyondUnit}){Pad}', E'\\1', 'g')
                END
              FROM (SELECT regexp_replace($1, '({BeyondUnit})', E'\\1{Pad}', 'g') AS units,
                  GREATEST(LEAST($2, 1000000000), 0)::int AS at, GREATEST(LEAST($3, 1000000000), -1)::int AS size) AS whole
            $mlops$
            """);
    }
}
