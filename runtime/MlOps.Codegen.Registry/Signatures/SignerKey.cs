namespace MlOps.Codegen.Registry.Signatures;

/// <summary>A public key that the registry knows.</summary>
/// <param name="Signer">Whose it is.</param>
/// <param name="Fingerprint">The SHA-256 of the public key.</param>
/// <param name="Algorithm">What it signs by.</param>
/// <param name="AddedAt">Since when it is known.</param>
/// <param name="RevokedAt">Since when it does not count any more; null where it does.</param>
public sealed record SignerKey(string Signer, string Fingerprint, string Algorithm, string AddedAt, string? RevokedAt);
