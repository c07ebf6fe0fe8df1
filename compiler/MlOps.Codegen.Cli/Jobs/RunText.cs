using System.Globalization;
using System.Text.Json;
using MlOps.Codegen.Batch.Runs;

namespace MlOps.Codegen.Cli.Jobs;

/// <summary>Runs for people and for machines.</summary>
internal static class RunText
{
    /// <summary>A run in a sentence.</summary>
    /// <param name="model">The model.</param>
    /// <param name="run">The run.</param>
    public static string Sentence(string model, JobRun run) => Printable.Line(string.Create(
        CultureInfo.InvariantCulture,
        $"{model}, version {run.Version}, run {run.RunId}: {JobNames.Of(run.State)}, {run.Rows:N0} rows ({run.Rejected:N0} without an answer) in {run.Batches:N0} batches, {run.Seconds:N1} s"));

    /// <summary>Writes runs as a table.</summary>
    /// <param name="runs">The runs.</param>
    /// <param name="isAtWork">Whether a run is at work.</param>
    /// <param name="writer">Where to.</param>
    public static void WriteTable(IReadOnlyList<JobRun> runs, bool isAtWork, TextWriter writer)
    {
        var table = new TextTable(0);
        table.Add("run", "version", "mode", "state", "started (UTC)", "rows", "no answer", "batches", "rows/s", "");
        foreach (JobRun run in runs)
        {
            table.Add(
                run.RunId.ToString(CultureInfo.InvariantCulture),
                run.Version.ToString(CultureInfo.InvariantCulture),
                JobNames.Of(run.Mode),
                run.State == JobState.Running && !isAtWork ? "interrupted" : JobNames.Of(run.State),
                run.StartedAt.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
                run.Rows.ToString("N0", CultureInfo.InvariantCulture),
                run.Rejected.ToString("N0", CultureInfo.InvariantCulture),
                run.Batches.ToString("N0", CultureInfo.InvariantCulture),
                run.RowsPerSecond?.ToString("N0", CultureInfo.InvariantCulture) ?? "",
                run.Error ?? "");
        }

        table.Write(writer);
    }

    /// <summary>Writes a run as a JSON object.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="model">The model.</param>
    /// <param name="run">The run.</param>
    public static void Write(Utf8JsonWriter writer, string model, JobRun run)
    {
        writer.WriteStartObject();
        writer.WriteString("model", model);
        writer.WriteNumber("run", run.RunId);
        writer.WriteNumber("version", run.Version);
        writer.WriteString("mode", JobNames.Of(run.Mode));
        writer.WriteString("predicate", run.Predicate);
        writer.WriteString("watermarkLow", run.WatermarkLow);
        writer.WriteString("watermarkHigh", run.WatermarkHigh);
        writer.WriteString("state", JobNames.Of(run.State));
        writer.WriteString("startedAt", run.StartedAt);
        if (run.FinishedAt is { } finished)
        {
            writer.WriteString("finishedAt", finished);
        }
        else
        {
            writer.WriteNull("finishedAt");
        }

        writer.WriteNumber("rows", run.Rows);
        writer.WriteNumber("rejected", run.Rejected);
        writer.WriteNumber("batches", run.Batches);
        writer.WriteNumber("seconds", run.Seconds);
        if (run.RowsPerSecond is { } speed)
        {
            writer.WriteNumber("rowsPerSecond", speed);
        }
        else
        {
            writer.WriteNull("rowsPerSecond");
        }

        writer.WriteString("error", run.Error);
        writer.WriteString("runBy", run.RunBy);
        writer.WriteEndObject();
    }
}
