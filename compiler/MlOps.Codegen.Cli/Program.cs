using System.Globalization;

namespace MlOps.Codegen.Cli;

/// <summary>The <c>mlops</c> command: the composition root.</summary>
internal static class Program
{
    // Lowering and printing recurse over expressions, whose depth is bounded; this bound fits with room to spare.
    private const int StackBytes = 64 * 1024 * 1024;

    private static int Main(string[] args)
    {
        // Numbers look the same in every country.
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
        CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.InvariantCulture;
        int exitCode = ExitCodes.Bug;
        var thread = new Thread(() => exitCode = CommandLine.Run(args), StackBytes);
        thread.Start();
        thread.Join();
        return exitCode;
    }
}
