using System.Globalization;
using System.Numerics;

namespace MlOps.Runtime.Hosting;

/// <summary>A version of a model, and the calls that it serves at this moment.</summary>
/// <remarks>
/// A host that is given a version owns it. When it is in none of the host's slots any more, it takes no new calls, and when the last
/// call has returned, <c>owner</c> is disposed of. Calls are counted per processor, so that threads do not wait for one
/// another's caches.
/// </remarks>
/// <typeparam name="TInput">What a row brings.</typeparam>
/// <typeparam name="TOutput">A scored row.</typeparam>
public sealed class ModelVersion<TInput, TOutput>
{
    // Two lines of a cache, since processors fetch them in pairs.
    private const int CountersApart = 16;
    private static readonly int Stripes = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Min(Environment.ProcessorCount, 64));

    private readonly long[] calls = new long[(Stripes + 1) * CountersApart];
    private readonly string text;
    private IScorer<TInput, TOutput>? scorer;
    private IDisposable? owner;
    private int retired;

    /// <summary>Makes a version.</summary>
    /// <param name="number">Its number, for accounts and metrics.</param>
    /// <param name="scorer">What scores.</param>
    /// <param name="owner">What is disposed of after the last call, such as the compiled scorer; null where nothing is.</param>
    public ModelVersion(int number, IScorer<TInput, TOutput> scorer, IDisposable? owner = null)
    {
        ArgumentNullException.ThrowIfNull(scorer);
        Number = number;
        this.scorer = scorer;
        this.owner = owner;
        text = number.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Its number.</summary>
    public int Number { get; }

    /// <summary>Whether it has left its host and takes no new calls.</summary>
    public bool IsRetired => Volatile.Read(ref retired) != 0;

    /// <summary>Whether it has left its host, and its last call has returned.</summary>
    public bool IsReleased => Volatile.Read(ref scorer) is null;

    /// <summary>What scores; only between <see cref="TryEnter"/> and <see cref="Leave"/>.</summary>
    internal IScorer<TInput, TOutput> Scorer => scorer!;

    /// <summary>The number as a metric's tag: made once, since a call allocates nothing.</summary>
    internal string Text => text;

    /// <summary>Begins a call.</summary>
    /// <param name="stripe">Receives what <see cref="Leave"/> needs.</param>
    /// <returns>Whether it takes the call: not after it was retired.</returns>
    internal bool TryEnter(out int stripe)
    {
        stripe = ((Thread.GetCurrentProcessorId() & (Stripes - 1)) + 1) * CountersApart;

        // Counted before the look at the flag, and the flag is set before counters are looked at: one of the two sees the other.
        Interlocked.Increment(ref calls[stripe]);
        if (Volatile.Read(ref retired) == 0)
        {
            return true;
        }

        Leave(stripe);
        return false;
    }

    /// <summary>Ends a call.</summary>
    /// <param name="stripe">What <see cref="TryEnter"/> gave.</param>
    internal void Leave(int stripe)
    {
        Interlocked.Decrement(ref calls[stripe]);
        if (Volatile.Read(ref retired) != 0)
        {
            ReleaseWhenIdle();
        }
    }

    /// <summary>Takes no new calls from now on, and releases the version as soon as the last has returned.</summary>
    internal void Retire()
    {
        if (Interlocked.Exchange(ref retired, 1) == 0)
        {
            ReleaseWhenIdle();
        }
    }

    // No call that counts begins any more: a stripe that is seen empty has none from then on, so that stripes may be looked at one by one.
    private void ReleaseWhenIdle()
    {
        for (int stripe = CountersApart; stripe < calls.Length; stripe += CountersApart)
        {
            if (Volatile.Read(ref calls[stripe]) != 0)
            {
                return;
            }
        }

        Volatile.Write(ref scorer, null);
        Interlocked.Exchange(ref owner, null)?.Dispose();
    }
}
