using System.Text;
using MlOps.Codegen.Plan.Text;

namespace MlOps.Codegen.Sql.SqlServer.Text;

/// <summary>
/// The plan's case mappings. LOWER and UPPER follow tables of the collation's version, which differ beyond ASCII: there TRANSLATE maps
/// unit by unit, and REPLACE the few alphabets that take two units.
/// </summary>
internal static class CaseTranslation
{
    private static readonly Lazy<Mapping> ToLower = new(() => Mapping.Of(CaseMapping.ToLower));
    private static readonly Lazy<Mapping> ToUpper = new(() => Mapping.Of(CaseMapping.ToUpper));

    /// <summary>The text in lower case.</summary>
    /// <param name="text">A column or constant: it is written more than once.</param>
    public static string Lower(string text) => Translated("LOWER", text, ToLower.Value);

    /// <summary>The text in upper case.</summary>
    /// <param name="text">A column or constant: it is written more than once.</param>
    public static string Upper(string text) => Translated("UPPER", text, ToUpper.Value);

    private static string Translated(string function, string text, Mapping mapping)
    {
        string binary = $"{text} COLLATE {SqlServerDialect.Collation}";
        string units = $"TRANSLATE({binary}, {mapping.Units})";
        return $"CASE WHEN {binary} NOT LIKE {BeyondAscii} THEN {function}({binary}) "
            + $"WHEN {binary} NOT LIKE {mapping.HighSurrogates} THEN {units} ELSE {mapping.OpenPairs}{units}{mapping.ClosePairs} END";
    }

    private static string BeyondAscii { get; } = NationalText.Literal("%[^\0-\u007F]%");

    /// <summary>A mapping as the parts of its expressions.</summary>
    private sealed record Mapping(string Units, string HighSurrogates, string OpenPairs, string ClosePairs)
    {
        public static Mapping Of(Func<string, string> map)
        {
            var from = new StringBuilder();
            var to = new StringBuilder();
            var high = new StringBuilder();
            var open = new StringBuilder();
            var close = new StringBuilder();
            for (int code = 1; code <= 0x10FFFF; code++)
            {
                if (!Rune.IsValid(code))
                {
                    continue;
                }

                string text = new Rune(code).ToString();
                string mapped = map(text);
                if (mapped == text)
                {
                    continue;
                }

                if (text.Length == 1)
                {
                    from.Append(text);
                    to.Append(mapped);
                    continue;
                }

                open.Append("REPLACE(");
                close.Append(", ").Append(NationalText.Literal(text)).Append(", ").Append(NationalText.Literal(mapped)).Append(')');
                if (high.Length == 0 || high[^1] != text[0])
                {
                    high.Append(text[0]);
                }
            }

            return new Mapping(
                $"{NationalText.Literal(from.ToString())}, {NationalText.Literal(to.ToString())}",
                NationalText.Literal($"%[{high}]%"),
                open.ToString(),
                close.ToString());
        }
    }
}
