using MlOps.Codegen.Artifacts.Monitoring;
using MlOps.Codegen.Sql.Dialects;
using MlOps.Codegen.Sql.Monitoring;

namespace MlOps.Codegen.Sql.SqlServer.Monitoring;

/// <summary>Each row becomes a row per column by CROSS APPLY of VALUES, and these are counted: one scan, however many columns there are.</summary>
/// <param name="dialect">The engine.</param>
/// <param name="names">How the table is read.</param>
/// <param name="features">The columns.</param>
internal sealed class SqlServerProfileQuery(SqlDialect dialect, MonitorNames names, IReadOnlyList<BaselineFeature> features) : ProfileQuery(dialect, names, features)
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Selects(string? from, string? to) =>
    [
        $"""
        SELECT each_bin.feature_id, each_bin.bin, COUNT_BIG(*) AS row_count
        FROM {Names.Source} AS source
        CROSS APPLY (VALUES
          {string.Join(",\n  ", Features.Select((feature, i) => $"({Number(i + 1)}, {Bins.Of(feature)})"))}
        ) AS each_bin (feature_id, bin)
        WHERE {Names.InWindow(from, to)}
        GROUP BY each_bin.feature_id, each_bin.bin
        """,
    ];
}
