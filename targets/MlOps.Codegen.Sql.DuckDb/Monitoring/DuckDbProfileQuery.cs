using MlOps.Codegen.Artifacts.Monitoring;
using MlOps.Codegen.Sql.Dialects;
using MlOps.Codegen.Sql.Monitoring;

namespace MlOps.Codegen.Sql.DuckDb.Monitoring;

/// <summary>
/// A histogram per column, over the ends of its bins. Counts with FILTER, and groups over rows that were turned into a row per column,
/// take several times longer.
/// </summary>
/// <param name="dialect">The engine.</param>
/// <param name="names">How the table is read.</param>
/// <param name="features">The columns.</param>
internal sealed class DuckDbProfileQuery(SqlDialect dialect, MonitorNames names, IReadOnlyList<BaselineFeature> features) : ProfileQuery(dialect, names, features)
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Selects(string? from, string? to)
    {
        IEnumerable<string> histograms = Features.Select((feature, i) => $"COUNT({Names.Column(feature.Column)}) AS n{Number(i + 1)}, {Histogram(feature)} AS h{Number(i + 1)}");
        IEnumerable<string> bins = Features.SelectMany((feature, i) =>
            feature.Bins.Select(bin => $"{{'feature_id': {Number(i + 1)}, 'bin': {Number(bin.Bin)}, 'row_count': {Value(i + 1, feature, bin.Bin)}}}"));
        return
        [
            $"""
            WITH counts AS MATERIALIZED (
              SELECT COUNT(*) AS n,
                {string.Join(",\n    ", histograms)}
              FROM {Names.Source} AS source
              WHERE {Names.InWindow(from, to)}
            ),
            turned AS (
              SELECT unnest([
                {string.Join(",\n    ", bins)}
              ]) AS each_bin
              FROM counts
            )
            SELECT each_bin.feature_id AS feature_id, each_bin.bin AS bin, CAST(each_bin.row_count AS BIGINT) AS row_count FROM turned
            """,
        ];
    }

    // NaN would be put into the first bin. What is up to the first end, and beyond the last, is too large to be computed with.
    private string Histogram(BaselineFeature feature)
    {
        if (feature.Column.Kind != ColumnKind.Numeric)
        {
            string categories = string.Join(", ", feature.Categories.Select(Dialect.TextLiteral));
            string text = feature.Column.Kind == ColumnKind.Boolean ? Names.Category(feature.Column) : $"CAST({Names.Column(feature.Column)} AS VARCHAR)";
            return feature.Categories.IsEmpty ? "NULL" : $"histogram_exact({text}, [{categories}])";
        }

        return $"histogram(NULLIF({Names.Number(feature.Column)}, 'NaN'::DOUBLE), [{string.Join(", ", Ends(feature).Distinct().Select(Dialect.DoubleLiteral))}])";
    }

    private static IEnumerable<double> Ends(BaselineFeature feature) =>
        [Least, LowEnd(feature), .. feature.Edges, feature.High ?? BinNumbers.LargestNumber, BinNumbers.LargestNumber];

    private static double Least { get; } = Math.BitDecrement(-BinNumbers.LargestNumber);

    private static double LowEnd(BaselineFeature feature) => Math.BitDecrement(feature.Low ?? -BinNumbers.LargestNumber);

    // Where a low or high end is the largest number there is, both ends are one, and so is their key.
    private string Value(int id, BaselineFeature feature, int bin)
    {
        string n = $"n{Number(id)}";
        if (feature.Column.Kind != ColumnKind.Numeric)
        {
            string[] each = [.. feature.Categories.Select(category => Key(id, Dialect.TextLiteral(category)))];
            return bin switch
            {
                BinNumbers.Missing => $"n - {n}",
                BinNumbers.Other => string.Join(" - ", each.Prepend(n)),
                _ => each[bin - 1],
            };
        }

        double low = LowEnd(feature);
        double high = feature.High ?? BinNumbers.LargestNumber;
        return bin switch
        {
            BinNumbers.Missing => $"n - {n}",
            BinNumbers.Below => low == Least ? "0" : Key(id, low),
            BinNumbers.Above => high == BinNumbers.LargestNumber ? "0" : Key(id, BinNumbers.LargestNumber),
            BinNumbers.Invalid => string.Join(" - ", Ends(feature).Distinct().Where(end => end != Least).Select(end => Key(id, end)).Prepend(n)),
            _ => Key(id, bin <= feature.Edges.Length ? feature.Edges[bin - 1] : high),
        };
    }

    private string Key(int id, double end) => Key(id, Dialect.DoubleLiteral(end));

    private static string Key(int id, string key) => $"coalesce(h{Number(id)}[{key}], 0)";
}
