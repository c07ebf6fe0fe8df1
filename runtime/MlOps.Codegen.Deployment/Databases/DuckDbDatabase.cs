using System.Data.Common;
using DuckDB.NET.Data;

namespace MlOps.Codegen.Deployment.Databases;

/// <summary>A DuckDB database in a file. The process that has it open is the only one that has.</summary>
/// <param name="connectionString">The connection string, or the file's path alone.</param>
public sealed class DuckDbDatabase(string connectionString) : Database("DuckDB", () => new DuckDBConnection(DatabaseFile.ConnectionString(connectionString)))
{
    /// <inheritdoc/>
    public override string Parameter(int index) => $"${base.Parameter(index)[1..]}";

    /// <inheritdoc/>
    protected override string NamesQuery =>
        """
        SELECT view_name FROM duckdb_views() WHERE database_name = current_database() AND schema_name = $p0
        UNION
        SELECT function_name FROM duckdb_functions() WHERE database_name = current_database() AND schema_name = $p0
        """;

    /// <inheritdoc/>
    protected override string DefinitionQuery =>
        """
        SELECT sql FROM duckdb_views() WHERE database_name = current_database() AND schema_name = $p0 AND view_name = $p1
        UNION ALL
        SELECT macro_definition FROM duckdb_functions() WHERE database_name = current_database() AND schema_name = $p0 AND function_name = $p1
        """;

    /// <inheritdoc/>
    protected override void Lock(string model, DbTransaction transaction)
    {
        // The file is this process's alone.
    }

    /// <inheritdoc/>
    protected override string WhyUnreachable(Exception exception) => $": {exception.Message}";
}
