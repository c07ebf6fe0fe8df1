namespace MlOps.Codegen.Batch.Runs;

/// <summary>What a run is asked to do.</summary>
/// <param name="Mode">Which rows.</param>
/// <param name="Predicate">A condition in the engine's SQL that rows must meet as well; they are called <c>source</c>. Null for none.</param>
/// <param name="BatchRows">How many rows a batch has; null for as many as take about a second.</param>
/// <param name="Run">The run to go on with; null for a new one, or one of the same mode and condition that was interrupted.</param>
public sealed record JobRequest(JobMode Mode, string? Predicate = null, int? BatchRows = null, long? Run = null);

/// <summary>Which rows a run scores.</summary>
public enum JobMode
{
    /// <summary>Every row.</summary>
    Full,

    /// <summary>What is new: rows without a score of the version, or beyond the watermark of the run before.</summary>
    Incremental,
}

/// <summary>What state a run is in.</summary>
public enum JobState
{
    /// <summary>At work, or interrupted.</summary>
    Running,

    /// <summary>Every row that was asked for is scored.</summary>
    Done,

    /// <summary>Ended by an error.</summary>
    Failed,

    /// <summary>Ended by somebody.</summary>
    Cancelled,
}
