using MlOps.Codegen.Sql.Dialects;
using MlOps.Codegen.Sql.Generation;

namespace MlOps.Codegen.Sql.PostgreSql;

/// <summary>The target <c>postgres</c>.</summary>
public sealed class PostgreSqlTarget : SqlTarget
{
    /// <inheritdoc/>
    public override string Name => "postgres";

    /// <inheritdoc/>
    public override SqlDialect Dialect { get; } = new PostgreSqlDialect();
}
