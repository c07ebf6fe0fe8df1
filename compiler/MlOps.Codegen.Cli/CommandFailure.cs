namespace MlOps.Codegen.Cli;

/// <summary>Ends a command with a message and an exit code.</summary>
internal sealed class CommandFailure(int exitCode, string message) : Exception(message)
{
    /// <summary>The exit code.</summary>
    public int ExitCode => exitCode;
}
