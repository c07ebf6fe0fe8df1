using System.Text;
using MlOps.Codegen.Plan.Text;

namespace MlOps.Codegen.Sql.Dialects;

/// <summary>
/// The plan's case mappings as the two strings of SQL's <c>translate</c>: engines' own <c>lower</c> and <c>upper</c> follow the
/// database's locale, or map some letters otherwise.
/// </summary>
public static class CaseMappingTable
{
    private static readonly Lazy<(string From, string To)> LowerTable = new(() => Build(CaseMapping.ToLower));
    private static readonly Lazy<(string From, string To)> UpperTable = new(() => Build(CaseMapping.ToUpper));

    /// <summary>All characters that have a lower case, and these.</summary>
    public static (string From, string To) Lower => LowerTable.Value;

    /// <summary>All characters that have an upper case, and these.</summary>
    public static (string From, string To) Upper => UpperTable.Value;

    private static (string From, string To) Build(Func<string, string> map)
    {
        var from = new StringBuilder();
        var to = new StringBuilder();
        for (int code = 1; code <= 0x10FFFF; code++)
        {
            if (Rune.IsValid(code))
            {
                string text = new Rune(code).ToString();
                string mapped = map(text);
                if (mapped != text)
                {
                    from.Append(text);
                    to.Append(mapped);
                }
            }
        }

        return (from.ToString(), to.ToString());
    }
}
