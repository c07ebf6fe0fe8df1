using System.Globalization;
using MlOps.Runtime;

namespace MlOps.Codegen.Deployment.EngineFunctions;

/// <summary>Rows to score: a key, and the scorer's inputs in order.</summary>
/// <param name="Key">The key as SQL.</param>
/// <param name="Inputs">The inputs as SQL, of the types that the scorer's columns have.</param>
/// <param name="From">What stands behind FROM, conditions and order included.</param>
public sealed record ScorerSource(string Key, IReadOnlyList<string> Inputs, string From)
{
    /// <summary>The query that reads the rows.</summary>
    public string Query => $"SELECT {string.Join(", ", Inputs.Prepend(Key))} FROM {From}";

    /// <summary>Rows of a table whose columns have the names of the scorer's inputs and types that the engine converts by itself.</summary>
    /// <param name="scorer">The scorer.</param>
    /// <param name="relation">The table or view as SQL.</param>
    /// <param name="key">The key column's name.</param>
    public static ScorerSource Of(IScorer scorer, string relation, string key) =>
        new(ScorerQuery.Quote(key), [.. scorer.Inputs.Select(input => ScorerQuery.Quote(input.Name))], relation);
}

/// <summary>Writes queries that score rows with a registered scorer.</summary>
public static class ScorerQuery
{
    /// <summary>What engines call an output before the query names it.</summary>
    /// <param name="output">The output's position.</param>
    public static string Field(int output) => string.Create(CultureInfo.InvariantCulture, $"o{output}");

    /// <summary>A query for DuckDB over a function of <see cref="DuckDbScoringFunction"/>: a row per row, the key first, then the outputs.</summary>
    /// <param name="function">The function's name.</param>
    /// <param name="source">The rows.</param>
    /// <param name="key">What to call the key.</param>
    /// <param name="outputs">What to call the outputs.</param>
    public static string DuckDb(string function, ScorerSource source, string key, IReadOnlyList<string> outputs) =>
        $"SELECT mlops_key AS {Quote(key)}{string.Concat(outputs.Select((output, i) => $", mlops_scores.{Field(i)} AS {Quote(output)}"))} "
        + $"FROM (SELECT {source.Key} AS mlops_key, {Quote(function)}({string.Join(", ", source.Inputs)}) AS mlops_scores FROM {source.From})";

    /// <summary>A query for SQLite over a function of <see cref="SqliteScoringTable"/>: a row per row, the key first, then the outputs.</summary>
    /// <param name="function">The function's name.</param>
    /// <param name="source">The rows.</param>
    /// <param name="key">What to call the key.</param>
    /// <param name="outputs">What to call the outputs.</param>
    public static string Sqlite(string function, ScorerSource source, string key, IReadOnlyList<string> outputs) =>
        $"SELECT row_key AS {Quote(key)}{string.Concat(outputs.Select((output, i) => $", {Field(i)} AS {Quote(output)}"))} "
        + $"FROM {Quote(function)}('{source.Query.Replace("'", "''", StringComparison.Ordinal)}')";

    /// <summary>A name in double quotes.</summary>
    /// <param name="name">Any name.</param>
    internal static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
