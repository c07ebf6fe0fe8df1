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
        string ascii = $"{text} COLLATE {SqlServerDialect.Collation}";
        string units = $"TRANSLATE({ascii}, {NationalText.Literal(mapping.From)}, {NationalText.Literal(mapping.To)})";
        string pairs = mapping.Pairs.Aggregate(units, (result, pair) =>
            $"REPLACE({result}, {NationalText.Literal(pair.From)}, {NationalText.Literal(pair.To)})");
        return $"CASE WHEN {ascii} NOT LIKE {NationalText.Literal("%[^\0-\u007F]%")} THEN {function}({ascii}) "
            + $"WHEN {ascii} NOT LIKE {NationalText.Literal($"%[{mapping.HighSurrogates}]%")} THEN {units} ELSE {pairs} END";
    }

    private sealed record Mapping(string From, string To, IReadOnlyList<(string From, string To)> Pairs)
    {
        public string HighSurrogates => string.Concat(Pairs.Select(pair => pair.From[0]).Distinct());

        public static Mapping Of(Func<string, string> map)
        {
            var from = new StringBuilder();
            var to = new StringBuilder();
            var pairs = new List<(string, string)>();
            for (int code = 1; code <= 0x10FFFF; code++)
            {
                if (!Rune.IsValid(code))
                {
                    continue;
                }

                string text = new Rune(code).ToString();
                string mapped = map(text);
                if (mapped != text && text.Length == 1)
                {
                    from.Append(text);
                    to.Append(mapped);
                }
                else if (mapped != text)
                {
                    pairs.Add((text, mapped));
                }
            }

            return new Mapping(from.ToString(), to.ToString(), pairs);
        }
    }
}
