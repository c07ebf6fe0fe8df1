using System.Data.Common;
using System.Globalization;
using Microsoft.Data.SqlClient;
using MlOps.Codegen.Deployment.Engines;

namespace MlOps.Codegen.Deployment.Databases;

/// <summary>A database of a SQL Server, in which definitions are part of transactions as well.</summary>
/// <param name="connectionString">The connection string.</param>
public sealed class SqlServerDatabase(string connectionString) : Database("SQL Server", () => new SqlConnection(connectionString))
{
    /// <inheritdoc/>
    public override string OneAfter(int rows) =>
        string.Create(CultureInfo.InvariantCulture, $"OFFSET {rows} ROWS FETCH NEXT 1 ROWS ONLY");

    /// <inheritdoc/>
    protected override string NamesQuery =>
        "SELECT CAST(name AS nvarchar(128)) FROM sys.objects WHERE schema_id = SCHEMA_ID(@p0) AND type IN ('V', 'IF')";

    /// <inheritdoc/>
    protected override string TablesQuery =>
        "SELECT name FROM sys.tables WHERE schema_id = SCHEMA_ID(@p0) ORDER BY name";

    /// <inheritdoc/>
    protected override string DefinitionQuery =>
        """
        SELECT CAST(m.definition AS nvarchar(max)) FROM sys.sql_modules AS m INNER JOIN sys.objects AS o ON o.object_id = m.object_id
        WHERE o.schema_id = SCHEMA_ID(@p0) AND o.name = @p1 AND o.type IN ('V', 'IF')
        """;

    /// <inheritdoc/>
    protected override IEnumerable<string> Batches(string script) => TransactSqlBatches.Split(script);

    /// <inheritdoc/>
    protected override void Lock(string model, DbTransaction transaction)
    {
        string patience = string.Create(CultureInfo.InvariantCulture, $"{Patience.TotalMilliseconds:0}");
        using DbCommand command = Command(
            $"""
            SET XACT_ABORT ON;
            DECLARE @result int;
            EXEC @result = sp_getapplock @Resource = @model, @LockMode = 'Exclusive', @LockOwner = 'Transaction', @LockTimeout = {patience};
            SELECT @result;
            """,
            transaction);

        // A lock's name has 255 characters at most.
        command.Parameters.Add(new SqlParameter("@model", model.Length > 255 ? model[..255] : model));
        if (Convert.ToInt32(command.ExecuteScalar(), CultureInfo.InvariantCulture) < 0)
        {
            throw new EngineFailure("SQL Server: somebody else is deploying this model; try again when they are done", new TimeoutException());
        }
    }
}
