using System.Data.Common;
using System.Globalization;
using DuckDB.NET.Data;
using MlOps.Codegen.Deployment.EngineFunctions;
using MlOps.Runtime;

namespace MlOps.Codegen.Deployment.Engines;

/// <summary>DuckDB in process: in memory, or a file.</summary>
public sealed class DuckDbEngine : IScoringEngine
{
    private const string Table = "mlops_scratch";
    private readonly DuckDBConnection connection;
    private IScorer? registered;
    private string function = "";

    /// <summary>Opens a database.</summary>
    /// <param name="connectionString">The connection string; null for a database in memory.</param>
    /// <exception cref="EngineFailure">The database cannot be opened.</exception>
    public DuckDbEngine(string? connectionString)
    {
        try
        {
            connection = new DuckDBConnection(connectionString ?? "Data Source=:memory:");
            connection.Open();
        }
        catch (DbException exception)
        {
            throw new EngineFailure("the DuckDB database cannot be opened", exception);
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
        if (!ReferenceEquals(scorer, registered))
        {
            // A function cannot be replaced, and lives as long as the database.
            function = string.Create(CultureInfo.InvariantCulture, $"mlops_scratch_{Guid.NewGuid():N}");
            DuckDbScoringFunction.Register(connection, function, scorer);
            registered = scorer;
        }

        FieldSchema[] outputs = ResultReader.OutputsOf(scorer);
        string query = ScorerQuery.DuckDb(function, new ScorerSource("mlops_row", inputs, Table), "mlops_row", [.. outputs.Select(output => output.Name)]);
        return Query([new ScratchTable(columns, rows)], [], _ => query, outputs, rows.Count, cancellation);
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
                using DuckDBCommand command = connection.CreateCommand();
                command.CommandText = query(names);
                using CancellationTokenRegistration registration = cancellation.Register(command.Cancel);
                using DbDataReader reader = command.ExecuteReader();
                return ResultReader.ReadInOrder(reader, count, outputs, cancellation);
            });
        }
        catch (DbException exception) when (!cancellation.IsCancellationRequested)
        {
            throw new EngineFailure($"DuckDB: {exception.Message}", exception);
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
        Run($"CREATE TEMP TABLE {name} (mlops_row BIGINT{string.Concat(table.Columns.Select(column => $", {Quote(column.Name)} {TypeName(column.Type)}"))})");
        Load(name, table, cancellation);
        return name;
    }

    private void Load(string name, ScratchTable table, CancellationToken cancellation)
    {
        using DuckDBAppender appender = connection.CreateAppender(name);
        for (int i = 0; i < table.Rows.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            IDuckDBAppenderRow row = appender.CreateRow();
            row.AppendValue((long)i);
            for (int column = 0; column < table.Columns.Count; column++)
            {
                Append(row, table.Rows[i][column]);
            }

            row.EndRow();
        }
    }

    private static void Append(IDuckDBAppenderRow row, object? value)
    {
        _ = value switch
        {
            null => row.AppendNullValue(),
            bool flag => row.AppendValue(flag),
            long number => row.AppendValue(number),
            double number => row.AppendValue(number),
            string text => row.AppendValue(text),
            DateOnly date => row.AppendValue(date),
            TimeOnly time => row.AppendValue(time),
            DateTime moment => row.AppendValue(moment),
            _ => throw new InvalidOperationException($"unexpected value {value.GetType().Name}"),
        };
    }

    private void Run(string sql)
    {
        using DuckDBCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static string TypeName(DataType type) => type switch
    {
        DataType.Boolean => "BOOLEAN",
        DataType.Integer => "BIGINT",
        DataType.Float or DataType.Double => "DOUBLE",
        DataType.String => "VARCHAR",
        DataType.Date => "DATE",
        DataType.Time => "TIME",
        DataType.DateTime => "TIMESTAMP",
        _ => throw new InvalidOperationException($"unknown type {type}"),
    };
}
