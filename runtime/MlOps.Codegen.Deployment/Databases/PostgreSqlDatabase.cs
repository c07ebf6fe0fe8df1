using System.Data.Common;
using System.Globalization;
using MlOps.Codegen.Deployment.Engines;
using Npgsql;

namespace MlOps.Codegen.Deployment.Databases;

/// <summary>A database of a PostgreSQL server.</summary>
/// <param name="connectionString">The connection string.</param>
public sealed class PostgreSqlDatabase(string connectionString) : Database("PostgreSQL", () => new NpgsqlConnection(connectionString))
{
    /// <inheritdoc/>
    protected override string NamesQuery =>
        """
        SELECT relname::text FROM pg_class WHERE relnamespace = to_regnamespace(quote_ident(@p0)) AND relkind = 'v'
        UNION
        SELECT proname::text FROM pg_proc WHERE pronamespace = to_regnamespace(quote_ident(@p0))
        """;

    /// <inheritdoc/>
    protected override string TablesQuery =>
        "SELECT relname::text FROM pg_class WHERE relnamespace = to_regnamespace(quote_ident(@p0)) AND relkind IN ('r', 'p') ORDER BY relname";

    /// <inheritdoc/>
    protected override string DefinitionQuery =>
        """
        SELECT pg_get_viewdef(oid) FROM pg_class WHERE relnamespace = to_regnamespace(quote_ident(@p0)) AND relkind = 'v' AND relname = @p1
        UNION ALL
        SELECT prosrc FROM pg_proc WHERE pronamespace = to_regnamespace(quote_ident(@p0)) AND proname = @p1
        """;

    // The scripts take the same lock: whoever runs them by hand waits as well. Compiling queries just in time pays on millions of rows only.
    /// <inheritdoc/>
    protected override void Lock(string model, DbTransaction transaction)
    {
        string patience = string.Create(CultureInfo.InvariantCulture, $"{Patience.TotalMilliseconds:0}");
        using DbCommand settings = Command($"SET LOCAL lock_timeout = '{patience}ms'; SET LOCAL jit = off", transaction);
        settings.ExecuteNonQuery();
        using DbCommand command = Command("SELECT pg_advisory_xact_lock(hashtextextended(@model, 0))", transaction);
        command.Parameters.Add(new NpgsqlParameter("model", model));
        try
        {
            command.ExecuteNonQuery();
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            throw new EngineFailure("PostgreSQL: somebody else is deploying this model; try again when they are done", exception);
        }
    }
}
