using System.Data;
using System.Data.Common;
using System.Globalization;
using Microsoft.Data.SqlClient;
using MlOps.Codegen.Deployment.EngineFunctions;
using MlOps.Codegen.Deployment.Streams;
using MlOps.Runtime;

namespace MlOps.Codegen.Deployment.Engines;

/// <summary>A SQL Server, or a server that speaks its protocol.</summary>
public sealed class SqlServerEngine : IScoringEngine
{
    private const string Table = "#mlops_scratch";
    private const string Scores = "#mlops_scratch_scores";

    // A row of a table has at most 8,060 bytes, of which a text takes 24 wherever it is held.
    private const int ColumnsPerTable = 300;

    // Not every server that speaks the protocol reads a long stream of rows to its end.
    private const int RowsPerBatch = 500;
    private readonly SqlConnection connection;

    /// <summary>Connects to a server.</summary>
    /// <param name="connectionString">The connection string.</param>
    /// <exception cref="EngineFailure">The server cannot be reached, or refuses.</exception>
    public SqlServerEngine(string connectionString)
    {
        try
        {
            connection = new SqlConnection(connectionString);
            connection.Open();
        }
        catch (Exception exception) when (exception is DbException or ArgumentException or InvalidOperationException or FormatException)
        {
            throw new EngineFailure("the SQL Server cannot be reached, or refuses the connection", exception);
        }
    }

    /// <inheritdoc/>
    public List<object?[]> Query(
        IReadOnlyList<ScratchTable> tables,
        IReadOnlyList<string> install,
        Func<IReadOnlyList<string>, string> query,
        IReadOnlyList<FieldSchema> outputs,
        int count,
        CancellationToken cancellation) =>
        InTransaction(
            transaction => ScratchTable.Query(
                tables,
                Table,
                (name, table) => Create(transaction, name, table.Columns, table.Rows, cancellation),
                install.SelectMany(TransactSqlBatches.Split),
                batch => Run(transaction, batch),
                relations => Read(transaction, query(relations), count, outputs, cancellation)),
            cancellation);

    /// <inheritdoc/>
    public List<object?[]> Score(
        IReadOnlyList<FieldSchema> columns,
        IReadOnlyList<object?[]> rows,
        IScorer scorer,
        IReadOnlyList<string> inputs,
        CancellationToken cancellation)
    {
        FieldSchema[] outputs = ResultReader.OutputsOf(scorer);
        return InTransaction(
            transaction =>
            {
                string relation = Create(transaction, Table, columns, rows, cancellation);
                Run(transaction, $"CREATE TABLE {Scores} (mlops_row bigint NOT NULL{string.Concat(outputs.Select(column => $", {Quote(column.Name)} {TypeName(column.Type)} NULL"))})");
                SqlServerStream.RunWithin(
                    connection, transaction, new ScorerSource("mlops_row", inputs, relation).Query, new SqlServerTable(Scores), scorer, cancellation);
                return Read(transaction, $"SELECT * FROM {Scores}", rows.Count, outputs, cancellation);
            },
            cancellation);
    }

    private List<object?[]> Read(
        SqlTransaction transaction, string query, int rows, IReadOnlyList<FieldSchema> outputs, CancellationToken cancellation)
    {
        using var command = new SqlCommand(query, connection, transaction) { CommandTimeout = 0 };
        using CancellationTokenRegistration registration = cancellation.Register(command.Cancel);
        using SqlDataReader reader = command.ExecuteReader();
        return ResultReader.ReadInOrder(reader, rows, outputs, cancellation);
    }

    // Everything happens in a transaction that is rolled back: nothing is left behind, whatever happens.
    private List<object?[]> InTransaction(Func<SqlTransaction, List<object?[]>> work, CancellationToken cancellation)
    {
        using SqlTransaction transaction = connection.BeginTransaction();
        try
        {
            return work(transaction);
        }
        catch (Exception exception) when (exception is DbException or InvalidOperationException && !cancellation.IsCancellationRequested)
        {
            // The bulk copy wraps what the server says.
            throw new EngineFailure($"SQL Server: {(exception.InnerException as DbException ?? exception).Message}", exception);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => connection.Dispose();

    // Rows too wide for a table are held in several; there is no temporary view, so the query joins them.
    private string Create(
        SqlTransaction transaction,
        string name,
        IReadOnlyList<FieldSchema> columns,
        IReadOnlyList<object?[]> rows,
        CancellationToken cancellation)
    {
        if (columns.Count <= ColumnsPerTable)
        {
            CreateTable(transaction, name, columns, rows, 0, cancellation);
            return name;
        }

        var tables = new List<string>();
        var read = new List<string> { "[t1].[mlops_row]" };
        for (int first = 0; first < columns.Count; first += ColumnsPerTable)
        {
            FieldSchema[] part = [.. columns.Skip(first).Take(ColumnsPerTable)];
            tables.Add(string.Create(CultureInfo.InvariantCulture, $"{name}_{tables.Count + 1}"));
            read.AddRange(part.Select(column => string.Create(CultureInfo.InvariantCulture, $"[t{tables.Count}].{Quote(column.Name)}")));
            CreateTable(transaction, tables[^1], part, rows, first, cancellation);
        }

        IEnumerable<string> joined = tables.Select((table, i) => i == 0
            ? $"{table} AS [t1]"
            : string.Create(CultureInfo.InvariantCulture, $"INNER JOIN {table} AS [t{i + 1}] ON [t{i + 1}].[mlops_row] = [t1].[mlops_row]"));
        return $"(SELECT {string.Join(", ", read)} FROM {string.Join(' ', joined)}) AS [mlops_scratch]";
    }

    private void CreateTable(
        SqlTransaction transaction,
        string name,
        IReadOnlyList<FieldSchema> columns,
        IReadOnlyList<object?[]> rows,
        int first,
        CancellationToken cancellation)
    {
        Run(transaction, $"CREATE TABLE {name} (mlops_row bigint NOT NULL{string.Concat(columns.Select(column => $", {Quote(column.Name)} {TypeName(column.Type)} NULL"))})");
        Load(transaction, name, columns, rows, first, cancellation);
    }

    private void Load(
        SqlTransaction transaction,
        string name,
        IReadOnlyList<FieldSchema> columns,
        IReadOnlyList<object?[]> rows,
        int first,
        CancellationToken cancellation)
    {
        using var table = new DataTable();
        table.Columns.Add("mlops_row", typeof(long));
        foreach (FieldSchema column in columns)
        {
            table.Columns.Add(column.Name, HeldType(column.Type));
        }

        object[] held = new object[columns.Count + 1];
        for (int i = 0; i < rows.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            held[0] = (long)i;
            for (int column = 0; column < columns.Count; column++)
            {
                held[column + 1] = Held(rows[i][first + column]);
            }

            table.Rows.Add(held);
        }

        using var copy = new SqlBulkCopy(connection, SqlBulkCopyOptions.Default, transaction) { DestinationTableName = name, BulkCopyTimeout = 0, BatchSize = RowsPerBatch };
        copy.WriteToServer(table);
    }

    private void Run(SqlTransaction transaction, string sql)
    {
        using var command = new SqlCommand(sql, connection, transaction) { CommandTimeout = 0 };
        command.ExecuteNonQuery();
    }

    private static string Quote(string name) => $"[{name.Replace("]", "]]", StringComparison.Ordinal)}]";

    private static object Held(object? value) => value switch
    {
        null => DBNull.Value,
        DateOnly date => date.ToDateTime(TimeOnly.MinValue),
        TimeOnly time => time.ToTimeSpan(),
        _ => value,
    };

    private static Type HeldType(DataType type) => type switch
    {
        DataType.Boolean => typeof(bool),
        DataType.Integer => typeof(long),
        DataType.Float or DataType.Double => typeof(double),
        DataType.String => typeof(string),
        DataType.Date or DataType.DateTime => typeof(DateTime),
        DataType.Time => typeof(TimeSpan),
        _ => throw new InvalidOperationException($"unknown type {type}"),
    };

    private static string TypeName(DataType type) => type switch
    {
        DataType.Boolean => "bit",
        DataType.Integer => "bigint",
        DataType.Float or DataType.Double => "float",
        DataType.String => "nvarchar(max)",
        DataType.Date => "date",
        DataType.Time => "time",
        DataType.DateTime => "datetime2",
        _ => throw new InvalidOperationException($"unknown type {type}"),
    };
}
