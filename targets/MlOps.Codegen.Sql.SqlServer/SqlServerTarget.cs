using MlOps.Codegen.Sql.Dialects;
using MlOps.Codegen.Sql.Generation;

namespace MlOps.Codegen.Sql.SqlServer;

/// <summary>The target <c>sqlserver</c>.</summary>
public sealed class SqlServerTarget : SqlTarget
{
    /// <inheritdoc/>
    public override string Name => "sqlserver";

    /// <inheritdoc/>
    public override SqlDialect Dialect { get; } = new SqlServerDialect();
}
