using System.Collections.Immutable;
using System.Globalization;

namespace MlOps.Codegen.Sql.SqlServer.Scripts;

/// <summary>
/// Names of parameters. They cannot be quoted ("Database identifiers": letters, digits, underscores): other characters of a field's
/// name are written as underscores.
/// </summary>
internal static class ParameterNames
{
    private const int MostCharacters = 100;

    /// <summary>A name per field, no two alike without regard to case.</summary>
    /// <param name="fields">The fields' names.</param>
    public static ImmutableArray<string> Of(IEnumerable<string> fields)
    {
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        return [.. fields.Select(field => Unique(field, taken))];
    }

    private static string Unique(string field, HashSet<string> taken)
    {
        string plain = string.Concat(field.Take(MostCharacters).Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'));
        string name = "@" + (plain.Length == 0 ? "_" : plain);
        string candidate = name;
        for (int i = 2; !taken.Add(candidate); i++)
        {
            candidate = string.Create(CultureInfo.InvariantCulture, $"{name}_{i}");
        }

        return candidate;
    }
}
