using System.Collections.Concurrent;
using System.Data;
using System.Data.Common;
using System.Runtime.ExceptionServices;
using Microsoft.Data.SqlClient;
using MlOps.Codegen.Deployment.EngineFunctions;
using MlOps.Codegen.Deployment.Engines;
using MlOps.Runtime;

namespace MlOps.Codegen.Deployment.Streams;

/// <summary>Streams rows out of SQL Server, through a scorer, and back into a table by bulk copy.</summary>
/// <remarks>
/// The query yields a key, then the scorer's inputs in order as <c>float</c>, <c>bigint</c>, <c>bit</c>, <c>nvarchar</c>, <c>date</c>,
/// <c>time</c> or <c>datetime2</c>. The table has the key's column, then a column per output of those types.
/// </remarks>
public static class SqlServerStream
{
    private const int MostRows = 4096;

    // Not every server that speaks the protocol reads a long stream of rows to its end.
    private const int RowsPerBatch = 500;

    /// <summary>Reads on one connection and writes on another at the same time; a few thousand rows are in memory.</summary>
    /// <param name="source">Where the query runs.</param>
    /// <param name="query">The query, such as <see cref="ScorerSource.Query"/>.</param>
    /// <param name="target">Another connection. The rows are written all or none.</param>
    /// <param name="table">Where the scores go.</param>
    /// <param name="scorer">The scorer.</param>
    /// <param name="cancellation">Ends the work; nothing is written then.</param>
    /// <returns>How many rows were scored.</returns>
    /// <exception cref="EngineFailure">A server refuses, or a side fails; the other is ended.</exception>
    public static long Run(
        SqlConnection source, string query, SqlConnection target, SqlServerTable table, IScorer scorer, CancellationToken cancellation)
    {
        if (ReferenceEquals(source, target))
        {
            throw new ArgumentException("a connection is read or written, not both at once", nameof(target));
        }

        return Checked(Work, cancellation);

        long Work()
        {
            using SqlTransaction transaction = target.BeginTransaction();
            using SqlCommand command = Query(source, null, query);
            using SqlDataReader reader = command.ExecuteReader(CommandBehavior.SingleResult);
            Type[] keyTypes = KeyTypes(reader, table);
            using var handed = new BlockingCollection<SqlServerBlock>(1);
            using var returned = new BlockingCollection<bool>();
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            Task copy = Task.Factory.StartNew(Copy, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            try
            {
                long rows = Pipeline(scorer, reader, table.Carried, Hand).Overlapped(() => Abandon(command, ended), cancellation);
                handed.CompleteAdding();
                copy.GetAwaiter().GetResult();
                transaction.Commit();
                return rows;
            }
            catch (Exception)
            {
                ended.Cancel();
                WaitFor(copy);

                // Where the copy failed, the pipeline only knows that it was ended.
                if (copy.Exception?.InnerException is { } failure and not OperationCanceledException)
                {
                    ExceptionDispatchInfo.Throw(failure);
                }

                throw;
            }

            // The bulk copy asks for rows; the pipeline hands a block over and waits until it is read.
            void Hand(SqlServerBlock block)
            {
                handed.Add(block, ended.Token);
                returned.Take(ended.Token);
            }

            void Copy()
            {
                try
                {
                    using SqlBulkCopy bulk = BulkCopy(target, transaction, table);
                    using var rows = new ScoredRowsReader(Blocks(), keyTypes, scorer.Outputs);
                    bulk.WriteToServer(rows);
                }
                catch
                {
                    ended.Cancel();
                    throw;
                }
            }

            IEnumerator<SqlServerBlock> Blocks()
            {
                foreach (SqlServerBlock block in handed.GetConsumingEnumerable(ended.Token))
                {
                    yield return block;
                    returned.Add(true, ended.Token);
                }
            }
        }
    }

    /// <summary>Reads, then writes, on one connection, inside its transaction; all the query's rows are in memory in between.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="transaction">Its transaction; null for none.</param>
    /// <param name="query">The query, of a bounded number of rows.</param>
    /// <param name="table">Where the scores go.</param>
    /// <param name="scorer">The scorer.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <returns>How many rows were scored.</returns>
    /// <exception cref="EngineFailure">The server refuses.</exception>
    public static long RunWithin(
        SqlConnection connection, SqlTransaction? transaction, string query, SqlServerTable table, IScorer scorer, CancellationToken cancellation)
    {
        return Checked(Work, cancellation);

        long Work()
        {
            List<SqlServerBlock> blocks;
            Type[] keyTypes;
            using (SqlCommand command = Query(connection, transaction, query))
            using (cancellation.Register(command.Cancel))
            using (SqlDataReader reader = command.ExecuteReader(CommandBehavior.SingleResult))
            {
                keyTypes = KeyTypes(reader, table);
                blocks = Pipeline(scorer, reader, table.Carried, _ => { }).ReadAll(cancellation);
            }

            using SqlBulkCopy bulk = BulkCopy(connection, transaction, table);
            using var rows = new ScoredRowsReader(blocks.GetEnumerator(), keyTypes, scorer.Outputs);
            bulk.WriteToServer(rows);
            return rows.Rows;
        }
    }

    private static BlockPipeline<SqlServerBlock> Pipeline(
        IScorer scorer, SqlDataReader reader, int carried, Action<SqlServerBlock> write)
    {
        var pool = new ChunkPool(scorer, MostRows);
        bool isAtEnd = false;
        return new BlockPipeline<SqlServerBlock>(scorer, () => new SqlServerBlock(pool.Take()), Read, write);

        void Read(SqlServerBlock block)
        {
            block.Rows = 0;
            while (!isAtEnd && block.Rows < block.Inputs.Capacity)
            {
                if (!reader.Read())
                {
                    isAtEnd = true;
                    return;
                }

                object[] key = block.Keys[block.Rows] ??= new object[carried];
                for (int i = 0; i < carried; i++)
                {
                    key[i] = reader.GetValue(i);
                }

                for (int i = 0; i < scorer.Inputs.Count; i++)
                {
                    ReadValue(reader, i + carried, block.Inputs, i, block.Rows);
                }

                block.Rows++;
            }
        }
    }

    // The common types are read without an object.
    private static void ReadValue(SqlDataReader reader, int ordinal, ColumnChunk inputs, int column, int row)
    {
        bool isMissing = reader.IsDBNull(ordinal);
        switch (inputs.Columns[column].ValueType)
        {
            case ColumnType.Double:
                inputs.Doubles(column)[row] = isMissing ? double.NaN : reader.GetDouble(ordinal);
                break;
            case ColumnType.Float:
                inputs.Floats(column)[row] = isMissing ? float.NaN : (float)reader.GetDouble(ordinal);
                break;
            case ColumnType.Integer:
                inputs.Integers(column)[row] = isMissing ? null : reader.GetInt64(ordinal);
                break;
            case ColumnType.Boolean:
                inputs.Booleans(column)[row] = isMissing ? null : reader.GetBoolean(ordinal);
                break;
            case ColumnType.String:
                inputs.Texts(column)[row] = isMissing ? null : reader.GetString(ordinal);
                break;
            default:
                inputs.Set(column, row, isMissing ? null : reader.GetValue(ordinal));
                break;
        }
    }

    private static SqlCommand Query(SqlConnection connection, SqlTransaction? transaction, string query) =>
        new(query, connection, transaction) { CommandTimeout = 0 };

    private static Type[] KeyTypes(SqlDataReader reader, SqlServerTable table) =>
        [.. Enumerable.Range(0, Math.Min(table.Carried, reader.FieldCount)).Select(reader.GetFieldType)];

    private static SqlBulkCopy BulkCopy(SqlConnection connection, SqlTransaction? transaction, SqlServerTable table)
    {
        var bulk = new SqlBulkCopy(connection, SqlBulkCopyOptions.Default, transaction)
        {
            DestinationTableName = table.Name,
            BulkCopyTimeout = 0,
            BatchSize = RowsPerBatch,
        };
        for (int i = 0; i < table.Columns.Count; i++)
        {
            bulk.ColumnMappings.Add(i, table.Columns[i]);
        }

        return bulk;
    }

    private static void Abandon(SqlCommand command, CancellationTokenSource ended)
    {
        ended.Cancel();
        command.Cancel();
    }

    private static void WaitFor(Task copy)
    {
        try
        {
            copy.Wait(CancellationToken.None);
        }
        catch (AggregateException)
        {
            // It was ended because another side failed, which is what is told.
        }
    }

    private static long Checked(Func<long> work, CancellationToken cancellation)
    {
        try
        {
            return work();
        }
        catch (Exception exception) when (exception is DbException or InvalidOperationException or InvalidCastException or ArgumentException
            && !cancellation.IsCancellationRequested)
        {
            throw new EngineFailure($"SQL Server: {(exception.InnerException as DbException ?? exception).Message}", exception);
        }
        catch (Exception exception) when (exception is not OperationCanceledException && cancellation.IsCancellationRequested)
        {
            throw new OperationCanceledException("the stream was cancelled", exception, cancellation);
        }
    }
}

/// <summary>A table that scores are written to.</summary>
/// <param name="Name">The table as SQL.</param>
/// <param name="Columns">The names of its columns, those of the key first; empty where the table has no others and in this order.</param>
/// <param name="Carried">How many columns, from the first, are the key: they go through as they are.</param>
public sealed record SqlServerTable(string Name, IReadOnlyList<string> Columns, int Carried = 1)
{
    /// <summary>A table that has the key's column, then a column per output, and no others.</summary>
    /// <param name="name">The table as SQL.</param>
    public SqlServerTable(string name)
        : this(name, [])
    {
    }
}
