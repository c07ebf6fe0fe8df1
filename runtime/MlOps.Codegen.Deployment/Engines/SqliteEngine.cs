using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;
using MlOps.Codegen.Deployment.EngineFunctions;
using MlOps.Runtime;

namespace MlOps.Codegen.Deployment.Engines;

/// <summary>SQLite in process: in memory, or a file.</summary>
public sealed class SqliteEngine : IScoringEngine
{
    private const string Table = "mlops_scratch";
    private const string Function = "mlops_scratch_scores";
    private readonly SqliteConnection connection;

    /// <summary>Opens a database and registers the functions that generated SQL may call.</summary>
    /// <param name="connectionString">The connection string; null for a database in memory.</param>
    /// <param name="functions">The functions by name, of any number of arguments.</param>
    /// <exception cref="EngineFailure">The database cannot be opened.</exception>
    public SqliteEngine(string? connectionString, IEnumerable<KeyValuePair<string, Func<object?[], object?>>> functions)
    {
        try
        {
            connection = new SqliteConnection(connectionString ?? "Data Source=:memory:");
            connection.Open();
            foreach ((string name, Func<object?[], object?> call) in functions)
            {
                connection.CreateFunction(name, call, isDeterministic: true);
            }
        }
        catch (DbException exception)
        {
            throw new EngineFailure("the SQLite database cannot be opened", exception);
        }
    }

    /// <inheritdoc/>
    public List<object?[]> Score(
        IReadOnlyList<FieldSchema> columns,
        IReadOnlyList<object?[]> rows,
        IScorer scorer,
        IReadOnlyList<string> inputs,
        CancellationToken cancellation)
    {
        FieldSchema[] outputs = ResultReader.OutputsOf(scorer);
        string query = ScorerQuery.Sqlite(Function, new ScorerSource("mlops_row", inputs, Table), "mlops_row", [.. outputs.Select(output => output.Name)]);
        SqliteScoringTable.Register(connection, Function, scorer);
        try
        {
            return Query([new ScratchTable(columns, rows)], [], _ => query, outputs, rows.Count, cancellation);
        }
        finally
        {
            SqliteScoringTable.Unregister(connection, Function);
        }
    }

    /// <inheritdoc/>
    public List<object?[]> Query(
        IReadOnlyList<ScratchTable> tables,
        IReadOnlyList<string> install,
        Func<IReadOnlyList<string>, string> query,
        IReadOnlyList<FieldSchema> outputs,
        int count,
        CancellationToken cancellation)
    {
        try
        {
            return ScratchTable.Query(tables, Table, (name, table) => Create(name, table, cancellation), install, Run, names =>
            {
                using SqliteCommand command = connection.CreateCommand();
                command.CommandText = query(names);
                using DbDataReader reader = command.ExecuteReader();
                return ResultReader.ReadInOrder(reader, count, outputs, cancellation);
            });
        }
        catch (DbException exception)
        {
            throw new EngineFailure($"SQLite: {exception.Message}", exception);
        }
        finally
        {
            foreach (string name in ScratchTable.Names(Table, tables.Count))
            {
                Run($"DROP TABLE IF EXISTS {name}");
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => connection.Dispose();

    // A temporary table goes with the connection and is nobody else's.
    private string Create(string name, ScratchTable table, CancellationToken cancellation)
    {
        Run($"CREATE TEMP TABLE {name} (mlops_row INTEGER PRIMARY KEY{string.Concat(table.Columns.Select(column => $", {Quote(column.Name)} {TypeName(column.Type)}"))})");
        Load(name, table.Columns, table.Rows, cancellation);
        return name;
    }

    private void Load(string name, IReadOnlyList<FieldSchema> columns, IReadOnlyList<object?[]> rows, CancellationToken cancellation)
    {
        using SqliteTransaction transaction = connection.BeginTransaction();
        using SqliteCommand insert = connection.CreateCommand();
        insert.Transaction = transaction;
        insert.CommandText = $"INSERT INTO {name} VALUES ($row{string.Concat(columns.Select((_, i) => $", $p{i}"))})";
        SqliteParameter row = insert.Parameters.Add("$row", SqliteType.Integer);
        SqliteParameter[] parameters = [.. columns.Select((column, i) =>
            insert.Parameters.Add(string.Create(CultureInfo.InvariantCulture, $"$p{i}"), ParameterType(column.Type)))];
        for (int i = 0; i < rows.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            row.Value = (long)i;
            for (int column = 0; column < parameters.Length; column++)
            {
                parameters[column].Value = Held(rows[i][column]);
            }

            insert.ExecuteNonQuery();
        }

        transaction.Commit();
    }

    private static object Held(object? value) => value switch
    {
        null => DBNull.Value,
        bool flag => flag ? 1L : 0L,
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        TimeOnly time => time.ToString("HH:mm:ss", CultureInfo.InvariantCulture),
        DateTime moment => moment.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
        _ => value,
    };

    private void Run(string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static SqliteType ParameterType(DataType type) => type switch
    {
        DataType.Boolean or DataType.Integer => SqliteType.Integer,
        DataType.Float or DataType.Double => SqliteType.Real,
        _ => SqliteType.Text,
    };

    private static string TypeName(DataType type) => type switch
    {
        DataType.Boolean or DataType.Integer => "INTEGER",
        DataType.Float or DataType.Double => "REAL",
        _ => "TEXT",
    };
}
