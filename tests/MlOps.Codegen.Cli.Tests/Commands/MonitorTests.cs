using System.Data.Common;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using MlOps.Codegen.Batch.Engines;
using MlOps.Codegen.Cli.Tests.Running;
using MlOps.Codegen.Registry;
using MlOps.Codegen.Registry.Audit;
using MlOps.Codegen.Registry.Versions;
using MlOps.Codegen.Testing;

namespace MlOps.Codegen.Cli.Tests.Commands;

public sealed partial class MonitorTests : IDisposable
{
    private readonly TempFolder folder = new();

    private string Database => folder["warehouse.duckdb"];

    private string Baseline => folder["churn.baseline.json"];

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_commands_of_the_page_run_and_say_what_it_says()
    {
        Prepare();
        MlopsResult[] results = [.. Commands().Select(Run)];
        Assert.Matches("^baseline [0-9a-f]{64} of 3500 rows from 2024-01-01 00:00:00 to 2024-01-08 00:00:00, 6 columns: ", results[0].Output);
        Assert.Equal([0, 0, 0, 1, 1, 1, 0, 0], results.Select(result => result.ExitCode));
        Assert.Equal("window 1: 500 rows, 0 of 6 columns changed\n", results[1].Output);
        Assert.Matches("^window 2: 500 rows, 1 of 6 columns changed\nage  critical  stability ", results[2].Output);
        Assert.Matches(@"^alert 1: age \(critical\)\n$", results[3].Error);
        Assert.Contains("changed: age", results[4].Output, StringComparison.Ordinal);
        Assert.EndsWith("1 open alerts\n", results[4].Output, StringComparison.Ordinal);
        Assert.Matches("^1  age .* open\n$", results[5].Output);
        Assert.Contains("mlops_stability_index{model=\"churn\",version=\"3\",column=\"age\"} ", results[7].Output, StringComparison.Ordinal);
        Assert.Contains("mlops_open_alerts{model=\"churn\",version=\"3\"} 0\n", results[7].Output, StringComparison.Ordinal);
        Assert.All(results[7].Output.TrimEnd().Split('\n'), line => Assert.Matches(@"^(# (HELP|TYPE) mlops_\w+ .+|mlops_\w+\{[^{}]*\} -?[0-9.E+-]+)$", line));

        // Acknowledged once, it is no more; and its figures are those of the other forms of the report.
        Assert.Contains("acknowledged by dba", Monitor("ack", "1", "--reason", "again").Exits(2).Error, StringComparison.Ordinal);
        Assert.Equal("", Monitor("alerts").Exits(0).Output);
        Assert.Contains("acknowledged by dba", Monitor("alerts", "--all").Exits(0).Output, StringComparison.Ordinal);
        using JsonDocument report = JsonDocument.Parse(Monitor("report", "--json").Exits(0).Output);
        JsonElement latest = report.RootElement.GetProperty("windows")[0];
        double stability = latest.GetProperty("columns")[0].GetProperty("stability").GetDouble();
        Assert.Contains(FormattableString.Invariant($"column=\"age\"}} {stability:R}\n"), results[7].Output, StringComparison.Ordinal);
        string page = Monitor("report", "--last", "1").Exits(0).Output;
        Assert.Contains(FormattableString.Invariant($"| {stability:G4} |"), page, StringComparison.Ordinal);

        // The page has the same, too, and where it is to be written it is.
        Monitor("report", "--format", "html", "--out", folder["churn.html"]).Exits(0);
        Assert.Contains(FormattableString.Invariant($"<data value=\"{stability:R}\" data-figure=\"windows[0].columns[0].stability\">"), File.ReadAllText(folder["churn.html"]), StringComparison.Ordinal);
        Assert.Equal(report.RootElement.GetRawText(), JsonDocument.Parse(Monitor("report", "--json", "--last", "3").Exits(0).Output).RootElement.GetRawText());
        Assert.Contains("520 windows at most", Monitor("report", "--format", "html", "--last", "521").Exits(2).Error, StringComparison.Ordinal);

        // The outcomes of the first window are known, those of the last are not.
        JsonElement first = report.RootElement.GetProperty("windows")[2];
        Assert.InRange(Metric(first, "auc"), 0.7, 1);
        Assert.InRange(Metric(first, "selection_ratio"), 0.6, 1);
        Assert.True(double.IsNaN(Metric(latest, "auc")));
        Assert.InRange(Metric(latest, "estimated_accuracy"), 0.7, 0.8);
    }

    [Fact]
    public void Windows_of_a_length_are_looked_at_one_after_the_other()
    {
        Prepare();
        Run(Commands()[0]).Exits(0);
        string[] lines = Monitor("run", "--from", "2024-01-08", "--to", "2024-01-12T12:00:00", "--every", "2d").Exits(1).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["window 1: 1000 rows", "window 2: 1000 rows", "window 3: 500 rows"], lines.Where(line => line.StartsWith("window", StringComparison.Ordinal)).Select(line => line.Split(',')[0]));
        using JsonDocument looks = JsonDocument.Parse(Monitor("run", "--from", "2024-01-08", "--to", "2024-01-10", "--every", "24h", "--json").Exits(0).Output);
        Assert.Equal([500, 500], looks.RootElement.EnumerateArray().Select(look => look.GetProperty("window").GetProperty("rows").GetInt64()));
        Assert.Contains("no length such as", Monitor("run", "--from", "2024-01-08", "--to", "2024-01-10", "--every", "week").Exits(2).Error, StringComparison.Ordinal);
        Assert.Contains("begins before", Monitor("run", "--from", "2024-01-10", "--to", "2024-01-10", "--every", "1d").Exits(2).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Alerts_are_posted()
    {
        Prepare();
        string[][] commands = Commands();
        Run(commands[0]).Exits(0);
        Run(commands[2]).Exits(0);
        using var listener = new HttpListener();
        int port = Port();
        listener.Prefixes.Add(FormattableString.Invariant($"http://127.0.0.1:{port}/"));
        listener.Start();
        Task<string> heard = Task.Run(() =>
        {
            HttpListenerContext context = listener.GetContext();
            using var reader = new StreamReader(context.Request.InputStream, Encoding.UTF8);
            string body = reader.ReadToEnd();
            context.Response.Close();
            return body;
        });
        Run([.. commands[3], "--webhook", FormattableString.Invariant($"http://127.0.0.1:{port}/alerts")]).Exits(1);
        using JsonDocument body = JsonDocument.Parse(await heard);
        Assert.Equal("age", body.RootElement.GetProperty("alerts")[0].GetProperty("subject").GetString());
        listener.Stop();
        Assert.Contains("could not be reached", Run([.. commands[3], "--webhook", FormattableString.Invariant($"http://127.0.0.1:{port}/alerts")]).Exits(4).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_done_is_refused_with_a_reason()
    {
        Prepare();
        string[] baseline = Commands()[0];
        folder.Write("wrong.json", """{ "model": "m", "table": "t", "timeColumn": "at", "columns": [{ "name": "x", "kind": "number" }] }""");
        MlopsResult wrong = Mlops.Run("monitor", "baseline", folder["wrong.json"], "--target", "duckdb", "--connection", Database, "--out", Baseline).Exits(3);
        Assert.StartsWith($"{folder["wrong.json"]}(1,86): error MLC1074: 'number' stands where one of numeric, category, boolean is expected [/columns/0/kind]\n", wrong.Error, StringComparison.Ordinal);
        Assert.Contains("no rows", Run([.. baseline, "--from", "2024-01-07T12:00:00"]).Exits(2).Error, StringComparison.Ordinal);
        Run(baseline).Exits(0);
        Assert.Contains("reference", Monitor("run", "--from", "2024-01-03", "--to", "2024-01-04").Exits(2).Error, StringComparison.Ordinal);
        Assert.Contains("no time such as", Monitor("run", "--from", "yesterday", "--to", "2024-01-04").Exits(2).Error, StringComparison.Ordinal);
        Assert.Contains("no alert 9", Monitor("ack", "9", "--reason", "none").Exits(2).Error, StringComparison.Ordinal);
        Assert.Contains("no database", Mlops.Run("monitor", "script", Baseline, "--target", "csharp").Exits(2).Error, StringComparison.Ordinal);
        foreach (string target in (string[])["duckdb", "sqlite", "postgres", "sqlserver"])
        {
            Assert.Contains("drift_result", Mlops.Run("monitor", "script", Baseline, "--target", target).Exits(0).Output, StringComparison.Ordinal);
        }

        // All scripts, by the names that the page has; engines without roles and schedulers have two.
        string[] all = ["monitor.sql", "monitor_grants.sql", "monitor_schedule.sql", "monitor_uninstall.sql"];
        Assert.Equal(string.Join('\n', all) + "\n", Mlops.Run("monitor", "script", Baseline, "--target", "postgres", "--folder", folder["scripts"], "--every", "week", "--again", "8").Exits(0).Output);
        Assert.Contains("REVERSE 8..0", File.ReadAllText(Path.Combine(folder["scripts"], "monitor_schedule.sql")), StringComparison.Ordinal);
        Assert.Equal("monitor.sql\nmonitor_uninstall.sql\n", Mlops.Run("monitor", "script", Baseline, "--target", "sqlite", "--folder", folder["others"]).Exits(0).Output);
        Assert.Contains("--again", Mlops.Run("monitor", "script", Baseline, "--target", "postgres", "--folder", folder["scripts"], "--again", "-1").Exits(2).Error, StringComparison.Ordinal);
        Assert.All(all, name => Assert.Contains($"`{name}`", GeneratedPage.Read("docs/monitoring.md"), StringComparison.Ordinal));
    }

    [Fact]
    public void The_registry_keeps_baselines_and_who_has_seen_an_alert()
    {
        Prepare();
        string registry = folder["registry.db"];
        string[][] commands = Commands();
        Mlops.Run("registry", "register", folder.Write("churn.pmml", Pmml.Linear), "--registry", registry, "--as", "ann", "--reason", "test").Exits(0);
        Assert.Contains("no version 3 of churn", Run([.. commands[0], "--registry", registry]).Exits(2).Error, StringComparison.Ordinal);
        string specification = folder["churn.monitor.json"];
        File.WriteAllText(specification, File.ReadAllText(specification).Replace("\"version\": 3", "\"version\": 1", StringComparison.Ordinal));
        Run([.. commands[0], "--registry", registry, "--as", "ann"]).Exits(0);
        Run([.. commands[0], "--registry", registry, "--as", "ann"]).Exits(0);
        Run(commands[2]).Exits(0);
        Run(commands[3]).Exits(1);
        Run([.. commands[6], "--registry", registry]).Exits(0);

        ModelRegistry kept = ModelRegistry.At(registry);
        var version = new VersionReference("churn", 1);
        MonitoringBaselineAccount baseline = Assert.Single(kept.MonitoringBaselines(version));
        Assert.Equal((File.ReadAllText(Baseline), 3_500L, "main.scored", $"duckdb://{Database}"), (baseline.Json, baseline.Rows, baseline.SourceTable, baseline.Place));
        AcknowledgedAlert alert = Assert.Single(kept.Acknowledged(version));
        Assert.Equal((1L, "age", 2, "2024-01-11 00:00:00"), (alert.Alert, alert.Subject, alert.Severity, alert.From));
        AuditEvent seen = kept.Audit()[0];
        Assert.Equal(("dba", "campaign", "churn@1"), (seen.Who, seen.Reason, seen.Subject));
    }

    private MlopsResult Monitor(string command, params string[] rest) => Mlops.Run(["monitor", command, Baseline, .. rest, "--target", "duckdb", "--connection", Database]);

    private static MlopsResult Run(string[] command) => Mlops.Run(command);

    private static double Metric(JsonElement window, string name) => window.GetProperty("metrics").EnumerateArray()
        .Where(metric => metric.GetProperty("metric").GetString() == name && metric.GetProperty("value").ValueKind == JsonValueKind.Number && metric.GetProperty("sliceValue").GetString() == "")
        .Select(metric => metric.GetProperty("value").GetDouble())
        .FirstOrDefault(double.NaN);

    private void Prepare()
    {
        folder.Write("churn.monitor.json", Block("json"));
        using DbConnection connection = new DuckDbJobs().Open(Database);
        using DbCommand command = connection.CreateCommand();
        command.CommandText = Block("sql");
        command.ExecuteNonQuery();
    }

    // Files of the page are those of the test's folder.
    private string[][] Commands() =>
    [
        .. Block("sh").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => (string[])
        [
            .. line.Split(' ').Skip(1).Select(word => word.EndsWith(".json", StringComparison.Ordinal) || word.EndsWith(".duckdb", StringComparison.Ordinal) ? folder[word] : word),
        ]),
    ];

    private static int Port()
    {
        using var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string Block(string language) => Blocks().Matches(GeneratedPage.Read("docs/monitoring.md")).First(match => match.Groups[1].Value == language).Groups[2].Value;

    [GeneratedRegex("```(\\w+)\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Blocks();
}
