namespace MlOps.Codegen.Batch.Runs;

/// <summary>How many rows the next batch has: as many as were asked for, or about as many as take a second.</summary>
/// <param name="asked">How many were asked for; null where nobody did.</param>
public sealed class BatchSize(int? asked)
{
    private const int First = 10_000;
    private const int Smallest = 1_000;
    private const int Largest = 1_000_000;

    // One quick batch says little about the next.
    private const double MostGrowth = 4;

    /// <summary>The rows of the next batch.</summary>
    public int Rows { get; private set; } = asked ?? First;

    /// <summary>Learns from a batch.</summary>
    /// <param name="seconds">How long it took.</param>
    public void Learn(double seconds)
    {
        if (asked is null)
        {
            Rows = (int)Math.Clamp(Rows * Math.Min(MostGrowth, 1 / Math.Max(seconds, 0.01)), Smallest, Largest);
        }
    }
}
