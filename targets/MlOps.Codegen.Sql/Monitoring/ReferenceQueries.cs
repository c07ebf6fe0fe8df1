using System.Globalization;
using MlOps.Codegen.Artifacts.Monitoring;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Sql.Dialects;

namespace MlOps.Codegen.Sql.Monitoring;

/// <summary>The queries that a baseline is made of. What they yield are quantiles, categories that are not rare, and counts.</summary>
/// <param name="dialect">The engine.</param>
/// <param name="names">How the table is read.</param>
/// <param name="scripts">The engine's words.</param>
public sealed class ReferenceQueries(SqlDialect dialect, MonitorNames names, MonitorScripts scripts)
{
    /// <summary>
    /// One row of a numeric column: smallest and largest number, standard deviation, and the numbers at which shares 1/bins, 2/bins, …
    /// of the numbers are reached; NULL where there are no finite numbers.
    /// </summary>
    /// <param name="column">The column.</param>
    /// <param name="bins">How many intervals there shall be.</param>
    /// <param name="from">Where the reference begins, as the engine writes it; null for the first row.</param>
    /// <param name="to">Before which time it ends; null for the last row.</param>
    public string Quantiles(MonitoredColumn column, int bins, string? from, string? to)
    {
        string largest = dialect.DoubleLiteral(BinNumbers.LargestNumber);
        string n = dialect.IntegerLiteral(bins);
        IEnumerable<string> edges = Enumerable.Range(1, bins - 1).Select(i => $"MIN(CASE WHEN so_far * {n} >= total * {Number(i)} THEN x END) AS q{Number(i)}");

        // Deviations from the mean are squared, not the numbers: sums of large squares would lose everything.
        return $"""
            WITH numbers AS (
              SELECT {names.Number(column)} AS x, COUNT(*) AS n
              FROM {names.Source} AS source
              WHERE {names.InWindow(from, to)} AND {names.Number(column)} BETWEEN -{largest} AND {largest}
              GROUP BY {names.Number(column)}
            ),
            running AS (
              SELECT x, n, SUM(n) OVER (ORDER BY x ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS so_far, SUM(n) OVER () AS total,
                SUM(x * n) OVER () / SUM(n) OVER () AS mean
              FROM numbers
            )
            SELECT MIN(x) AS low, MAX(x) AS high, SQRT(SUM((x - mean) * (x - mean) * n) / SUM(n)) AS deviation{string.Concat(edges.Select(edge => $",\n  {edge}"))}
            FROM running
            """;
    }

    /// <summary>The categories of a column and their rows, the most frequent first; those with too few rows are left out, but one of them counts.</summary>
    /// <param name="column">The column.</param>
    /// <param name="minimumRows">From so many rows on a category is named.</param>
    /// <param name="from">Where the reference begins, as the engine writes it; null for the first row.</param>
    /// <param name="to">Before which time it ends; null for the last row.</param>
    /// <returns>Rows of the category, or NULL for all that are rare together, and how many rows they have.</returns>
    public string Categories(MonitoredColumn column, long minimumRows, string? from, string? to)
    {
        string text = names.Category(column);
        string least = minimumRows.ToString(CultureInfo.InvariantCulture);
        return $"""
            WITH categories AS (
              SELECT MIN({text}) AS category, COUNT(*) AS n
              FROM {names.Source} AS source
              WHERE {names.InWindow(from, to)} AND {text} IS NOT NULL
              GROUP BY {scripts.GroupKey(text)}
            )
            SELECT category, n FROM categories WHERE n >= {least}
            UNION ALL
            SELECT {dialect.MissingLiteral(DataType.String)}, CAST(SUM(n) AS {dialect.TypeName(DataType.Integer)}) FROM categories WHERE n < {least}
            """;
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
