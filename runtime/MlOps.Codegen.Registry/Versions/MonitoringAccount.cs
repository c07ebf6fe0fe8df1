namespace MlOps.Codegen.Registry.Versions;

/// <summary>What windows of a version are compared with.</summary>
/// <param name="Place">The database that has the monitored table, without a password: such as a file, or a server and a database.</param>
/// <param name="SourceTable">The monitored table.</param>
/// <param name="From">Where the reference begins; null for the first row.</param>
/// <param name="To">Before which time it ends; null for the last row.</param>
/// <param name="Rows">How many rows it has.</param>
/// <param name="Json">The baseline's file. Its SHA-256, by which results are tied to the baseline, is that of these bytes.</param>
public sealed record MonitoringBaselineAccount(string Place, string SourceTable, string? From, string? To, long Rows, string Json);

/// <summary>An alert that somebody has seen.</summary>
/// <param name="Baseline">The baseline's SHA-256: it is kept for the same version.</param>
/// <param name="Place">The database that has the alert.</param>
/// <param name="Alert">Its number there.</param>
/// <param name="Subject">A column, or a figure beyond its limit.</param>
/// <param name="Severity">1, or 2 where it is critical.</param>
/// <param name="From">Where its window begins.</param>
/// <param name="To">Before which time that ends.</param>
public sealed record AcknowledgedAlert(string Baseline, string Place, long Alert, string Subject, int Severity, string From, string To);
