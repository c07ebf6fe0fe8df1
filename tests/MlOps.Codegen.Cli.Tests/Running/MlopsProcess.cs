using System.Diagnostics;

namespace MlOps.Codegen.Cli.Tests.Running;

/// <summary>Runs the command in a process of its own.</summary>
internal static class MlopsProcess
{
    /// <summary>Starts the command; its standard output goes nowhere.</summary>
    /// <param name="args">Its arguments.</param>
    public static Process Start(params string[] args) => Start(new Dictionary<string, string>(), args);

    /// <summary>Starts the command; its standard output goes nowhere.</summary>
    /// <param name="environment">Variables of its environment beside this process's.</param>
    /// <param name="args">Its arguments.</param>
    public static Process Start(IReadOnlyDictionary<string, string> environment, params string[] args)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(CommandLine).Assembly.Location, .. args]) { RedirectStandardOutput = true, RedirectStandardError = true };

        // A process that lives for a second gains nothing from profiles of itself.
        start.Environment["DOTNET_TieredPGO"] = "0";
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        Process process = Process.Start(start)!;
        process.OutputDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        return process;
    }
}
