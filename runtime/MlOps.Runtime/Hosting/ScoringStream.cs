using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace MlOps.Runtime.Hosting;

/// <summary>Scores streams of rows through a host.</summary>
/// <remarks>
/// Rows come out once each and in their order. They are scored in blocks, each by one version: a swap takes effect between two blocks.
/// A block is scored as soon as it is full or no further row is ready, so that no row waits for the ones behind it. Reading, scoring
/// and the caller's work with results overlap; what is held is bounded, and a slow reader of results slows the source down.
/// </remarks>
public static class ScoringStream
{
    /// <summary>Scores rows as they come.</summary>
    /// <typeparam name="TInput">What a row brings.</typeparam>
    /// <typeparam name="TOutput">A scored row.</typeparam>
    /// <param name="host">The host.</param>
    /// <param name="rows">The rows; what they throw is thrown after the results of the rows before.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellation">Ends the stream.</param>
    /// <exception cref="ModelDisabledException">The model is disabled, or has no version, and has no fallback.</exception>
    public static async IAsyncEnumerable<ScoredRow<TInput, TOutput>> ScoreAsync<TInput, TOutput>(
        this ModelHost<TInput, TOutput> host,
        IAsyncEnumerable<TInput> rows,
        StreamOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(host);
        ArgumentNullException.ThrowIfNull(rows);
        options ??= StreamOptions.Default;
        options.Check();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var blocks = Channel.CreateBounded<Task<ScoringBlock<TInput, TOutput>>>(
            new BoundedChannelOptions(options.Parallelism) { SingleReader = true, SingleWriter = true });
        var room = new ScoringBlockPool<TInput, TOutput>(options.BlockRows);
        Task reading = Task.Run(() => ReadAsync(host, rows, blocks.Writer, room, options.Parallelism, ending.Token), CancellationToken.None);
        try
        {
            await foreach (Task<ScoringBlock<TInput, TOutput>> scoring in blocks.Reader.ReadAllAsync(cancellation).ConfigureAwait(false))
            {
                ScoringBlock<TInput, TOutput> block = await scoring.ConfigureAwait(false);
                for (int i = 0; i < block.Count; i++)
                {
                    yield return block[i];
                }

                room.Return(block);
            }

            await reading.ConfigureAwait(false);
        }
        finally
        {
            // A caller that stops early must not leave a reader behind.
            await ending.CancelAsync().ConfigureAwait(false);
            await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Scores rows from one channel into another, until the first is completed; then completes the second.</summary>
    /// <typeparam name="TInput">What a row brings.</typeparam>
    /// <typeparam name="TOutput">A scored row.</typeparam>
    /// <param name="host">The host.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="results">Receives the results; completed in the end, with the failure if there was one.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellation">Ends the stream.</param>
    public static async Task ScoreAsync<TInput, TOutput>(
        this ModelHost<TInput, TOutput> host,
        ChannelReader<TInput> rows,
        ChannelWriter<ScoredRow<TInput, TOutput>> results,
        StreamOptions? options = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(results);
        try
        {
            await foreach (ScoredRow<TInput, TOutput> row in host
                .ScoreAsync(rows.ReadAllAsync(CancellationToken.None), options, cancellation).ConfigureAwait(false))
            {
                await results.WriteAsync(row, cancellation).ConfigureAwait(false);
            }

            results.TryComplete();
        }
        catch (Exception failure)
        {
            results.TryComplete(failure);
            throw;
        }
    }

    private static async Task ReadAsync<TInput, TOutput>(
        ModelHost<TInput, TOutput> host,
        IAsyncEnumerable<TInput> rows,
        ChannelWriter<Task<ScoringBlock<TInput, TOutput>>> blocks,
        ScoringBlockPool<TInput, TOutput> room,
        int parallelism,
        CancellationToken cancellation)
    {
        // Not disposed of: a block may still be scored when the stream was cancelled. It holds nothing but memory.
        var scoring = new SemaphoreSlim(parallelism);
        try
        {
            ScoringBlock<TInput, TOutput> block = room.Take();
            IAsyncEnumerator<TInput> reader = rows.GetAsyncEnumerator(cancellation);
            await using (reader.ConfigureAwait(false))
            {
                while (true)
                {
                    Task<bool> next = reader.MoveNextAsync().AsTask();
                    if (block.Count > 0 && (!next.IsCompleted || next.IsFaulted))
                    {
                        // Whatever comes of it, a source is not disposed of before it has answered.
                        await SendAsync(block).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                        block = room.Take();
                    }

                    if (!await next.ConfigureAwait(false))
                    {
                        break;
                    }

                    cancellation.ThrowIfCancellationRequested();

                    block.Add(reader.Current);
                    if (block.IsFull)
                    {
                        await SendAsync(block).ConfigureAwait(false);
                        block = room.Take();
                    }
                }
            }

            if (block.Count > 0)
            {
                await SendAsync(block).ConfigureAwait(false);
            }
        }
        finally
        {
            // The failure, if there is one, is thrown by the task that is awaited after the last block.
            blocks.Complete();
        }

        // Scored blocks wait in the channel, so that a slow reader is felt here; the semaphore bounds those that are being scored.
        async Task SendAsync(ScoringBlock<TInput, TOutput> full)
        {
            await scoring.WaitAsync(cancellation).ConfigureAwait(false);
            await blocks.WriteAsync(Task.Run(() => Score(full), CancellationToken.None), cancellation).ConfigureAwait(false);
        }

        ScoringBlock<TInput, TOutput> Score(ScoringBlock<TInput, TOutput> full)
        {
            try
            {
                return full.Score(host);
            }
            finally
            {
                scoring.Release();
            }
        }
    }
}
