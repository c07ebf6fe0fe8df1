using System.Diagnostics;
using MlOps.Codegen.Cli.Tests.Running;

namespace MlOps.Codegen.Cli.Tests.Commands;

public sealed class InterruptionTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [SkippableFact]
    public async Task A_command_that_is_told_to_end_leaves_nothing_behind()
    {
        Skip.If(OperatingSystem.IsWindows(), "signals are sent with kill");
        string model = Repository.Path("examples/quickstart/credit.pmml");
        string[] lines = await File.ReadAllLinesAsync(Repository.Path("examples/quickstart/applications.csv"));
        string data = folder["d.csv"];
        await File.WriteAllLinesAsync(data, lines.Take(1).Concat(Enumerable.Repeat(lines.Skip(1), 2_000).SelectMany(rows => rows)));
        using Process process = MlopsProcess.Start("score", model, "--data", data, "--out", folder["o.csv"], "--target", "reference");

        // The file beside the wanted one says that scoring has begun.
        while (folder.Names().Length == 1 && !process.HasExited)
        {
            await Task.Delay(20);
        }

        using (Process kill = Process.Start("kill", ["-TERM", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]))
        {
            await kill.WaitForExitAsync();
        }

        string error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Equal((130, "cancelled: nothing was left half done"), (process.ExitCode, error.Trim()));
        Assert.Equal(["d.csv"], folder.Names());
    }
}
