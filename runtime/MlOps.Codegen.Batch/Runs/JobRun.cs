namespace MlOps.Codegen.Batch.Runs;

/// <summary>A run as the table of runs has it.</summary>
/// <param name="RunId">Its number.</param>
/// <param name="Version">The version of the model that it scores with.</param>
/// <param name="Mode">Which rows.</param>
/// <param name="Predicate">The condition; null for none.</param>
/// <param name="WatermarkLow">Where a run by watermark begins, as text; null for none.</param>
/// <param name="WatermarkHigh">Where it ends; null for none.</param>
/// <param name="StartedAt">When it began, in UTC.</param>
/// <param name="FinishedAt">When it ended; null where it did not.</param>
/// <param name="State">Its state.</param>
/// <param name="Rows">How many rows are scored.</param>
/// <param name="Rejected">How many of them the model gave no answer.</param>
/// <param name="Batches">In how many transactions.</param>
/// <param name="Seconds">How long those took.</param>
/// <param name="RowsPerSecond">Rows by seconds; null before the first batch.</param>
/// <param name="Error">Why it ended early; null where it did not.</param>
/// <param name="RunBy">Who began it.</param>
public sealed record JobRun(
    long RunId,
    int Version,
    JobMode Mode,
    string? Predicate,
    string? WatermarkLow,
    string? WatermarkHigh,
    DateTime StartedAt,
    DateTime? FinishedAt,
    JobState State,
    long Rows,
    long Rejected,
    long Batches,
    double Seconds,
    double? RowsPerSecond,
    string? Error,
    string RunBy);
