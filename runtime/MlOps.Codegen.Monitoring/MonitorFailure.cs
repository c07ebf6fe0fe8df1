namespace MlOps.Codegen.Monitoring;

/// <summary>Why the monitor does not do what it was asked.</summary>
/// <param name="message">The reason, and what would help.</param>
public sealed class MonitorFailure(string message) : Exception(message);
