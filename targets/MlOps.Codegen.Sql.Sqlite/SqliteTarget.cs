using MlOps.Codegen.Sql.Dialects;
using MlOps.Codegen.Sql.Generation;

namespace MlOps.Codegen.Sql.Sqlite;

/// <summary>The target <c>sqlite</c>.</summary>
public sealed class SqliteTarget : SqlTarget
{
    /// <inheritdoc/>
    public override string Name => "sqlite";

    /// <inheritdoc/>
    public override SqlDialect Dialect { get; } = new SqliteDialect();
}
