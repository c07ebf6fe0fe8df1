namespace MlOps.Codegen.Registry.Life;

/// <summary>The account of a comparison of a target with the reference evaluator, on the registered model file, that found no difference.</summary>
/// <param name="Target">The target, such as <c>postgres</c>.</param>
/// <param name="Rows">How many rows were compared, from 1.</param>
/// <param name="SourceHash">The SHA-256 of the model file that was compared.</param>
/// <param name="Json">The account, as <c>mlops verify --json</c> writes it.</param>
public sealed record ParityCertificate(string Target, long Rows, string SourceHash, string Json);
