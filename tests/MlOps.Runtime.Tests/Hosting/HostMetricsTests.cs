using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using MlOps.Runtime.Hosting;

namespace MlOps.Runtime.Tests.Hosting;

/// <summary>What a listener of metrics learns.</summary>
public sealed class HostMetricsTests : IDisposable
{
    private readonly ConcurrentDictionary<string, double> sums = new();
    private readonly MeterListener listener = new();
    private readonly OneMeter meters = new();

    public HostMetricsTests()
    {
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (ReferenceEquals(instrument.Meter, meters.Meter))
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Add(instrument, 1, tags));
        listener.Start();
    }

    [Fact]
    public async Task Rows_times_swaps_and_comparisons_are_measured_by_version()
    {
        using (var host = new ModelHost<int, long>("number", new() { Meters = meters, Fallback = _ => 0, WaitingRows = 2 }))
        {
            host.Deploy(new ModelVersion<int, long>(1, new NumberScorer(1)));
            host.Score(1);
            host.ScoreBatch([1, 2, 3], new long[3]);
            host.Deploy(new ModelVersion<int, long>(2, new NumberScorer(2)));
            host.Challenge(new ModelVersion<int, long>(3, new NumberScorer(3)));
            host.Score(0);
            host.Score(1);
            await host.DrainAsync();
            host.Withdraw(ModelSlot.Challenger);
            host.Disable("test");
            host.ScoreBatch([1, 2], new long[2]);
            host.Enable();
            host.Deploy(new ModelVersion<int, long>(4, new NumberScorer(1) { Inside = () => throw new InvalidOperationException("fails") }));
            Assert.Throws<InvalidOperationException>(() => host.Score(1));
        }

        Assert.Equal(
            [
                "mlops.companion.disagreements number 3 challenger: 1",
                "mlops.companion.rows number 3 challenger: 2",
                "mlops.host.swaps number 1: 1",
                "mlops.host.swaps number 2: 1",
                "mlops.host.swaps number 4: 1",
                "mlops.scoring.batch.duration number 1: 1",
                "mlops.scoring.call.duration number 1: 1",
                "mlops.scoring.call.duration number 2: 2",
                "mlops.scoring.errors number 4: 1",
                "mlops.scoring.fallbacks number: 2",
                "mlops.scoring.rows number 1: 4",
                "mlops.scoring.rows number 2: 2",
            ],
            sums.Select(item => $"{item.Key}: {item.Value}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Rows_that_find_no_room_to_wait_are_counted()
    {
        using var go = new ManualResetEventSlim();
        using var entered = new ManualResetEventSlim();
        using var host = new ModelHost<int, long>("number", new() { Meters = meters, WaitingRows = 3 });
        host.Deploy(new ModelVersion<int, long>(1, new NumberScorer(1)));
        host.Watch(new ModelVersion<int, long>(2, new NumberScorer(2) { Inside = () => { entered.Set(); go.Wait(); } }));
        host.Score(0);
        entered.Wait();
        for (int i = 0; i < 10; i++)
        {
            Assert.Equal(i, host.Score(i));
        }

        go.Set();
        await host.DrainAsync();
        Assert.Equal(7, sums["mlops.companion.dropped number"]);
        Assert.Equal(4, sums["mlops.companion.rows number 2 shadow"]);
    }

    public void Dispose()
    {
        listener.Dispose();
        meters.Dispose();
    }

    private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        string key = instrument.Name;
        foreach (KeyValuePair<string, object?> tag in tags)
        {
            key += $" {tag.Value}";
        }

        sums.AddOrUpdate(key, value, (_, before) => before + value);
    }

    private sealed class OneMeter : IMeterFactory
    {
        public Meter Meter { get; } = new(ModelHost.MeterName);

        public Meter Create(MeterOptions options) => Meter;

        public void Dispose() => Meter.Dispose();
    }
}
