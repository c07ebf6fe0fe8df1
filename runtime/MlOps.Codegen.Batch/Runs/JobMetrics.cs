using System.Diagnostics;
using System.Diagnostics.Metrics;
using MlOps.Codegen.Artifacts;
using MlOps.Codegen.Batch.Scoring;

namespace MlOps.Codegen.Batch.Runs;

/// <summary>
/// What runs of this process measure of themselves, by <c>System.Diagnostics.Metrics</c>: whoever listens to the meter <see cref="MeterName"/>
/// (OpenTelemetry, <c>dotnet-counters</c>) sees them while they are at work. All have the tags <c>model</c> and <c>version</c>. The table of runs
/// has rows, seconds and failures as well, and the table beside it processor time and memory of runs that this process did.
/// </summary>
public static class JobMetrics
{
    /// <summary>The meter.</summary>
    public const string MeterName = "MlOps.Codegen.Batch";

    private static readonly Meter Meter = new(MeterName);
    private static readonly Counter<long> Rows = Meter.CreateCounter<long>("mlops.job.rows", "{row}", "Rows that were scored.");
    private static readonly Counter<long> Rejected = Meter.CreateCounter<long>("mlops.job.rejected_rows", "{row}", "Rows among them that got no answer.");
    private static readonly Histogram<double> Batches = Meter.CreateHistogram<double>("mlops.job.batch.duration", "s", "How long batches took.");
    private static readonly Counter<long> Runs = Meter.CreateCounter<long>("mlops.job.runs", "{run}", "Runs that ended; the tag state says how: done, failed or cancelled.");
    private static readonly Histogram<double> Durations = Meter.CreateHistogram<double>("mlops.job.run.duration", "s", "How long runs took, from begin to end.");
    private static readonly Histogram<double> Processor = Meter.CreateHistogram<double>("mlops.job.run.processor_time", "s", "Processor time of the process while a run was at work, of all its threads.");
    private static readonly Histogram<long> Memory = Meter.CreateHistogram<long>("mlops.job.run.peak_memory", "By", "Largest working set of the process until a run ended.");

    /// <summary>Counts a batch.</summary>
    /// <param name="job">The job.</param>
    /// <param name="count">What it scored.</param>
    /// <param name="seconds">How long it took.</param>
    internal static void Batch(JobDefinition job, RangeCount count, double seconds)
    {
        TagList tags = Tags(job);
        Rows.Add(count.Rows, tags);
        Rejected.Add(count.Rejected, tags);
        Batches.Record(seconds, tags);
    }

    /// <summary>Begins to measure a run.</summary>
    /// <param name="job">The job.</param>
    internal static Measurement Begin(JobDefinition job) => new(job, Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);

    /// <summary>The largest working set of the process until now, in bytes.</summary>
    internal static long PeakMemory()
    {
        using Process process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64;
    }

    private static TagList Tags(JobDefinition job) => new() { { "model", job.Model }, { "version", job.Version } };

    /// <summary>A run that is at work.</summary>
    /// <param name="Job">The job.</param>
    /// <param name="Begun">When it began, by the clock of <see cref="Stopwatch"/>.</param>
    /// <param name="ProcessorTime">The processor time of the process until then.</param>
    internal readonly record struct Measurement(JobDefinition Job, long Begun, TimeSpan ProcessorTime)
    {
        /// <summary>Ends the measurement.</summary>
        /// <param name="state">How the run ended.</param>
        public void End(JobState state)
        {
            TagList tags = Tags(Job);
            tags.Add("state", JobNames.Of(state));
            Runs.Add(1, tags);
            Durations.Record(Stopwatch.GetElapsedTime(Begun).TotalSeconds, tags);
            Processor.Record((Environment.CpuUsage.TotalTime - ProcessorTime).TotalSeconds, tags);
            Memory.Record(PeakMemory(), tags);
        }
    }
}
