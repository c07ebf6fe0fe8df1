namespace MlOps.Codegen.Batch.Runs;

/// <summary>A run was refused, or ended by an error. The message never contains a connection string.</summary>
/// <param name="message">What happened.</param>
/// <param name="inner">The driver's exception, if it was one.</param>
public sealed class JobFailure(string message, Exception? inner = null) : Exception(message, inner);
