using System.Data.Common;
using Microsoft.Data.Sqlite;
using MlOps.Codegen.Deployment.Engines;

namespace MlOps.Codegen.Deployment.Databases;

/// <summary>A SQLite database in a file.</summary>
public sealed class SqliteDatabase : Database
{
    /// <summary>Opens a database and registers the functions that generated SQL may call.</summary>
    /// <param name="connectionString">The connection string, or the file's path alone.</param>
    /// <param name="functions">The functions by name, of any number of arguments.</param>
    /// <exception cref="EngineFailure">The database cannot be opened.</exception>
    public SqliteDatabase(string connectionString, IEnumerable<KeyValuePair<string, Func<object?[], object?>>> functions)
        : base("SQLite", () => Connection(connectionString, functions))
    {
    }

    /// <inheritdoc/>
    protected override bool HasSchemas => false;

    /// <inheritdoc/>
    protected override string NamesQuery => "SELECT name FROM sqlite_master WHERE type = 'view'";

    /// <inheritdoc/>
    protected override string TablesQuery => "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name";

    /// <inheritdoc/>
    protected override string DefinitionQuery => "SELECT sql FROM sqlite_master WHERE type = 'view' AND name = @p0 COLLATE NOCASE";

    /// <inheritdoc/>
    protected override void Lock(string model, DbTransaction transaction)
    {
        // A transaction that may write, as the driver begins them, is the only one of the file.
    }

    /// <inheritdoc/>
    protected override string WhyUnreachable(Exception exception) => $": {exception.Message}";

    private static SqliteConnection Connection(string connectionString, IEnumerable<KeyValuePair<string, Func<object?[], object?>>> functions)
    {
        var connection = new SqliteConnection(DatabaseFile.ConnectionString(connectionString)) { DefaultTimeout = (int)Patience.TotalSeconds };
        foreach ((string name, Func<object?[], object?> call) in functions)
        {
            connection.CreateFunction(name, call, isDeterministic: true);
        }

        return connection;
    }
}
