namespace MlOps.Runtime.Hosting;

/// <summary>A version that scores a share of the rows beside the champion.</summary>
/// <typeparam name="TInput">What a row brings.</typeparam>
/// <typeparam name="TOutput">A scored row.</typeparam>
/// <param name="Version">The version.</param>
/// <param name="Slot">Challenger or shadow.</param>
/// <param name="Share">The share of rows, above 0 up to 1.</param>
internal sealed record Companion<TInput, TOutput>(ModelVersion<TInput, TOutput> Version, ModelSlot Slot, double Share)
{
    /// <summary>How many rows lie before the next that is sampled, in a row of independent draws (the geometric distribution).</summary>
    /// <param name="draw">A number of [0, 1).</param>
    public int RowsBefore(double draw) =>
        Share >= 1 ? 0 : (int)Math.Min(int.MaxValue / 2, Math.Log(1 - draw) / Math.Log(1 - Share));
}

/// <summary>A row that waits for challenger or shadow.</summary>
internal readonly record struct WaitingRow<TInput, TOutput>(
    TInput Input, TOutput Output, int ChampionVersion, Companion<TInput, TOutput> Companion);
