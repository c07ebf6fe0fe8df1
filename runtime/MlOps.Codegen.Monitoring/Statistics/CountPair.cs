namespace MlOps.Codegen.Monitoring.Statistics;

/// <summary>How often the same cells occur in a reference and in a current sample: what distances between distributions are computed from.</summary>
public sealed record CountPair
{
    /// <summary>Takes two samples, cell by cell.</summary>
    /// <param name="reference">Counts of the reference, none negative.</param>
    /// <param name="current">Counts of the current sample, of the same cells.</param>
    /// <exception cref="ArgumentException">The samples have different cells, or a count is negative.</exception>
    public CountPair(IReadOnlyList<long> reference, IReadOnlyList<long> current)
    {
        if (reference.Count != current.Count)
        {
            throw new ArgumentException("both samples have the same cells", nameof(current));
        }

        if (reference.Concat(current).Any(count => count < 0))
        {
            throw new ArgumentException("a count is not negative", nameof(reference));
        }

        Reference = reference;
        Current = current;
        ReferenceTotal = reference.Sum();
        CurrentTotal = current.Sum();
    }

    /// <summary>The counts of the reference.</summary>
    public IReadOnlyList<long> Reference { get; }

    /// <summary>The counts of the current sample.</summary>
    public IReadOnlyList<long> Current { get; }

    /// <summary>The size of the reference.</summary>
    public long ReferenceTotal { get; }

    /// <summary>The size of the current sample.</summary>
    public long CurrentTotal { get; }

    /// <summary>Whether a sample has no rows, so that nothing can be said of it.</summary>
    public bool IsEmpty => ReferenceTotal == 0 || CurrentTotal == 0;

    /// <summary>The samples exchanged.</summary>
    public CountPair Swapped() => new(Current, Reference);

    /// <summary>The shares of each cell in the reference and in the current sample. Only where neither is empty.</summary>
    internal IEnumerable<(double Reference, double Current)> Shares() =>
        Reference.Zip(Current, (r, c) => ((double)r / ReferenceTotal, (double)c / CurrentTotal));
}
