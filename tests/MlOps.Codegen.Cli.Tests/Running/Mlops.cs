namespace MlOps.Codegen.Cli.Tests.Running;

/// <summary>Runs the command in this process, as its own <c>Main</c> does.</summary>
internal static class Mlops
{
    private const int StackBytes = 64 * 1024 * 1024;

    /// <summary>The passphrase of keys, for commands in this process and in their own.</summary>
    public const string Passphrase = "only for this test";

    private static readonly ConsoleRoute Output = new(Console.Out);
    private static readonly ConsoleRoute Error = new(Console.Error);

    // Tests run side by side; the environment and the console are one for the process.
    static Mlops()
    {
        Environment.SetEnvironmentVariable("MLOPS_KEY_PASSPHRASE", Passphrase);
        Console.SetOut(Output);
        Console.SetError(Error);
    }

    /// <summary>Runs the command.</summary>
    /// <param name="args">Its arguments.</param>
    public static MlopsResult Run(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        Exception? failure = null;
        int exitCode = -1;
        var thread = new Thread(
            () =>
            {
                Output.Lead(output);
                Error.Lead(error);
                try
                {
                    exitCode = CommandLine.Run(args);
                }
#pragma warning disable CA1031 // Whatever escapes is the test's to report; on this thread it would end the process.
                catch (Exception exception)
#pragma warning restore CA1031
                {
                    failure = exception;
                }
            },
            StackBytes);
        thread.Start();
        thread.Join();
        Assert.True(failure is null, $"mlops {string.Join(' ', args)} crashed: {failure}");
        return new MlopsResult(exitCode, output.ToString(), error.ToString());
    }
}

/// <summary>How a run of the command ended.</summary>
/// <param name="ExitCode">The exit code.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Error">Standard error.</param>
internal sealed record MlopsResult(int ExitCode, string Output, string Error)
{
    /// <summary>Expects an exit code; what the command said is in the message where it is another.</summary>
    /// <param name="expected">The exit code.</param>
    public MlopsResult Exits(int expected)
    {
        Assert.True(ExitCode == expected, $"exit code {ExitCode}, expected {expected}\n{Error}\n{Output}");
        return this;
    }
}
