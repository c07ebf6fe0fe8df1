namespace MlOps.Codegen.Deployment.Engines;

/// <summary>A database could not be reached, or refused. The message never contains a connection string.</summary>
/// <param name="message">What happened.</param>
/// <param name="inner">The driver's exception.</param>
public sealed class EngineFailure(string message, Exception inner) : Exception(message, inner);
