using MlOps.Runtime;

namespace MlOps.Runtime.Tests.Hosting;

/// <summary>Multiplies by its version's number; can be held inside a call, can fail, and knows whether it was disposed of.</summary>
internal sealed class NumberScorer(int factor) : IScorer<int, long>, IDisposable
{
    private int calls;

    public string Name => "number";

    public bool IsDisposed { get; private set; }

    public int Calls => Volatile.Read(ref calls);

    public Action? Inside { get; init; }

    public long Score(in int input)
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        Interlocked.Increment(ref calls);
        Inside?.Invoke();
        return (long)input * factor;
    }

    public void ScoreBatch(ReadOnlySpan<int> rows, Span<long> results)
    {
        for (int i = 0; i < rows.Length; i++)
        {
            results[i] = Score(in rows[i]);
        }
    }

    public void Dispose() => IsDisposed = true;
}
