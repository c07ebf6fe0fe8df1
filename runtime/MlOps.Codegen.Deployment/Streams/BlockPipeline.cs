using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using MlOps.Codegen.Deployment.EngineFunctions;
using MlOps.Runtime;

namespace MlOps.Codegen.Deployment.Streams;

/// <summary>Rows on their way from a query through a scorer into a table.</summary>
/// <param name="chunk">Room for the rows and their scores.</param>
internal abstract class StreamBlock(ScoringChunk chunk)
{
    /// <summary>The rows.</summary>
    public ColumnChunk Inputs { get; } = chunk.Inputs;

    /// <summary>The scores.</summary>
    public ColumnChunk Outputs { get; } = chunk.Outputs;

    /// <summary>How many rows there are.</summary>
    public int Rows { get; set; }
}

/// <summary>Reads, scores and writes blocks of rows.</summary>
/// <typeparam name="TBlock">What a block holds beside rows and scores.</typeparam>
/// <param name="scorer">The scorer.</param>
/// <param name="create">Makes an empty block.</param>
/// <param name="read">Fills a block; leaves it without rows at the end.</param>
/// <param name="write">Writes a block.</param>
internal sealed class BlockPipeline<TBlock>(IScorer scorer, Func<TBlock> create, Action<TBlock> read, Action<TBlock> write)
    where TBlock : StreamBlock
{
    // In each hand one, and one that waits before each.
    private const int Blocks = 6;

    /// <summary>Reads, scores and writes at the same time, with a few blocks in memory.</summary>
    /// <param name="abandon">Ends reading and writing from outside when a side failed, so that no other waits for it.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <returns>How many rows were written.</returns>
    public long Overlapped(Action abandon, CancellationToken cancellation)
    {
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var free = new BlockingCollection<TBlock>();
        using var filled = new BlockingCollection<TBlock>(Blocks);
        using var scored = new BlockingCollection<TBlock>(Blocks);
        for (int i = 0; i < Blocks; i++)
        {
            free.Add(create(), CancellationToken.None);
        }

        ExceptionDispatchInfo? first = null;
        long rows = 0;
        using CancellationTokenRegistration registration = linked.Token.Register(abandon);
        Thread[] sides =
        [
            Begin("read", () =>
            {
                foreach (TBlock block in free.GetConsumingEnumerable(linked.Token))
                {
                    read(block);
                    if (block.Rows == 0)
                    {
                        break;
                    }

                    filled.Add(block, linked.Token);
                }

                filled.CompleteAdding();
            }),
            Begin("score", () =>
            {
                foreach (TBlock block in filled.GetConsumingEnumerable(linked.Token))
                {
                    scorer.ScoreColumns(block.Inputs, block.Outputs, block.Rows);
                    scored.Add(block, linked.Token);
                }

                scored.CompleteAdding();
            }),
            Begin("write", () =>
            {
                foreach (TBlock block in scored.GetConsumingEnumerable(linked.Token))
                {
                    write(block);
                    rows += block.Rows;
                    free.Add(block, linked.Token);
                }
            }),
        ];
        foreach (Thread side in sides)
        {
            side.Join();
        }

        cancellation.ThrowIfCancellationRequested();
        first?.Throw();
        return rows;

        Thread Begin(string name, Action work)
        {
            var thread = new Thread(() =>
            {
                try
                {
                    work();
                }
#pragma warning disable CA1031 // The first failure is thrown where the others have ended.
                catch (Exception exception)
#pragma warning restore CA1031
                {
                    Interlocked.CompareExchange(ref first, ExceptionDispatchInfo.Capture(exception), null);
                    linked.Cancel();
                }
            })
            {
                IsBackground = true,
                Name = $"mlops {name}",
            };
            thread.Start();
            return thread;
        }
    }

    /// <summary>Reads and scores everything, for connections that cannot be read and written at once.</summary>
    /// <param name="cancellation">Ends the work.</param>
    /// <returns>The scored blocks.</returns>
    public List<TBlock> ReadAll(CancellationToken cancellation)
    {
        var blocks = new List<TBlock>();
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            TBlock block = create();
            read(block);
            if (block.Rows == 0)
            {
                return blocks;
            }

            scorer.ScoreColumns(block.Inputs, block.Outputs, block.Rows);
            blocks.Add(block);
        }
    }

    /// <summary>Writes what <see cref="ReadAll"/> read.</summary>
    /// <param name="blocks">The blocks.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <returns>How many rows were written.</returns>
    public long WriteAll(List<TBlock> blocks, CancellationToken cancellation)
    {
        long rows = 0;
        foreach (TBlock block in blocks)
        {
            cancellation.ThrowIfCancellationRequested();
            write(block);
            rows += block.Rows;
        }

        return rows;
    }
}
