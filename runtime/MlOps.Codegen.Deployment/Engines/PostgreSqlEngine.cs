using System.Data.Common;
using System.Globalization;
using MlOps.Codegen.Deployment.EngineFunctions;
using MlOps.Codegen.Deployment.Streams;
using MlOps.Runtime;
using Npgsql;
using NpgsqlTypes;

namespace MlOps.Codegen.Deployment.Engines;

/// <summary>A PostgreSQL server.</summary>
public sealed class PostgreSqlEngine : IScoringEngine
{
    private const string Table = "mlops_scratch";
    private const string Scores = "mlops_scratch_scores";
    private const int ColumnsPerTable = 400;
    private readonly NpgsqlConnection connection;

    // The first and the last day that there is are days like others.
    static PostgreSqlEngine() => AppContext.SetSwitch("Npgsql.DisableDateTimeInfinityConversions", true);

    /// <summary>Connects to a server.</summary>
    /// <param name="connectionString">The connection string.</param>
    /// <exception cref="EngineFailure">The server cannot be reached, or refuses.</exception>
    public PostgreSqlEngine(string connectionString)
    {
        try
        {
            connection = new NpgsqlConnection(connectionString);
            connection.Open();
        }
        catch (Exception exception) when (exception is DbException or ArgumentException or System.Net.Sockets.SocketException or TimeoutException)
        {
            throw new EngineFailure("the PostgreSQL server cannot be reached, or refuses the connection", exception);
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
        return InTransaction(
            transaction =>
            {
                // Compiling a large query just in time takes longer than scoring a small table.
                Run("SET LOCAL jit = off");
                return ScratchTable.Query(tables, Table, Create, install, Run, names => Read(transaction, query(names), count, outputs, cancellation));
            },
            cancellation);

        string Create(string name, ScratchTable table)
        {
            this.Create(name, table.Columns, table.Rows, cancellation);

            // Joins are planned by what is known of tables, and nobody else looks at temporary ones.
            if (tables.Count > 1 && table.Columns.Count <= ColumnsPerTable)
            {
                Run($"ANALYZE {name}");
            }

            return name;
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
        return InTransaction(
            transaction =>
            {
                Create(Table, columns, rows, cancellation);
                Run($"CREATE TEMP TABLE {Scores} (mlops_row bigint{string.Concat(outputs.Select(column => $", {Quote(column.Name)} {TypeName(column.Type)}"))})");
                PostgreSqlStream.RunWithin(connection, new ScorerSource("mlops_row", inputs, Table).Query, Scores, scorer, cancellation);
                return Read(transaction, $"SELECT * FROM {Scores}", rows.Count, outputs, cancellation);
            },
            cancellation);
    }

    private List<object?[]> Read(
        NpgsqlTransaction transaction, string query, int rows, IReadOnlyList<FieldSchema> outputs, CancellationToken cancellation)
    {
        using var command = new NpgsqlCommand(query, connection, transaction) { CommandTimeout = 0 };
        using CancellationTokenRegistration registration = cancellation.Register(command.Cancel);
        using NpgsqlDataReader reader = command.ExecuteReader();
        return ResultReader.ReadInOrder(reader, rows, outputs, cancellation);
    }

    // Everything happens in a transaction that is rolled back: nothing is left behind, whatever happens.
    private List<object?[]> InTransaction(Func<NpgsqlTransaction, List<object?[]>> work, CancellationToken cancellation)
    {
        using NpgsqlTransaction transaction = connection.BeginTransaction();
        try
        {
            return work(transaction);
        }
        catch (DbException exception) when (!cancellation.IsCancellationRequested)
        {
            throw new EngineFailure($"PostgreSQL: {exception.Message}", exception);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => connection.Dispose();

    // A row of numbers must fit into a page: wider ones are held in several tables, which a view joins.
    private void Create(string name, IReadOnlyList<FieldSchema> columns, IReadOnlyList<object?[]> rows, CancellationToken cancellation)
    {
        if (columns.Count <= ColumnsPerTable)
        {
            CreateTable(name, columns, rows, 0, cancellation);
            return;
        }

        var tables = new List<string>();
        for (int first = 0; first < columns.Count; first += ColumnsPerTable)
        {
            tables.Add(string.Create(CultureInfo.InvariantCulture, $"{name}_{tables.Count + 1}"));
            CreateTable(tables[^1], [.. columns.Skip(first).Take(ColumnsPerTable)], rows, first, cancellation);
        }

        Run($"CREATE TEMP VIEW {name} AS SELECT * FROM {string.Join(" JOIN ", tables.Select((table, i) => i == 0 ? table : $"{table} USING (mlops_row)"))}");
    }

    private void CreateTable(
        string table, IReadOnlyList<FieldSchema> columns, IReadOnlyList<object?[]> rows, int first, CancellationToken cancellation)
    {
        Run($"CREATE TEMP TABLE {table} (mlops_row bigint{string.Concat(columns.Select(column => $", {Quote(column.Name)} {TypeName(column.Type)}"))})");
        Load(table, columns, rows, first, cancellation);
    }

    private void Load(
        string table, IReadOnlyList<FieldSchema> columns, IReadOnlyList<object?[]> rows, int first, CancellationToken cancellation)
    {
        using NpgsqlBinaryImporter importer = connection.BeginBinaryImport($"COPY {table} FROM STDIN (FORMAT BINARY)");
        for (int i = 0; i < rows.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            importer.StartRow();
            importer.Write((long)i, NpgsqlDbType.Bigint);
            for (int column = 0; column < columns.Count; column++)
            {
                if (rows[i][first + column] is { } value)
                {
                    importer.Write(value, WireType(columns[column].Type));
                }
                else
                {
                    importer.WriteNull();
                }
            }
        }

        importer.Complete();
    }

    private void Run(string sql)
    {
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }

    private static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static string TypeName(DataType type) => type switch
    {
        DataType.Boolean => "boolean",
        DataType.Integer => "bigint",
        DataType.Float or DataType.Double => "float8",
        DataType.String => "text",
        DataType.Date => "date",
        DataType.Time => "time",
        DataType.DateTime => "timestamp",
        _ => throw new InvalidOperationException($"unknown type {type}"),
    };

    private static NpgsqlDbType WireType(DataType type) => type switch
    {
        DataType.Boolean => NpgsqlDbType.Boolean,
        DataType.Integer => NpgsqlDbType.Bigint,
        DataType.Float or DataType.Double => NpgsqlDbType.Double,
        DataType.String => NpgsqlDbType.Text,
        DataType.Date => NpgsqlDbType.Date,
        DataType.Time => NpgsqlDbType.Time,
        DataType.DateTime => NpgsqlDbType.Timestamp,
        _ => throw new InvalidOperationException($"unknown type {type}"),
    };
}
