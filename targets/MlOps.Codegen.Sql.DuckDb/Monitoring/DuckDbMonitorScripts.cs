using MlOps.Codegen.Artifacts.Monitoring;
using MlOps.Codegen.Sql.Monitoring;

namespace MlOps.Codegen.Sql.DuckDb.Monitoring;

/// <summary>DuckDB's monitor.</summary>
internal sealed class DuckDbMonitorScripts(DuckDbDialect dialect, MonitorSpecification specification) : MonitorScripts(dialect, specification)
{
    /// <inheritdoc/>
    protected override string Begin => "BEGIN TRANSACTION;";

    /// <inheritdoc/>
    public override string Now => "(now() AT TIME ZONE 'UTC')";

    /// <inheritdoc/>
    public override ProfileQuery Profile(IReadOnlyList<BaselineFeature> features) => new DuckDbProfileQuery(Dialect, Names, features);
}
