using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using MlOps.Codegen.Batch.Engines;
using MlOps.Codegen.Cli.Targets;
using MlOps.Codegen.Cli.Tests.Running;

namespace MlOps.Codegen.Cli.Tests.Commands;

public sealed class JobTests : IDisposable
{
    private const int Rows = 2_500;

    private readonly TempFolder folder = new();

    public static TheoryData<string> Embedded => ["duckdb", "sqlite"];

    private string Database => folder["shop.db"];

    private string Artifact => folder["build"];

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Embedded))]
    public void A_table_is_scored_and_the_run_is_accounted_for(string target)
    {
        Prepare(target);
        MlopsResult run = Job("run", "--batch-rows", "1000").Exits(0);
        Assert.Equal("", run.Error);
        Assert.Matches(@"^m, version 1, run 1: done, 2,500 rows \(0 without an answer\) in 3 batches, \d+\.\d s\n$", run.Output);

        using JsonDocument second = JsonDocument.Parse(Job("run", "--mode", "incremental", "--json").Exits(0).Output);
        Assert.Equal(("done", 0, "incremental"), (Text(second, "state"), second.RootElement.GetProperty("rows").GetInt32(), Text(second, "mode")));

        Job("run", "--where", "source.x < 5").Exits(0);
        using JsonDocument status = JsonDocument.Parse(Job("status", "--json").Exits(0).Output);
        Assert.False(status.RootElement.GetProperty("atWork").GetBoolean());
        Assert.Equal(["3 5", "2 0", "1 2500"], status.RootElement.GetProperty("runs").EnumerateArray().Select(line => $"{line.GetProperty("run")} {line.GetProperty("rows")}"));
        Assert.Contains("2,500", Job("status", "--run", "1").Exits(0).Output, StringComparison.Ordinal);
        Assert.Equal("there is no run that could go on\n", Job("resume").Exits(0).Error);
    }

    [Theory]
    [MemberData(nameof(Embedded))]
    public void A_run_that_fails_says_why_and_goes_on_when_that_is_mended(string target)
    {
        Prepare(target);
        Execute(target, "INSERT INTO customers VALUES (2100, -1, 'a')");
        Assert.Contains("a key is repeated", Job("run", "--batch-rows", "500").Exits(4).Error, StringComparison.Ordinal);
        Assert.Matches(@"1\s+1\s+full\s+failed\s+\S+ \S+\s+2,000\s+0\s+4\s+\S+\s+a key is repeated", Job("status").Exits(0).Output);
        Execute(target, "DELETE FROM customers WHERE x = -1");
        Assert.Contains("run 1: done, 2,500 rows", Job("resume").Exits(0).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_done_is_refused_with_a_reason()
    {
        Assert.Contains("build", Job("run").Exits(4).Error, StringComparison.Ordinal);
        string model = folder.Write("m.pmml", Pmml.Linear);
        Mlops.Run("compile", model, "--target", "sqlite", "--out", Artifact).Exits(0);
        Assert.Contains("--table", Job("run").Exits(2).Error, StringComparison.Ordinal);

        Prepare("sqlite", installed: false);
        Assert.Contains("batch.sql", Job("run").Exits(4).Error, StringComparison.Ordinal);
        Assert.Contains("batch.sql", Job("status").Exits(4).Error, StringComparison.Ordinal);
        Assert.Contains("--batch-rows must be at least 1", Job("run", "--batch-rows", "0").Exits(2).Error, StringComparison.Ordinal);
        Assert.Contains("full, incremental", Job("run", "--mode", "all").Exits(2).Error, StringComparison.Ordinal);
        Assert.Contains("mlops job run --help", Job("run", "--modes", "full").Exits(2).Error, StringComparison.Ordinal);
        Assert.Contains("'61 * * * *'", Job("schedule", "--cron", "61 * * * *").Exits(2).Error, StringComparison.Ordinal);
        Assert.Contains("'Mars/Olympus'", Job("schedule", "--cron", "* * * * *", "--time-zone", "Mars/Olympus").Exits(2).Error, StringComparison.Ordinal);
        Mlops.Run("job").Exits(2);
        foreach (string script in (string[])["install.sql", "batch.sql"])
        {
            Execute("sqlite", File.ReadAllText(Path.Combine(Artifact, script)));
        }

        Assert.Contains("there is no run 9", Job("resume", "--run", "9").Exits(2).Error, StringComparison.Ordinal);
        Assert.Contains("there is no run 9", Job("status", "--run", "9").Exits(2).Error, StringComparison.Ordinal);
        Assert.Contains("no such column", Job("run", "--where", "source.unknown = 1").Exits(4).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("postgres", "Host=127.0.0.1;Port=1;Username=u;Password=secret-word;Timeout=3")]
    [InlineData("postgres", "Password=secret-word;Nonsense")]
    public void A_connection_string_is_never_shown(string target, string connection)
    {
        string model = folder.Write("m.pmml", Pmml.Linear);
        Mlops.Run("compile", model, "--target", target, "--out", Artifact, "--table", "customers", "--key", "id").Exits(0);
        foreach (string command in (string[])["run", "status"])
        {
            MlopsResult result = Mlops.Run("job", command, Artifact, "--connection", connection).Exits(4);
            Assert.NotEmpty(result.Error);
            Assert.DoesNotContain("secret-word", result.Error + result.Output, StringComparison.Ordinal);
        }
    }

    [SkippableFact]
    public async Task Somebody_who_interrupts_a_run_finds_it_cancelled_and_lets_it_go_on()
    {
        Skip.If(OperatingSystem.IsWindows(), "signals are sent with kill");
        Prepare("sqlite", rows: 40_000);
        using Process process = MlopsProcess.Start("job", "run", Artifact, "--connection", Database, "--batch-rows", "10");
        long size = new FileInfo(Database).Length;
        while (!process.HasExited && new FileInfo(Database).Length < size + 8_192)
        {
            await Task.Delay(5);
        }

        await Terminate(process);
        Assert.Equal((130, "cancelled: nothing was left half done"), (process.ExitCode, (await process.StandardError.ReadToEndAsync()).Trim()));
        Assert.Contains("cancelled", Job("status").Exits(0).Output, StringComparison.Ordinal);
        Assert.Contains("run 1: done, 40,000 rows", Job("resume").Exits(0).Output, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_schedule_runs_until_it_is_told_to_end()
    {
        Skip.If(OperatingSystem.IsWindows(), "signals are sent with kill");
        Prepare("sqlite");
        using Process process = MlopsProcess.Start("job", "schedule", Artifact, "--connection", Database, "--cron", "* * * * * *");
        Assert.StartsWith("next run: ", await process.StandardError.ReadLineAsync(), StringComparison.Ordinal);
        Assert.StartsWith("next run: ", await process.StandardError.ReadLineAsync(), StringComparison.Ordinal);
        Assert.StartsWith("next run: ", await process.StandardError.ReadLineAsync(), StringComparison.Ordinal);
        await Terminate(process);
        Assert.Equal(0, process.ExitCode);
        string status = Job("status").Exits(0).Output;
        Assert.Matches(@"1\s+1\s+incremental\s+done\s+\S+ \S+\s+2,500", status);
        Assert.Matches(@"2\s+1\s+incremental\s+done\s+\S+ \S+\s+0", status);
    }

    private static async Task Terminate(Process process)
    {
        using Process kill = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
        await process.WaitForExitAsync();
    }

    private MlopsResult Job(string command, params string[] args) => Mlops.Run(["job", command, Artifact, "--connection", Database, .. args]);

    private void Prepare(string target, int rows = Rows, bool installed = true)
    {
        string model = folder.Write("m.pmml", Pmml.Linear);
        Mlops.Run("compile", model, "--target", target, "--out", Artifact, "--table", "customers", "--key", "id").Exits(0);
        Execute(target, "CREATE TABLE customers (id bigint, x double precision, c varchar(10)); CREATE INDEX customers_id ON customers (id)");
        foreach (int[] part in Enumerable.Range(0, rows).Chunk(1_000))
        {
            Execute(target, $"INSERT INTO customers VALUES {string.Join(", ", part.Select(i => string.Create(CultureInfo.InvariantCulture, $"({i}, {i}, 'a')")))}");
        }

        if (installed)
        {
            Execute(target, File.ReadAllText(Path.Combine(Artifact, "install.sql")));
            Execute(target, File.ReadAllText(Path.Combine(Artifact, "batch.sql")));
        }
    }

    private void Execute(string target, string script)
    {
        JobEngine engine = TargetCatalog.Find(target).Database!.Jobs();
        using DbConnection connection = engine.Open(Database);
        using DbCommand command = engine.Command(connection, null, script);
        command.ExecuteNonQuery();
    }

    private static string? Text(JsonDocument document, string name) => document.RootElement.GetProperty(name).GetString();
}
