using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Sql.Dialects;

namespace MlOps.Codegen.Sql.DuckDb;

/// <summary>Macros for text functions that DuckDB lacks, or means otherwise.</summary>
internal static class DuckDbFunctions
{
    private const string BeyondUnit = @"[\x{10000}-\x{10FFFF}]";

    // Stands for the second unit of a character that UTF-16 writes as two; only ever behind such a character.
    private const string Pad = "\uFFFF";

    /// <summary>The macros that functions need.</summary>
    public static IReadOnlyList<SupportFunction> For(string schema, HashSet<ScalarFunction> functions, DuckDbDialect dialect)
    {
        // What goes with the connection has a schema only where it is called.
        string create = schema == dialect.Quote(dialect.ScratchSchema) ? "CREATE OR REPLACE TEMP MACRO " : $"CREATE OR REPLACE MACRO {schema}.";
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
            -- Simple case mapping of each character, independent of version and language.
            {create}{name}(txt) AS
              CASE WHEN strlen(txt) = length(txt) THEN {ascii}(txt)
                ELSE translate(txt, {dialect.TextLiteral(map.From)}, {dialect.TextLiteral(map.To)}) END
            """);

        SupportFunction Part()
        {
            // Constants would be added up before a row is read.
            const string at = "greatest(least(start, 1000000000), 0)";
            const string size = "greatest(least(len, 1000000000), 0)";
            string units = $"regexp_replace(txt, '({BeyondUnit})', '\\1{Pad}', 'g')";
            return new SupportFunction(
                "text_part",
                $"""
                -- A part by UTF-16 code units; NULL where it lies outside the text, or would have half of a surrogate pair.
                {create}text_part(txt, start, len) AS
                  CASE
                    WHEN start IS NULL OR len IS NULL OR start < 1 OR len < 0 OR {size} > length({units}) OR {at} - 1 > length({units}) - {size} THEN NULL
                    WHEN strlen(txt) = length(txt) THEN substring(txt, {at}, {size})
                    WHEN regexp_matches(substring({units}, {at} - 1, 1), '{BeyondUnit}') THEN NULL
                    WHEN regexp_matches(substring({units}, {at} + {size} - 1, 1), '{BeyondUnit}') THEN NULL
                    ELSE regexp_replace(substring({units}, {at}, {size}), '({BeyondUnit}){Pad}', '\1', 'g')
                  END
                """);
        }
    }
}
