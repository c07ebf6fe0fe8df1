using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace MlOps.Runtime.Hosting;

/// <summary>A host's metrics. Tags: model, version and, for challenger and shadow, slot.</summary>
/// <remarks>Without a listener a call costs a few comparisons. Names and units follow OpenTelemetry's customs.</remarks>
internal sealed class HostMetrics : IDisposable
{
    private readonly Meter meter;
    private readonly bool owned;
    private readonly string model;
    private readonly Counter<long> rows;
    private readonly Counter<long> fallbacks;
    private readonly Counter<long> errors;
    private readonly Counter<long> swaps;
    private readonly Counter<long> companionRows;
    private readonly Counter<long> disagreements;
    private readonly Counter<long> dropped;
    private readonly Histogram<double> callTime;
    private readonly Histogram<double> batchTime;

    public HostMetrics(string model, IMeterFactory? factory)
    {
        this.model = model;
        owned = factory is null;
        meter = factory?.Create(new MeterOptions(ModelHost.MeterName)) ?? new Meter(ModelHost.MeterName);
        rows = meter.CreateCounter<long>("mlops.scoring.rows", "{row}", "Rows answered by a version.");
        fallbacks = meter.CreateCounter<long>("mlops.scoring.fallbacks", "{row}", "Rows answered by the declared fallback.");
        errors = meter.CreateCounter<long>("mlops.scoring.errors", "{call}", "Calls that threw.");
        callTime = meter.CreateHistogram<double>("mlops.scoring.call.duration", "s", "Time of a call with one row.");
        batchTime = meter.CreateHistogram<double>("mlops.scoring.batch.duration", "s", "Time of a batch.");
        swaps = meter.CreateCounter<long>("mlops.host.swaps", "{swap}", "Versions that became champion.");
        companionRows = meter.CreateCounter<long>("mlops.companion.rows", "{row}", "Rows that challenger or shadow scored too.");
        disagreements = meter.CreateCounter<long>("mlops.companion.disagreements", "{row}", "Rows of which challenger or shadow would have answered otherwise.");
        dropped = meter.CreateCounter<long>("mlops.companion.dropped", "{row}", "Sampled rows that found no room to wait for challenger and shadow.");
    }

    /// <summary>The time at a call's begin; 0 where nobody listens.</summary>
    public long BeginCall() => callTime.Enabled ? Stopwatch.GetTimestamp() : 0;

    /// <summary>The time at a batch's begin; 0 where nobody listens.</summary>
    public long BeginBatch() => batchTime.Enabled ? Stopwatch.GetTimestamp() : 0;

    public void EndCall(long begin, string version) => End(callTime, begin, version, 1);

    public void EndBatch(long begin, string version, int count) => End(batchTime, begin, version, count);

    public void Fallback(int count) => fallbacks.Add(count, Model());

    public void Error(string version) => errors.Add(1, Model(), Version(version));

    public void Swap(string version) => swaps.Add(1, Model(), Version(version));

    public void Compared(string version, ModelSlot slot, bool agrees)
    {
        companionRows.Add(1, Model(), Version(version), Slot(slot));
        if (!agrees)
        {
            disagreements.Add(1, Model(), Version(version), Slot(slot));
        }
    }

    public void CompanionError(string version, ModelSlot slot) => errors.Add(1, Model(), Version(version), Slot(slot));

    public void Dropped() => dropped.Add(1, Model());

    public void Dispose()
    {
        // A factory disposes of what it made.
        if (owned)
        {
            meter.Dispose();
        }
    }

    private void End(Histogram<double> time, long begin, string version, int count)
    {
        rows.Add(count, Model(), Version(version));
        if (begin != 0)
        {
            time.Record(Stopwatch.GetElapsedTime(begin).TotalSeconds, Model(), Version(version));
        }
    }

    private KeyValuePair<string, object?> Model() => new("mlops.model", model);

    private static KeyValuePair<string, object?> Version(string version) => new("mlops.version", version);

    private static KeyValuePair<string, object?> Slot(ModelSlot slot) => new("mlops.slot", slot == ModelSlot.Challenger ? "challenger" : "shadow");
}
