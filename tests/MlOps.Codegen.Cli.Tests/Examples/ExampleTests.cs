using System.Diagnostics;
using System.Text.Json;
using MlOps.Codegen.Cli.Tests.Running;
using MlOps.Codegen.Sql.Specification.Servers;

namespace MlOps.Codegen.Cli.Tests.Examples;

/// <summary>Runs the examples as their readers would.</summary>
public sealed class ExampleTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [SkippableTheory]
    [InlineData("quickstart", "credit.pmml on duckdb: same", "rows per second", "decline")]
    [InlineData("dba", "accept | ", "run 1: done, 200 rows")]
    [InlineData("developer", "because of")]
    [InlineData("mlops-engineer", "'decision' differs in 1 of 1,000 rows", "\"sha256\"")]
    [InlineData("retrain", "auc: 0.", "request 1 is waiting", "better: auc 0.", "6600 customers before 2026-03-08T00:00:00", "churn@2  approved  champion", "nothing is due")]
    [InlineData("auditor", "credit@1  approved  champion", "scored by credit@1 in run 1", "raised by", "run 1, done: 200 rows", "all as it was written", "as it was registered")]
    public Task An_example_runs(string name, params string[] shown) => Run(name, new Dictionary<string, string>(), shown);

    [SkippableFact]
    public async Task The_example_of_MlNet_scores_in_two_databases_as_MlNet_does()
    {
        using TestDatabase database = PostgreSqlServer.Shared.CreateDatabase();
        await Run(
            "mlnet",
            new Dictionary<string, string> { ["MLOPS_EXAMPLE_POSTGRES"] = database.ConnectionString },
            "duckdb and out/predictions.csv: same, 1,000 rows",
            "postgres and out/predictions.csv: same, 1,000 rows");
    }

    [SkippableFact]
    public async Task The_year_of_the_monitor_finds_exactly_what_its_page_says()
    {
        string page = await File.ReadAllTextAsync(Repository.Path("examples/monitoring/README.md"));
        string found = page[page.IndexOf("version     changed", StringComparison.Ordinal)..];
        await Run("monitoring", new Dictionary<string, string>(), found[..found.IndexOf("```", StringComparison.Ordinal)] + "reports: ");
        string[] pages = [.. ((string[])["1", "2"]).Select(version => File.ReadAllText(Repository.Path($"examples/monitoring/out/churn-{version}.html")))];
        Assert.All(pages, html => Assert.Contains("<h1><bdi>churn</bdi>", html, StringComparison.Ordinal));

        // The challenger of July was better on the same rows, and the champion below its limit: what nobody knew until outcomes came.
        using JsonDocument first = JsonDocument.Parse(await File.ReadAllTextAsync(Repository.Path("examples/monitoring/out/churn-1.json")));
        Assert.Equal("warning", first.RootElement.GetProperty("areas").EnumerateArray().Single(area => area.GetProperty("area").GetString() == "accuracy").GetProperty("state").GetString());
        JsonElement challenge = first.RootElement.GetProperty("windows")[0].GetProperty("challenge").GetProperty("ranking");
        Assert.True(challenge.GetProperty("low").GetDouble() > 0.1, challenge.ToString());
    }

    private async Task Run(string name, IReadOnlyDictionary<string, string> environment, params string[] shown)
    {
        Skip.If(OperatingSystem.IsWindows(), "the examples are scripts for bash");
        string command = folder.Write("mlops", $"#!/bin/sh\nexec dotnet '{typeof(CommandLine).Assembly.Location}' \"$@\"\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(command, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        var start = new ProcessStartInfo("bash", [Repository.Path($"examples/{name}/run.sh")]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PATH"] = $"{folder.Path}:{Environment.GetEnvironmentVariable("PATH")}";

        foreach ((string variable, string value) in environment)
        {
            start.Environment[variable] = value;
        }

        // Build servers would outlive the test.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["UseSharedCompilation"] = "false";
        using Process process = Process.Start(start)!;

        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();

        Assert.True(process.ExitCode == 0, $"{name}: exit code {process.ExitCode}\n{await error}\n{output}");
        Assert.All(shown, part => Assert.Contains(part, output, StringComparison.Ordinal));
    }
}
