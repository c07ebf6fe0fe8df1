using System.Data.Common;
using MlOps.Codegen.Deployment.EngineFunctions;
using MlOps.Codegen.Deployment.Engines;
using MlOps.Runtime;
using Npgsql;

namespace MlOps.Codegen.Deployment.Streams;

/// <summary>Streams rows out of PostgreSQL by COPY, through a scorer, and back into a table by COPY.</summary>
/// <remarks>
/// The query yields a key of any type, then the scorer's inputs in order as <c>float8</c>, <c>int8</c>, <c>bool</c>, <c>text</c>,
/// <c>date</c>, <c>time</c> or <c>timestamp</c>. The table has the key's column, of the same type, then a column per output of those types.
/// The connection's command timeout bounds how long a server may take before its first row; who cancels before it, closes the connection.
/// </remarks>
public static class PostgreSqlStream
{
    private const int MostRows = 4096;

    /// <summary>Reads on one connection and writes on another at the same time; a few thousand rows are in memory.</summary>
    /// <param name="source">Where the query runs.</param>
    /// <param name="query">The query, such as <see cref="ScorerSource.Query"/>.</param>
    /// <param name="target">Another connection. Its transaction decides whether the rows stay; without one they are written all or none.</param>
    /// <param name="table">The table as SQL, with the list of columns where they are in another order.</param>
    /// <param name="scorer">The scorer.</param>
    /// <param name="cancellation">Ends the work; nothing is written then.</param>
    /// <param name="carried">How many columns, from the first, are the key: they go through as they are.</param>
    /// <returns>How many rows were scored.</returns>
    /// <exception cref="EngineFailure">A server refuses, or a side fails; the other is ended.</exception>
    public static long Run(
        NpgsqlConnection source, string query, NpgsqlConnection target, string table, IScorer scorer, CancellationToken cancellation, int carried = 1)
    {
        if (ReferenceEquals(source, target))
        {
            throw new ArgumentException("a connection is read or written, not both at once", nameof(target));
        }

        return Checked(Work, cancellation);

        long Work()
        {
            using NpgsqlRawCopyStream from = Begin(source, CopyOut(query), cancellation);
            NpgsqlRawCopyStream into = Begin(target, CopyIn(table), cancellation);
            long rows = 0;
            Finish(into, () =>
            {
                var writer = new CopyWriter(into, carried);
                writer.Begin();
                rows = Pipeline(scorer, new CopyReader(from, carried), writer).Overlapped(Abandon, cancellation);
                writer.End();
            });
            return rows;

            void Abandon() => Quietly(from.Cancel);
        }
    }

    /// <summary>Reads, then writes, on one connection, inside its transaction; all the query's rows are in memory in between.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="query">The query, of a bounded number of rows.</param>
    /// <param name="table">The table as SQL.</param>
    /// <param name="scorer">The scorer.</param>
    /// <param name="cancellation">Ends the work; nothing is written then.</param>
    /// <param name="carried">How many columns, from the first, are the key: they go through as they are.</param>
    /// <returns>How many rows were scored.</returns>
    /// <exception cref="EngineFailure">The server refuses.</exception>
    public static long RunWithin(
        NpgsqlConnection connection, string query, string table, IScorer scorer, CancellationToken cancellation, int carried = 1)
    {
        return Checked(Work, cancellation);

        long Work()
        {
            List<PostgreSqlBlock> blocks;
            using (NpgsqlRawCopyStream from = Begin(connection, CopyOut(query), cancellation))
            using (cancellation.Register(() => Quietly(from.Cancel)))
            {
                blocks = Pipeline(scorer, new CopyReader(from, carried), null).ReadAll(cancellation);
            }

            NpgsqlRawCopyStream into = Begin(connection, CopyIn(table), cancellation);
            long rows = 0;
            Finish(into, () =>
            {
                var writer = new CopyWriter(into, carried);
                writer.Begin();
                rows = Pipeline(scorer, null, writer).WriteAll(blocks, cancellation);
                writer.End();
            });
            return rows;
        }
    }

    // A query may take its time before its first row: the wait for it can be cancelled, and afterwards there is no limit.
    private static NpgsqlRawCopyStream Begin(NpgsqlConnection connection, string copy, CancellationToken cancellation)
    {
        NpgsqlRawCopyStream stream = connection.BeginRawBinaryCopyAsync(copy, cancellation).GetAwaiter().GetResult();
        if (stream.CanRead)
        {
            stream.ReadTimeout = Timeout.Infinite;
        }
        else
        {
            stream.WriteTimeout = Timeout.Infinite;
        }

        return stream;
    }

    private static BlockPipeline<PostgreSqlBlock> Pipeline(IScorer scorer, CopyReader? reader, CopyWriter? writer)
    {
        var pool = new ChunkPool(scorer, MostRows);
        return new BlockPipeline<PostgreSqlBlock>(
            scorer,
            () => new PostgreSqlBlock(pool.Take()),
            block => reader!.Read(block),
            block => writer!.Write(block));
    }

    private static string CopyOut(string query) => $"COPY ({query}) TO STDOUT (FORMAT BINARY)";

    private static string CopyIn(string table) => $"COPY {table} FROM STDIN (FORMAT BINARY)";

    // A stream that is disposed of is complete: one that failed is cancelled before.
    private static void Finish(NpgsqlRawCopyStream into, Action work)
    {
        try
        {
            work();
        }
        catch
        {
            Quietly(into.Cancel);
            Quietly(into.Dispose);
            throw;
        }

        into.Dispose();
    }

    private static long Checked(Func<long> work, CancellationToken cancellation)
    {
        try
        {
            return work();
        }
        catch (Exception exception) when (exception is DbException or IOException or InvalidDataException or ArgumentOutOfRangeException or OverflowException)
        {
            cancellation.ThrowIfCancellationRequested();
            throw new EngineFailure($"PostgreSQL: {exception.Message}", exception);
        }
    }

    // What fails while a failure is cleaned up would hide it.
    private static void Quietly(Action work)
    {
        try
        {
            work();
        }
        catch (Exception exception) when (exception is DbException or IOException or InvalidOperationException or ObjectDisposedException)
        {
            // The first failure is what is told.
        }
    }
}
