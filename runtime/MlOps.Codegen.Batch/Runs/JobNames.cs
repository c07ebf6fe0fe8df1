namespace MlOps.Codegen.Batch.Runs;

/// <summary>Modes and states by the names that the table of runs has for them.</summary>
public static class JobNames
{
    /// <summary>A mode's name.</summary>
    /// <param name="mode">The mode.</param>
    public static string Of(JobMode mode) => mode switch
    {
        JobMode.Full => "full",
        JobMode.Incremental => "incremental",
        _ => throw new InvalidOperationException($"unknown mode {mode}"),
    };

    /// <summary>A state's name.</summary>
    /// <param name="state">The state.</param>
    public static string Of(JobState state) => state switch
    {
        JobState.Running => "running",
        JobState.Done => "done",
        JobState.Failed => "failed",
        JobState.Cancelled => "cancelled",
        _ => throw new InvalidOperationException($"unknown state {state}"),
    };

    /// <summary>The mode of a name.</summary>
    /// <param name="name">The name.</param>
    public static JobMode Mode(string name) => name == "incremental" ? JobMode.Incremental : JobMode.Full;

    /// <summary>The state of a name.</summary>
    /// <param name="name">The name.</param>
    public static JobState State(string name) => Enum.GetValues<JobState>().FirstOrDefault(state => Of(state) == name);
}
