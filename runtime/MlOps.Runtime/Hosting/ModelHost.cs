namespace MlOps.Runtime.Hosting;

/// <summary>Makes hosts, and names what they share.</summary>
public static class ModelHost
{
    /// <summary>The name of the meter of all hosts (System.Diagnostics.Metrics).</summary>
    public const string MeterName = "MlOps.Runtime";

    /// <summary>Makes a host whose columns are known only at run time.</summary>
    /// <param name="model">The model's name, for metrics and messages.</param>
    /// <param name="options">How it works.</param>
    public static ModelHost<object?[], object?[]> OfRows(string model, ModelHostOptions<object?[], object?[]>? options = null) => new(model, options);

    /// <summary>Shows a scorer as a version of rows of objects. Where the scorer is disposable, the version owns it.</summary>
    /// <param name="number">The version's number.</param>
    /// <param name="scorer">The scorer.</param>
    public static ModelVersion<object?[], object?[]> VersionOfRows(int number, IScorer scorer) =>
        new(number, new RowScorer(scorer), scorer as IDisposable);
}

/// <summary>Keeps the versions of a model in an application: one answers, others score beside it, and all can be changed while calls go on.</summary>
/// <remarks>
/// Every call is answered by one version as a whole; a swap never waits for calls, and calls never wait for a swap. Scoring through the
/// host allocates nothing that the version does not. All members may be called from any thread.
/// </remarks>
/// <typeparam name="TInput">What a row brings.</typeparam>
/// <typeparam name="TOutput">A scored row.</typeparam>
public sealed class ModelHost<TInput, TOutput> : IDisposable
{
    private readonly Lock changes = new();
    private readonly string model;
    private readonly ModelHostOptions<TInput, TOutput> options;
    private readonly HostMetrics metrics;
    private CompanionQueue<TInput, TOutput>? queue;
    private Slots slots = new(null, null, null, null);

    /// <summary>Makes a host without a version.</summary>
    /// <param name="model">The model's name, for metrics and messages.</param>
    /// <param name="options">How it works.</param>
    public ModelHost(string model, ModelHostOptions<TInput, TOutput>? options = null)
    {
        this.model = model;
        this.options = options ?? new ModelHostOptions<TInput, TOutput>();
        ArgumentOutOfRangeException.ThrowIfLessThan(this.options.WaitingRows, 1, nameof(options));
        metrics = new HostMetrics(model, this.options.Meters);
    }

    /// <summary>The number of the version that answers; null before the first.</summary>
    public int? Champion => Read().Champion?.Number;

    /// <summary>The number of the challenger, if any.</summary>
    public int? Challenger => Read().Challenger?.Version.Number;

    /// <summary>The number of the shadow, if any.</summary>
    public int? Shadow => Read().Shadow?.Version.Number;

    /// <summary>Why the model is disabled; null where it is not.</summary>
    public string? DisabledReason => Read().DisabledReason;

    /// <summary>Makes a version the champion. What was champion is released after its last call.</summary>
    /// <param name="version">The version, owned by the host from now on.</param>
    /// <exception cref="InvalidOperationException">The version was retired.</exception>
    public void Deploy(ModelVersion<TInput, TOutput> version)
    {
        CheckFresh(version);
        Change(before => before with { Champion = version });
        metrics.Swap(version.Text);
    }

    /// <summary>Lets a version score a share of the rows beside the champion, as a candidate.</summary>
    /// <param name="version">The version, owned by the host from now on.</param>
    /// <param name="share">The share of rows, above 0 up to 1.</param>
    /// <exception cref="InvalidOperationException">The version was retired.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The share is none.</exception>
    public void Challenge(ModelVersion<TInput, TOutput> version, double share = 1)
    {
        Companion<TInput, TOutput> companion = CompanionOf(version, ModelSlot.Challenger, share);
        Change(before => before with { Challenger = companion });
    }

    /// <summary>Lets a version score a share of the rows beside the champion, to be watched.</summary>
    /// <param name="version">The version, owned by the host from now on.</param>
    /// <param name="share">The share of rows, above 0 up to 1.</param>
    /// <exception cref="InvalidOperationException">The version was retired.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The share is none.</exception>
    public void Watch(ModelVersion<TInput, TOutput> version, double share = 1)
    {
        Companion<TInput, TOutput> companion = CompanionOf(version, ModelSlot.Shadow, share);
        Change(before => before with { Shadow = companion });
    }

    /// <summary>Makes the challenger the champion.</summary>
    /// <exception cref="InvalidOperationException">There is no challenger.</exception>
    public void Promote()
    {
        Slots after = Change(before => before.Challenger is { } challenger
            ? before with { Champion = challenger.Version, Challenger = null }
            : throw new InvalidOperationException($"the model {model} has no challenger to promote"));
        metrics.Swap(after.Champion!.Text);
    }

    /// <summary>Takes the challenger or the shadow away; the champion is replaced or disabled instead.</summary>
    /// <param name="slot">Challenger or shadow.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is the champion.</exception>
    public void Withdraw(ModelSlot slot)
    {
        ArgumentOutOfRangeException.ThrowIfEqual((int)slot, (int)ModelSlot.Champion, nameof(slot));
        Change(before => slot == ModelSlot.Challenger ? before with { Challenger = null } : before with { Shadow = null });
    }

    /// <summary>The kill switch: from now on the declared fallback answers. Versions stay where they are, but do not score.</summary>
    /// <param name="reason">Why, for <see cref="DisabledReason"/> and messages.</param>
    public void Disable(string reason)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        Change(before => before with { DisabledReason = reason });
    }

    /// <summary>Lets the champion answer again.</summary>
    public void Enable() => Change(before => before with { DisabledReason = null });

    /// <summary>Scores one row.</summary>
    /// <param name="input">The row.</param>
    /// <exception cref="ModelDisabledException">The model is disabled, or has no version, and has no fallback.</exception>
    public TOutput Score(in TInput input) => Score(in input, out _);

    /// <summary>Scores one row.</summary>
    /// <param name="input">The row.</param>
    /// <param name="by">Receives who answered.</param>
    /// <exception cref="ModelDisabledException">The model is disabled, or has no version, and has no fallback.</exception>
    public TOutput Score(in TInput input, out ScoredBy by)
    {
        if (!TryEnter(out Slots now, out ModelVersion<TInput, TOutput>? version, out int stripe))
        {
            by = new ScoredBy(now.Champion?.Number ?? 0, IsFallback: true);
            TOutput answer = Fallback(now)(input);
            metrics.Fallback(1);
            return answer;
        }

        try
        {
            long begin = metrics.BeginCall();
            TOutput output = version!.Scorer.Score(in input);
            metrics.EndCall(begin, version.Text);
            if (now.HasCompanions)
            {
                queue!.Offer(in input, in output, version.Number, now.Challenger);
                queue.Offer(in input, in output, version.Number, now.Shadow);
            }

            by = new ScoredBy(version.Number, IsFallback: false);
            return output;
        }
        catch
        {
            metrics.Error(version!.Text);
            throw;
        }
        finally
        {
            version!.Leave(stripe);
        }
    }

    /// <summary>Scores rows, all with one version.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="results">Receives a scored row per row.</param>
    /// <returns>Who answered.</returns>
    /// <exception cref="ArgumentException">There is no room for all results.</exception>
    /// <exception cref="ModelDisabledException">The model is disabled, or has no version, and has no fallback.</exception>
    public ScoredBy ScoreBatch(ReadOnlySpan<TInput> rows, Span<TOutput> results)
    {
        BatchRoom.CheckLengths(rows.Length, results.Length);
        if (!TryEnter(out Slots now, out ModelVersion<TInput, TOutput>? version, out int stripe))
        {
            Func<TInput, TOutput> fallback = Fallback(now);
            for (int i = 0; i < rows.Length; i++)
            {
                results[i] = fallback(rows[i]);
            }

            metrics.Fallback(rows.Length);
            return new ScoredBy(now.Champion?.Number ?? 0, IsFallback: true);
        }

        try
        {
            long begin = metrics.BeginBatch();
            version!.Scorer.ScoreBatch(rows, results);
            metrics.EndBatch(begin, version.Text, rows.Length);
            if (now.HasCompanions)
            {
                queue!.Offer(rows, results, version.Number, now.Challenger);
                queue.Offer(rows, results, version.Number, now.Shadow);
            }

            return new ScoredBy(version.Number, IsFallback: false);
        }
        catch
        {
            metrics.Error(version!.Text);
            throw;
        }
        finally
        {
            version!.Leave(stripe);
        }
    }

    /// <summary>Holds the champion for some calls, such as ones by columns. Neither counted nor compared.</summary>
    /// <exception cref="ModelDisabledException">The model is disabled, or has no version.</exception>
    public ModelLease<TInput, TOutput> Acquire() =>
        TryEnter(out Slots now, out ModelVersion<TInput, TOutput>? version, out int stripe)
            ? new ModelLease<TInput, TOutput>(version!, stripe)
            : throw Disabled(now);

    /// <summary>Waits until challenger and shadow have scored all rows that were sampled so far.</summary>
    /// <param name="cancellation">Ends the wait.</param>
    public Task DrainAsync(CancellationToken cancellation = default) =>
        Volatile.Read(ref queue)?.DrainAsync(cancellation) ?? Task.CompletedTask;

    /// <summary>Releases all versions after their last calls. Calls from now on are answered by the fallback, if any.</summary>
    public void Dispose()
    {
        Change(_ => new Slots(null, null, null, "its host was disposed of"));
        queue?.Complete();
        metrics.Dispose();
    }

    private Slots Read() => Volatile.Read(ref slots);

    private bool TryEnter(out Slots now, out ModelVersion<TInput, TOutput>? version, out int stripe)
    {
        while (true)
        {
            now = Read();
            version = now.Champion;
            stripe = 0;
            if (version is null || now.DisabledReason is not null)
            {
                return false;
            }

            // Refused only when a swap came in between: the next look sees its successor.
            if (version.TryEnter(out stripe))
            {
                return true;
            }
        }
    }

    private Slots Change(Func<Slots, Slots> change)
    {
        lock (changes)
        {
            Slots before = slots;
            Slots after = change(before);
            if (after.HasCompanions)
            {
                queue ??= new CompanionQueue<TInput, TOutput>(options, metrics);
            }

            Volatile.Write(ref slots, after);
            foreach (ModelVersion<TInput, TOutput> version in before.Versions)
            {
                if (!after.Versions.Contains(version))
                {
                    version.Retire();
                }
            }

            return after;
        }
    }

    private Func<TInput, TOutput> Fallback(Slots now) => options.Fallback ?? throw Disabled(now);

    private ModelDisabledException Disabled(Slots now) => new(now.DisabledReason is { } reason
        ? $"the model {model} is disabled: {reason}"
        : $"no version of the model {model} is deployed");

    private static Companion<TInput, TOutput> CompanionOf(ModelVersion<TInput, TOutput> version, ModelSlot slot, double share)
    {
        if (!(share > 0 && share <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(share), share, "a share of rows is above 0 and at most 1");
        }

        CheckFresh(version);
        return new Companion<TInput, TOutput>(version, slot, share);
    }

    private static void CheckFresh(ModelVersion<TInput, TOutput> version)
    {
        ArgumentNullException.ThrowIfNull(version);
        if (version.IsRetired)
        {
            throw new InvalidOperationException($"version {version.Number} was retired; make it anew");
        }
    }

    private sealed record Slots(
        ModelVersion<TInput, TOutput>? Champion,
        Companion<TInput, TOutput>? Challenger,
        Companion<TInput, TOutput>? Shadow,
        string? DisabledReason)
    {
        public bool HasCompanions => Challenger is not null || Shadow is not null;

        public IEnumerable<ModelVersion<TInput, TOutput>> Versions =>
            new[] { Champion, Challenger?.Version, Shadow?.Version }.OfType<ModelVersion<TInput, TOutput>>();
    }
}
