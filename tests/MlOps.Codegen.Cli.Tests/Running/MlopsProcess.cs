using System.Diagnostics;

namespace MlOps.Codegen.Cli.Tests.Running;

/// <summary>Runs the command in a process of its own.</summary>
internal static class MlopsProcess
{
    /// <summary>Starts the command; its standard output goes nowhere.</summary>
    /// <param name="args">Its arguments.</param>
    public static Process Start(params string[] args)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(CommandLine).Assembly.Location, .. args]) { RedirectStandardOutput = true, RedirectStandardError = true };
        Process process = Process.Start(start)!;
        process.OutputDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        return process;
    }
}
