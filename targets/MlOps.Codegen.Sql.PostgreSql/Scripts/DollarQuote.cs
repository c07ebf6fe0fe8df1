using System.Globalization;

namespace MlOps.Codegen.Sql.PostgreSql.Scripts;

/// <summary>Bodies of functions and blocks: constants and names of a model may contain any text, so the quotes are those that no body has.</summary>
internal static class DollarQuote
{
    /// <summary>A body in quotes.</summary>
    /// <param name="body">Its text.</param>
    public static string Of(string body)
    {
        string quote = "$mlops$";
        for (int i = 2; body.Contains(quote, StringComparison.Ordinal); i++)
        {
            quote = string.Create(CultureInfo.InvariantCulture, $"$mlops{i}$");
        }

        return $"{quote}\n{body}\n{quote}";
    }

    /// <summary>A block that is run once.</summary>
    /// <param name="statements">Its statements.</param>
    public static string Do(string statements) => $"DO {Of($"BEGIN\n{statements}\nEND")};";
}
