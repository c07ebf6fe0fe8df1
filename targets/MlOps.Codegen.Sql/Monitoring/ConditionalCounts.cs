using MlOps.Codegen.Artifacts.Monitoring;
using MlOps.Codegen.Sql.Dialects;

namespace MlOps.Codegen.Sql.Monitoring;

/// <summary>
/// Counts bins by sums of conditions, all of them side by side, and turns the one row around: for engines without NaN. Where an engine has too few columns for
/// all bins, the columns are counted in several scans.
/// </summary>
/// <param name="dialect">The engine.</param>
/// <param name="names">How the table is read.</param>
/// <param name="features">The columns.</param>
/// <param name="countsPerScan">How many counts a query bears.</param>
public sealed class ConditionalCounts(SqlDialect dialect, MonitorNames names, IReadOnlyList<BaselineFeature> features, int countsPerScan)
    : ProfileQuery(dialect, names, features)
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Selects(string? from, string? to)
    {
        var selects = new List<string>();
        var part = new List<(int Id, BaselineFeature Feature)>();
        int counts = 0;
        for (int i = 0; i < Features.Count; i++)
        {
            if (part.Count > 0 && counts + Features[i].Bins.Length > countsPerScan)
            {
                selects.Add(Select(part, from, to));
                part.Clear();
                counts = 0;
            }

            part.Add((i + 1, Features[i]));
            counts += Features[i].Bins.Length;
        }

        selects.Add(Select(part, from, to));
        return selects;
    }

    private string Select(IReadOnlyList<(int Id, BaselineFeature Feature)> part, string? from, string? to)
    {
        string[] sums = [.. part.SelectMany(feature => Counts(feature.Id, feature.Feature))];
        string[] rows = [.. part.SelectMany(feature => feature.Feature.Bins.Select(bin =>
            $"SELECT {Number(feature.Id)} AS feature_id, {Number(bin.Bin)} AS bin, {Value(feature.Id, feature.Feature, bin.Bin)} AS row_count FROM counts"))];
        return $"""
            WITH counts AS MATERIALIZED (
              SELECT COUNT(*) AS n,
                {string.Join(",\n    ", sums)}
              FROM {Names.Source} AS source
              WHERE {Names.InWindow(from, to)}
            )
            {Combined(rows)}
            """;
    }

    // A compound SELECT has a limited number of parts: they are put together in groups.
    private static string Combined(string[] rows)
    {
        const int Most = 400;
        return rows.Length <= Most
            ? string.Join("\nUNION ALL ", rows)
            : string.Join("\nUNION ALL ", rows.Chunk(Most).Select(chunk => $"SELECT * FROM (\n{string.Join("\nUNION ALL ", chunk)}\n)"));
    }

    // Numbers are counted up to each end, which takes one comparison; the rows between two ends are a difference.
    private IEnumerable<string> Counts(int id, BaselineFeature feature)
    {
        string p = Prefix(id);
        if (feature.Column.Kind != ColumnKind.Numeric)
        {
            yield return $"COUNT({Names.Column(feature.Column)}) AS {p}";
            for (int i = 0; i < feature.Categories.Length; i++)
            {
                yield return $"{Sum(Names.Is(feature.Column, feature.Categories[i]))} AS {p}_{Number(i + 1)}";
            }

            yield break;
        }

        // Conditions hold for numbers beyond too, which cancel out where bins are differences.
        string number = Names.Number(feature.Column);
        string largest = Dialect.DoubleLiteral(BinNumbers.LargestNumber);
        yield return $"COUNT({number}) AS {p}";
        yield return $"{Sum($"{number} < -{largest}")} AS {p}_least";
        yield return $"{Sum($"{number} > {largest}")} AS {p}_most";
        yield return $"{Sum($"{number} < {(feature.Low is { } low ? Dialect.DoubleLiteral(low) : $"-{largest}")}")} AS {p}_low";
        yield return $"{Sum($"{number} > {(feature.High is { } high ? Dialect.DoubleLiteral(high) : largest)}")} AS {p}_high";
        for (int i = 0; i < feature.Edges.Length; i++)
        {
            yield return $"{Sum($"{number} <= {Dialect.DoubleLiteral(feature.Edges[i])}")} AS {p}_{Number(i + 1)}";
        }
    }

    private static string Value(int id, BaselineFeature feature, int bin)
    {
        string p = Prefix(id);
        int last = feature.Column.Kind == ColumnKind.Numeric ? feature.Edges.Length + 1 : feature.Categories.Length;
        string[] each = [.. Enumerable.Range(1, last).Select(i => $"{p}_{Number(i)}")];
        return bin switch
        {
            BinNumbers.Missing => $"n - {p}",
            BinNumbers.Below => $"{p}_low - {p}_least",
            BinNumbers.Above => $"{p}_high - {p}_most",
            BinNumbers.Invalid => $"{p}_least + {p}_most",
            BinNumbers.Other => string.Join(" - ", each.Prepend(p)),
            _ when feature.Column.Kind != ColumnKind.Numeric => $"{p}_{Number(bin)}",
            _ => $"{(bin == last ? $"{p} - {p}_high" : $"{p}_{Number(bin)}")} - {(bin == 1 ? $"{p}_low" : $"{p}_{Number(bin - 1)}")}",
        };
    }

    private static string Prefix(int id) => $"f{Number(id)}";

    private static string Sum(string condition) => $"COALESCE(SUM({condition}), 0)";
}
