using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using MlOps.Codegen.Plan.Text;

namespace MlOps.Codegen.Cli.Targets;

/// <summary>The functions that generated SQL for SQLite may call, because SQLite's own lack Unicode and regular expressions.</summary>
internal static class SqliteFunctions
{
    private static readonly ConcurrentDictionary<string, Regex> Patterns = new(StringComparer.Ordinal);

    /// <summary>Registers the functions on a connection.</summary>
    /// <param name="connection">An open connection.</param>
    public static void Register(SqliteConnection connection)
    {
        connection.CreateFunction<string?, string?>("mlops_lower", text => text is null ? null : CaseMapping.ToLower(text), isDeterministic: true);
        connection.CreateFunction<string?, string?>("mlops_upper", text => text is null ? null : CaseMapping.ToUpper(text), isDeterministic: true);
        connection.CreateFunction<string?, string, long?>(
            "mlops_matches", (text, pattern) => text is null ? null : Pattern(pattern).IsMatch(text) ? 1 : 0, isDeterministic: true);
        connection.CreateFunction<string?, string, string, string?>(
            "mlops_replace", (text, pattern, replacement) => text is null ? null : Replace(text, pattern, replacement), isDeterministic: true);
    }

    private static Regex Pattern(string pattern) => Patterns.GetOrAdd(
        pattern, static text => new Regex(text, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking));

    private static string Replace(string text, string pattern, string replacement) =>
        PortablePattern.AsLiteral(pattern) is { } literal && !replacement.Contains('$', StringComparison.Ordinal)
            ? text.Replace(literal, replacement, StringComparison.Ordinal)
            : Pattern(pattern).Replace(text, replacement);
}
