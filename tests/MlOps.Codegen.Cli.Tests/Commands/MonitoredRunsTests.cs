using System.Data.Common;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text.Json;
using MlOps.Codegen.Batch.Engines;
using MlOps.Codegen.Batch.Runs;
using MlOps.Codegen.Cli.Targets;
using MlOps.Codegen.Cli.Tests.Running;

namespace MlOps.Codegen.Cli.Tests.Commands;

/// <summary>How runs of batches go is measured, by the monitor from their table, and by whoever listens to the process.</summary>
public sealed class MonitoredRunsTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("duckdb")]
    [InlineData("sqlite")]
    public void Runs_are_summed_up_by_window_and_shown(string target)
    {
        string model = $"watched_{target}";
        string database = folder["shop.db"];
        string[] connection = ["--connection", database];
        folder.Write("m.pmml", Pmml.Linear);
        Mlops.Run("compile", folder["m.pmml"], "--target", target, "--out", folder["build"], "--name", model, "--table", "customers", "--key", "id").Exits(0);
        Execute(
            "CREATE TABLE customers (id bigint, x double precision, c varchar(10))",
            $"INSERT INTO customers VALUES {string.Join(", ", Enumerable.Range(0, 300).Select(i => string.Create(CultureInfo.InvariantCulture, $"({i}, {i}, 'a')")))}",
            File.ReadAllText(Path.Combine(folder["build"], "install.sql")),
            File.ReadAllText(Path.Combine(folder["build"], "batch.sql")),
            $"CREATE TABLE watched ({(target == "sqlite" ? "scored_at TEXT" : "scored_at TIMESTAMP")}, x double precision)",
            "INSERT INTO watched VALUES ('2020-01-01 00:00:00', 1), ('2020-01-02 00:00:00', 2)");

        // Two runs are done, one fails: a key is repeated, which its second batch comes upon.
        using var meters = new Measurements(model);
        Mlops.Run(["job", "run", folder["build"], .. connection, "--batch-rows", "200"]).Exits(0);
        Mlops.Run(["job", "run", folder["build"], .. connection, "--where", "source.x < 50"]).Exits(0);
        Execute("INSERT INTO customers VALUES (250, -1, 'a')");
        Mlops.Run(["job", "run", folder["build"], .. connection, "--batch-rows", "200"]).Exits(4);
        using JsonDocument status = JsonDocument.Parse(Mlops.Run(["job", "status", folder["build"], .. connection, "--json"]).Exits(0).Output);
        JsonElement[] runs = [.. status.RootElement.GetProperty("runs").EnumerateArray()];
        Assert.Equal(["failed", "done", "done"], runs.Select(run => run.GetProperty("state").GetString()));

        folder.Write("watched.json", $$"""
            { "model": "{{model}}", "table": "watched", "timeColumn": "scored_at", "runs": true, "limits": [{ "metric": "failed_runs", "atMost": 0 }], "columns": [{ "name": "x", "kind": "numeric" }] }
            """);
        Mlops.Run(["monitor", "baseline", folder["watched.json"], "--target", target, .. connection, "--out", folder["baseline.json"]]).Exits(0);
        string[] Monitor(string command, params string[] rest) => ["monitor", command, folder["baseline.json"], "--target", target, .. connection, .. rest];
        string from = DateTime.UtcNow.AddDays(-1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        string to = DateTime.UtcNow.AddDays(2).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        Assert.Contains("failed_runs", Mlops.Run(Monitor("run", "--from", from, "--to", to)).Exits(1).Error, StringComparison.Ordinal);
        using JsonDocument report = JsonDocument.Parse(Mlops.Run(Monitor("report", "--json")).Exits(0).Output);
        double Metric(string name) => report.RootElement.GetProperty("windows")[0].GetProperty("metrics").EnumerateArray().Single(metric => metric.GetProperty("metric").GetString() == name).GetProperty("value").GetDouble();
        double rows = runs.Sum(run => run.GetProperty("rows").GetInt64());
        double seconds = runs.Sum(run => run.GetProperty("seconds").GetDouble());
        Assert.Equal(550, rows);
        Assert.Equal((3, 1, 0), (Metric("runs"), Metric("failed_runs"), Metric("rejected_rows")));
        Assert.Equal(seconds, Metric("run_seconds"), 9);
        Assert.Equal(rows / seconds, Metric("rows_per_second"), 1e-9 * rows / seconds);
        JsonElement operations = report.RootElement.GetProperty("areas").EnumerateArray().Single(area => area.GetProperty("area").GetString() == "operations");
        Assert.Equal(("warning", 1), (operations.GetProperty("state").GetString(), operations.GetProperty("openAlerts").GetInt32()));
        string page = Mlops.Run(Monitor("report", "--format", "html")).Exits(0).Output;
        Assert.Contains("Rows per second by window", page, StringComparison.Ordinal);
        Assert.Contains("Seconds of processors", page, StringComparison.Ordinal);

        // What the runs took, as the process has measured it; the report has it in all its forms.
        Assert.InRange(Metric("processor_seconds"), 1e-6, meters.Sum("mlops.job.run.processor_time"));
        Assert.InRange(Metric("peak_memory_bytes"), 1e6, meters.Largest("mlops.job.run.peak_memory"));
        Assert.Matches($@"peak_memory_bytes.* {Metric("peak_memory_bytes").ToString(CultureInfo.InvariantCulture)}\n", Mlops.Run(Monitor("report", "--format", "prometheus")).Exits(0).Output);

        // The same from within, with what a database cannot know.
        Assert.Equal(rows, meters.Sum("mlops.job.rows"));
        Assert.Equal(["done", "done", "failed"], meters.States);
        Assert.InRange(meters.Sum("mlops.job.run.duration"), seconds / 2, double.MaxValue);
        Assert.InRange(meters.Sum("mlops.job.run.processor_time"), 1e-6, 600);
        Assert.InRange(meters.Sum("mlops.job.run.peak_memory") / 3, 1e6, 1e12);

        // Where the scripts of an earlier release made no table for what runs take, they are done all the same.
        Execute($"DROP TABLE {(target == "duckdb" ? "mlops.run_usage" : "mlops_run_usage")}", "DELETE FROM customers WHERE x < 0");
        Mlops.Run(["job", "run", folder["build"], .. connection, "--where", "source.x < 50"]).Exits(0);

        void Execute(params string[] scripts)
        {
            JobEngine engine = TargetCatalog.Find(target).Database!.Jobs();
            using DbConnection open = engine.Open(database);
            foreach (string script in scripts)
            {
                using DbCommand command = engine.Command(open, null, script);
                command.ExecuteNonQuery();
            }
        }
    }

    // What is measured of a model; other tests of this process run other models.
    private sealed class Measurements : IDisposable
    {
        private readonly MeterListener listener = new();
        private readonly List<(string Instrument, double Value, string? State)> found = [];

        public Measurements(string model)
        {
            listener.InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Name == JobMetrics.MeterName)
                {
                    self.EnableMeasurementEvents(instrument);
                }
            };
            listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
            listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
            listener.Start();

            void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
            {
                string? Tag(string name, ReadOnlySpan<KeyValuePair<string, object?>> among)
                {
                    foreach (KeyValuePair<string, object?> tag in among)
                    {
                        if (tag.Key == name)
                        {
                            return tag.Value as string;
                        }
                    }

                    return null;
                }

                if (Tag("model", tags) == model)
                {
                    lock (found)
                    {
                        found.Add((instrument.Name, value, Tag("state", tags)));
                    }
                }
            }
        }

        public IEnumerable<string> States => found.Where(each => each.Instrument == "mlops.job.runs").Select(each => each.State!);

        public double Largest(string instrument) => found.Where(each => each.Instrument == instrument).Max(each => each.Value);

        public double Sum(string instrument) => found.Where(each => each.Instrument == instrument).Sum(each => each.Value);

        public void Dispose() => listener.Dispose();
    }
}
