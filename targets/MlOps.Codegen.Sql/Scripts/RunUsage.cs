using MlOps.Codegen.Plan;
using MlOps.Codegen.Sql.Dialects;

namespace MlOps.Codegen.Sql.Scripts;

/// <summary>
/// What runs that a program does took of its machine. It is a table of its own beside that of the runs, so that scripts which cannot ask for a
/// table's columns bring it to a database that has runs of an earlier release.
/// </summary>
public static class RunUsage
{
    /// <summary>The table's name.</summary>
    internal const string Table = "run_usage";

    /// <summary>Its columns: the run, seconds of processor time of all threads, and the largest working set in bytes.</summary>
    /// <param name="dialect">The engine.</param>
    public static string Columns(SqlDialect dialect)
    {
        string integer = dialect.TypeName(DataType.Integer);
        return $"run_id {integer} NOT NULL PRIMARY KEY, processor_seconds {dialect.TypeName(DataType.Double)} NOT NULL, peak_memory_bytes {integer} NOT NULL";
    }
}
