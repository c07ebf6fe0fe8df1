using System.Diagnostics;

namespace MlOps.Codegen.Build.Tests;

/// <summary>Runs <c>dotnet</c> as a developer does.</summary>
internal static class Dotnet
{
    /// <summary>Runs a command and waits for it.</summary>
    /// <param name="folder">The folder to run it in.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <returns>The exit code, and everything that it wrote.</returns>
    public static (int ExitCode, string Output) Run(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };

        // Build servers would outlive the test, and the language of messages would depend on the machine.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["UseSharedCompilation"] = "false";
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["DOTNET_NOLOGO"] = "1";

        // A project outside the repository is not under the rules of its continuous integration.
        start.Environment.Remove("CI");
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + error.Result);
    }

    /// <summary>Runs a command that is expected to do its work.</summary>
    /// <param name="folder">The folder to run it in.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <returns>Everything that it wrote.</returns>
    public static string Do(string folder, params string[] arguments)
    {
        (int exitCode, string output) = Run(folder, arguments);
        Assert.True(exitCode == 0, $"dotnet {string.Join(' ', arguments)}: exit code {exitCode}\n{output}");
        return output;
    }
}
