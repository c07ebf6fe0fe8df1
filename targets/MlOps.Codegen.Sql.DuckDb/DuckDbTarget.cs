using MlOps.Codegen.Sql.Dialects;
using MlOps.Codegen.Sql.Generation;

namespace MlOps.Codegen.Sql.DuckDb;

/// <summary>The target <c>duckdb</c>.</summary>
public sealed class DuckDbTarget : SqlTarget
{
    /// <inheritdoc/>
    public override string Name => "duckdb";

    /// <inheritdoc/>
    public override SqlDialect Dialect { get; } = new DuckDbDialect();
}
