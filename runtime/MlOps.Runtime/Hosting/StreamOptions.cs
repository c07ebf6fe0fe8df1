namespace MlOps.Runtime.Hosting;

/// <summary>How a stream of rows is scored.</summary>
/// <param name="BlockRows">The most rows that are scored at once, at least 1.</param>
/// <param name="Parallelism">How many blocks may be scored at the same time, at least 1. Rows keep their order in any case.</param>
/// <remarks>At most <c>(2 × Parallelism + 2) × BlockRows</c> rows are held. With a parallelism of 1 no older version answers after a newer one.</remarks>
public sealed record StreamOptions(int BlockRows = 1024, int Parallelism = 1)
{
    /// <summary>Blocks of 1,024 rows, one at a time.</summary>
    public static StreamOptions Default { get; } = new();

    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(BlockRows, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Parallelism, 1);
    }
}
