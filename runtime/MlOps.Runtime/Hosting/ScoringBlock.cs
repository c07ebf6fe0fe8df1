using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace MlOps.Runtime.Hosting;

/// <summary>Rows of a stream that are scored at once.</summary>
/// <typeparam name="TInput">What a row brings.</typeparam>
/// <typeparam name="TOutput">A scored row.</typeparam>
/// <param name="capacity">The most rows.</param>
internal sealed class ScoringBlock<TInput, TOutput>(int capacity)
{
    private readonly TInput[] rows = new TInput[capacity];
    private readonly TOutput[] results = new TOutput[capacity];
    private ScoredBy by;

    public int Count { get; private set; }

    public bool IsFull => Count == rows.Length;

    public ScoredRow<TInput, TOutput> this[int index] => new(rows[index], results[index], by);

    public void Add(TInput row) => rows[Count++] = row;

    public ScoringBlock<TInput, TOutput> Score(ModelHost<TInput, TOutput> host)
    {
        by = host.ScoreBatch(rows.AsSpan(0, Count), results.AsSpan(0, Count));
        return this;
    }

    public void Clear()
    {
        // What rows refer to is not kept alive.
        if (RuntimeHelpers.IsReferenceOrContainsReferences<TInput>())
        {
            Array.Clear(rows, 0, Count);
        }

        if (RuntimeHelpers.IsReferenceOrContainsReferences<TOutput>())
        {
            Array.Clear(results, 0, Count);
        }

        Count = 0;
    }
}

/// <summary>Blocks that are used again.</summary>
internal sealed class ScoringBlockPool<TInput, TOutput>(int capacity)
{
    private readonly ConcurrentBag<ScoringBlock<TInput, TOutput>> free = [];

    public ScoringBlock<TInput, TOutput> Take() => free.TryTake(out ScoringBlock<TInput, TOutput>? block) ? block : new(capacity);

    public void Return(ScoringBlock<TInput, TOutput> block)
    {
        block.Clear();
        free.Add(block);
    }
}
