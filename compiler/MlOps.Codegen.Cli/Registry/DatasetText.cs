using System.Globalization;
using MlOps.Codegen.Registry.Versions;

namespace MlOps.Codegen.Cli.Registry;

/// <summary>Datasets as they are written on a command line.</summary>
internal static class DatasetText
{
    private static readonly string[] Keys = ["role", "name", "as-of", "digest", "rows", "query", "schema"];

    /// <summary>Reads a dataset.</summary>
    /// <param name="text">Such as <c>role=training,name=shop.customers,as-of=2026-01-31,digest=…</c>.</param>
    /// <exception cref="CommandFailure">A part is missing, or is none.</exception>
    public static DatasetUse Parse(string text)
    {
        var parts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string part in text.Split(','))
        {
            if (part.Split('=', 2) is not [var key, { Length: > 0 } value] || !Keys.Contains(key) || !parts.TryAdd(key, value))
            {
                throw new CommandFailure(ExitCodes.Usage, $"'{part}' is no part of --data; it takes {string.Join(", ", Keys.Select(each => $"{each}=…"))}, each once");
            }
        }

        string Needed(string key) => parts.GetValueOrDefault(key) ?? throw new CommandFailure(ExitCodes.Usage, $"--data needs {key}=…");
        long? rows = null;
        if (parts.TryGetValue("rows", out string? count))
        {
            rows = long.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
                ? number
                : throw new CommandFailure(ExitCodes.Usage, $"'{count}' is no number of rows");
        }

        return new DatasetUse(
            Needed("role"),
            Needed("name"),
            Needed("as-of"),
            Needed("digest"),
            parts.GetValueOrDefault("query"),
            parts.GetValueOrDefault("schema"),
            rows);
    }
}
