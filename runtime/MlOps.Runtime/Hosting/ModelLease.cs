namespace MlOps.Runtime.Hosting;

/// <summary>The champion, held for some calls: it is not released before the lease is disposed of.</summary>
/// <typeparam name="TInput">What a row brings.</typeparam>
/// <typeparam name="TOutput">A scored row.</typeparam>
public readonly ref struct ModelLease<TInput, TOutput>
{
    private readonly ModelVersion<TInput, TOutput> version;
    private readonly int stripe;

    internal ModelLease(ModelVersion<TInput, TOutput> version, int stripe)
    {
        this.version = version;
        this.stripe = stripe;
    }

    /// <summary>The version's number.</summary>
    public int Version => version.Number;

    /// <summary>What scores.</summary>
    public IScorer<TInput, TOutput> Scorer => version.Scorer;

    /// <summary>Gives the version back; once.</summary>
    public void Dispose() => version.Leave(stripe);
}
