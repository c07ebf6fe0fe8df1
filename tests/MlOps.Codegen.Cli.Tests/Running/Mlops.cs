namespace MlOps.Codegen.Cli.Tests.Running;

/// <summary>Runs the command in this process, as its own <c>Main</c> does.</summary>
internal static class Mlops
{
    private const int StackBytes = 64 * 1024 * 1024;

    /// <summary>The passphrase of keys, for commands in this process and in their own.</summary>
    public const string Passphrase = "only for this test";

    // The console is one for the process.
    private static readonly Lock Console = new();

    // Tests run side by side, and the environment is one for the process.
    static Mlops() => Environment.SetEnvironmentVariable("MLOPS_KEY_PASSPHRASE", Passphrase);

    /// <summary>Runs the command.</summary>
    /// <param name="args">Its arguments.</param>
    public static MlopsResult Run(params string[] args)
    {
        lock (Console)
        {
            using var output = new StringWriter();
            using var error = new StringWriter();
            TextWriter formerOutput = System.Console.Out;
            TextWriter formerError = System.Console.Error;
            Exception? failure = null;
            int exitCode = -1;
            try
            {
                System.Console.SetOut(output);
                System.Console.SetError(error);
                var thread = new Thread(
                    () =>
                    {
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
            }
            finally
            {
                System.Console.SetOut(formerOutput);
                System.Console.SetError(formerError);
            }

            Assert.True(failure is null, $"mlops {string.Join(' ', args)} crashed: {failure}");
            return new MlopsResult(exitCode, output.ToString(), error.ToString());
        }
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
