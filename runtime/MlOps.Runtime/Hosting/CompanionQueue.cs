using System.Threading.Channels;

namespace MlOps.Runtime.Hosting;

/// <summary>Scores sampled rows with challenger and shadow, one after the other, apart from the calls that answer.</summary>
/// <typeparam name="TInput">What a row brings.</typeparam>
/// <typeparam name="TOutput">A scored row.</typeparam>
internal sealed class CompanionQueue<TInput, TOutput>
{
    private readonly ModelHostOptions<TInput, TOutput> options;
    private readonly HostMetrics metrics;
    private readonly Channel<WaitingRow<TInput, TOutput>> waiting;
    private readonly Task worker;
    private long accepted;
    private long done;

    public CompanionQueue(ModelHostOptions<TInput, TOutput> options, HostMetrics metrics)
    {
        this.options = options;
        this.metrics = metrics;
        waiting = Channel.CreateBounded<WaitingRow<TInput, TOutput>>(new BoundedChannelOptions(options.WaitingRows) { SingleReader = true });
        worker = Task.Run(WorkAsync);
    }

    /// <summary>Offers an answered row to a companion, whose share of rows is sampled.</summary>
    public void Offer(in TInput input, in TOutput output, int championVersion, Companion<TInput, TOutput>? companion)
    {
        if (companion is not null && (companion.Share >= 1 || options.Sampler() < companion.Share))
        {
            Add(input, output, championVersion, companion);
        }
    }

    /// <summary>Offers answered rows to a companion.</summary>
    public void Offer(ReadOnlySpan<TInput> rows, ReadOnlySpan<TOutput> results, int championVersion, Companion<TInput, TOutput>? companion)
    {
        if (companion is null)
        {
            return;
        }

        for (int i = companion.RowsBefore(options.Sampler()); i < rows.Length; i += 1 + companion.RowsBefore(options.Sampler()))
        {
            Add(rows[i], results[i], championVersion, companion);
        }
    }

    /// <summary>Waits until all rows that were accepted so far are scored.</summary>
    public async Task DrainAsync(CancellationToken cancellation)
    {
        long wanted = Interlocked.Read(ref accepted);
        while (Interlocked.Read(ref done) < wanted && !worker.IsCompleted)
        {
            await Task.Delay(1, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Takes no more rows; those that wait are still scored.</summary>
    public void Complete() => waiting.Writer.TryComplete();

    private void Add(TInput input, TOutput output, int championVersion, Companion<TInput, TOutput> companion)
    {
        Interlocked.Increment(ref accepted);
        if (!waiting.Writer.TryWrite(new(input, output, championVersion, companion)))
        {
            Interlocked.Increment(ref done);
            metrics.Dropped();
        }
    }

    private async Task WorkAsync()
    {
        await foreach (WaitingRow<TInput, TOutput> row in waiting.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            Score(row);
            Interlocked.Increment(ref done);
        }
    }

    private void Score(WaitingRow<TInput, TOutput> row)
    {
        (ModelVersion<TInput, TOutput> version, ModelSlot slot, _) = row.Companion;

        // Withdrawn while the row waited.
        if (!version.TryEnter(out int stripe))
        {
            return;
        }

        try
        {
            TOutput output = version.Scorer.Score(row.Input);
            metrics.Compared(version.Text, slot, options.Agreement.Equals(row.Output, output));
            options.Observer?.Invoke(new(row.Input, row.Output, row.ChampionVersion, slot, output, version.Number));
        }
#pragma warning disable CA1031 // Neither a candidate nor its observer may end the host's account; what they throw is counted.
        catch (Exception)
#pragma warning restore CA1031
        {
            metrics.CompanionError(version.Text, slot);
        }
        finally
        {
            version.Leave(stripe);
        }
    }
}
