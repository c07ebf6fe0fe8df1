using MlOps.Codegen.Artifacts.Monitoring;
using MlOps.Codegen.Sql.Monitoring;

namespace MlOps.Codegen.Sql.Sqlite.Monitoring;

/// <summary>SQLite's monitor: sums of conditions, side by side.</summary>
internal sealed class SqliteMonitorScripts(SqliteDialect dialect, MonitorSpecification specification) : MonitorScripts(dialect, specification)
{
    // A result has 2,000 columns at most.
    private const int CountsPerScan = 1_900;

    /// <inheritdoc/>
    protected override string Begin => "BEGIN IMMEDIATE;";

    /// <inheritdoc/>
    public override string Now => "datetime('now')";

    /// <inheritdoc/>
    public override string? CreateSchema() => null;

    /// <inheritdoc/>
    public override ProfileQuery Profile(IReadOnlyList<BaselineFeature> features) => new ConditionalCounts(Dialect, Names, features, CountsPerScan);
}
