namespace MlOps.Codegen.Registry.Versions;

/// <summary>A run that scored rows with a version, as the table of runs in its own database has it.</summary>
/// <param name="Target">The target that the version was compiled for.</param>
/// <param name="Place">The database: scheme and authority, as OpenLineage names data sources, such as <c>postgres://db:5432</c>; no password.</param>
/// <param name="SourceTable">The table that was scored, with database and schema.</param>
/// <param name="ScoresTable">The table that has the scores.</param>
/// <param name="Number">The run's number there, which stands beside each score.</param>
/// <param name="Mode"><c>full</c> or <c>incremental</c>.</param>
/// <param name="Predicate">The condition that rows had to meet; null for none.</param>
/// <param name="StartedAt">When it began, as <see cref="RegistryTime"/> writes it.</param>
/// <param name="FinishedAt">When it ended; null where it did not.</param>
/// <param name="State"><c>running</c>, <c>done</c>, <c>failed</c> or <c>cancelled</c>.</param>
/// <param name="Rows">How many rows were scored.</param>
/// <param name="Rejected">How many of them the model gave no answer.</param>
/// <param name="RunBy">Who began it.</param>
public sealed record ScoringRun(
    string Target,
    string Place,
    string SourceTable,
    string ScoresTable,
    long Number,
    string Mode,
    string? Predicate,
    string StartedAt,
    string? FinishedAt,
    string State,
    long Rows,
    long Rejected,
    string RunBy);

/// <summary>A row that explanations of a version compare with.</summary>
/// <param name="Origin">Where it comes from, such as a file's name.</param>
/// <param name="Rows">Of how many rows it is the typical one.</param>
/// <param name="Json">A JSON object with a text per input, as in CSV files; null for missing.</param>
public sealed record BaselineRow(string Origin, long Rows, string Json);
