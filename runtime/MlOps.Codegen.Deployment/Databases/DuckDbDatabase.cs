using System.Data.Common;
using DuckDB.NET.Data;

namespace MlOps.Codegen.Deployment.Databases;

/// <summary>A DuckDB database in a file. The process that has it open is the only one that has.</summary>
/// <param name="connectionString">The connection string, or the file's path alone.</param>
public sealed class DuckDbDatabase(string connectionString) : Database("DuckDB", () => new DuckDBConnection(DatabaseFile.ConnectionString(connectionString)))
{
    /// <inheritdoc/>
    public override string Parameter(int index) => $"${base.Parameter(index)[1..]}";

    // A script of DuckDB's cannot ask first.
    /// <inheritdoc/>
    public override void DropEmptySchema(string schema, IReadOnlyCollection<string> shared, DbTransaction transaction)
    {
        const string Objects = """
            SELECT count(*) FROM duckdb_schemas() WHERE database_name = current_database() AND schema_name = $p0
            UNION ALL
            SELECT count(*) FROM (
              SELECT table_name AS name FROM duckdb_tables() WHERE database_name = current_database() AND schema_name = $p0
              UNION ALL SELECT view_name FROM duckdb_views() WHERE database_name = current_database() AND schema_name = $p0
              UNION ALL SELECT sequence_name FROM duckdb_sequences() WHERE database_name = current_database() AND schema_name = $p0
              UNION ALL SELECT type_name FROM duckdb_types() WHERE database_name = current_database() AND schema_name = $p0)
            """;
        List<object?[]> counts = Read(Objects, [schema], transaction, CancellationToken.None);
        HashSet<string> functions = Names(schema, transaction);
        if (!Equals(counts[0][0], 1L) || !Equals(counts[1][0], 0L) || !functions.IsSubsetOf(shared))
        {
            return;
        }

        string quoted = $"\"{schema.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
        foreach (string function in functions)
        {
            Run($"DROP MACRO {quoted}.\"{function.Replace("\"", "\"\"", StringComparison.Ordinal)}\"", transaction, CancellationToken.None);
        }

        Run($"DROP SCHEMA {quoted}", transaction, CancellationToken.None);
    }

    /// <inheritdoc/>
    protected override string NamesQuery =>
        """
        SELECT view_name FROM duckdb_views() WHERE database_name = current_database() AND schema_name = $p0
        UNION
        SELECT function_name FROM duckdb_functions() WHERE database_name = current_database() AND schema_name = $p0
        """;

    /// <inheritdoc/>
    protected override string TablesQuery =>
        "SELECT table_name FROM duckdb_tables() WHERE database_name = current_database() AND schema_name = $p0 ORDER BY table_name";

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
