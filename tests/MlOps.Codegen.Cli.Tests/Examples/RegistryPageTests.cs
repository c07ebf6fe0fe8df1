using System.Diagnostics;
using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using MlOps.Codegen.Cli.Tests.Running;

namespace MlOps.Codegen.Cli.Tests.Examples;

/// <summary>What the registry's page shows is what happens.</summary>
public sealed partial class RegistryPageTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [SkippableFact]
    public async Task The_commands_and_queries_of_the_page_work()
    {
        Skip.If(OperatingSystem.IsWindows(), "the commands are for a shell");
        string page = await File.ReadAllTextAsync(Repository.Path("docs/registry.md"));
        string commands = Assert.Single(Blocks(page, "sh"));
        folder.Write("churn.pmml", Pmml.Linear);
        folder.Write("training.csv", "x,c\n1,b\n7,b\n2,a\n");
        Execute("shop.db", "CREATE TABLE customers (id INTEGER PRIMARY KEY, x REAL, c TEXT); INSERT INTO customers VALUES (1, 1, 'b'), (2, 2.5, 'a')");

        string output = await Shell(commands);

        Assert.Contains("scored by churn@1 in run 1", output, StringComparison.Ordinal);
        Assert.Contains("then approved, champion; now approved", output, StringComparison.Ordinal);
        Assert.Contains("approve by bob (risk officer, signed)", output, StringComparison.Ordinal);
        Assert.Matches(@"input as scored +x +2\.5", output);
        Assert.Contains("raised by c, x", output, StringComparison.Ordinal);
        Assert.Contains("run 1, done: 2 rows", output, StringComparison.Ordinal);

        // On the page's third of March nobody had registered anything.
        string[] queries = [.. Blocks(page, "sql")];
        Assert.NotEmpty(queries);
        foreach (string query in queries)
        {
            Assert.Empty(Execute("registry.db", query));
            Assert.Equal(["1 bob risk officer"], Execute("registry.db", query.Replace("2026-03-03", "2999-03-03", StringComparison.Ordinal)).Select(row => $"{row[0]} {row[2]} {row[3]}"));
        }
    }

    [Fact]
    public void Every_view_that_the_page_names_is_there()
    {
        Mlops.Run("registry", "init", "--registry", folder["registry.db"], "--reason", "for a test").Exits(ExitCodes.Done);
        string page = File.ReadAllText(Repository.Path("docs/registry.md"));
        string[] views = [.. ViewRows().Matches(page[page.IndexOf("## In plain SQL", StringComparison.Ordinal)..]).Select(match => match.Groups[1].Value)];
        Assert.Equal(views.Order(StringComparer.Ordinal), Execute("registry.db", "SELECT name FROM sqlite_master WHERE type = 'view' ORDER BY name").Select(row => (string)row[0]));
    }

    private static IEnumerable<string> Blocks(string page, string language) =>
        Regex.Matches(page, $"^```{language}\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline).Select(match => match.Groups[1].Value);

    private async Task<string> Shell(string commands)
    {
        Directory.CreateDirectory(folder["bin"]);
        string command = folder.Write("bin/mlops", $"#!/bin/sh\nexec dotnet '{typeof(CommandLine).Assembly.Location}' \"$@\"\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(command, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        string script = folder.Write("page.sh", $"set -eu\n{commands}");
        var start = new ProcessStartInfo("bash", [script]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder.Path };
        start.Environment["PATH"] = $"{folder["bin"]}:{Environment.GetEnvironmentVariable("PATH")}";
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"exit code {process.ExitCode}\n{await error}\n{output}");
        return output;
    }

    private List<object[]> Execute(string file, string statements)
    {
        using var connection = new SqliteConnection($"Data Source={folder[file]};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = statements;
        using SqliteDataReader reader = command.ExecuteReader();
        var rows = new List<object[]>();
        while (reader.Read())
        {
            object[] row = new object[reader.FieldCount];
            reader.GetValues(row);
            rows.Add(row);
        }

        return rows;
    }

    [GeneratedRegex(@"^\| `(\w+)` \|", RegexOptions.Multiline)]
    private static partial Regex ViewRows();
}
