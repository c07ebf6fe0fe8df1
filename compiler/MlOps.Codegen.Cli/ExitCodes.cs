namespace MlOps.Codegen.Cli;

/// <summary>What the command tells its caller: a contract.</summary>
internal static class ExitCodes
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>Checked, and found different or over a threshold.</summary>
    public const int Different = 1;

    /// <summary>Wrong usage.</summary>
    public const int Usage = 2;

    /// <summary>The model is not supported or not valid; diagnostics are on standard error.</summary>
    public const int Model = 3;

    /// <summary>A database or file could not be reached, or refused.</summary>
    public const int Unreachable = 4;

    /// <summary>Interrupted by the user.</summary>
    public const int Cancelled = 130;

    /// <summary>A bug.</summary>
    public const int Bug = 70;
}
