namespace MlOps.Codegen.Plan.Verification;

/// <summary>Numbers without pattern that are the same on every machine (G. L. Steele et al., SplitMix64, 2014).</summary>
/// <param name="seed">Where the sequence starts.</param>
internal sealed class SplitMix(ulong seed)
{
    private ulong state = seed;

    /// <summary>A number from 0 to below the limit.</summary>
    /// <param name="limit">The limit, above 0.</param>
    public int Next(int limit)
    {
        state += 0x9E3779B97F4A7C15;
        ulong mixed = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return (int)((mixed ^ (mixed >> 31)) % (ulong)limit);
    }
}
