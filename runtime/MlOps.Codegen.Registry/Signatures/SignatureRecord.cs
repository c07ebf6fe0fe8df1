using MlOps.Codegen.Registry.Storage;

namespace MlOps.Codegen.Registry.Signatures;

/// <summary>A signature of a version, with all that is needed to check it without the registry.</summary>
/// <param name="RegistryId">The registry that it was made for.</param>
/// <param name="Version">The version, with its number.</param>
/// <param name="ContentHash">The SHA-256 of all that makes the version what it is.</param>
/// <param name="Signer">Who signed.</param>
/// <param name="Role">As what.</param>
/// <param name="Meaning">What the signature means, such as <c>approval</c>.</param>
/// <param name="SignedAt">When.</param>
/// <param name="SubjectHash">The SHA-256 of what was signed, in canonical form.</param>
/// <param name="Algorithm">How: <see cref="SigningKey.Algorithm"/>.</param>
/// <param name="Value">The signature, in base64: r and s, 32 bytes each.</param>
/// <param name="PublicKey">The signer's public key, as SubjectPublicKeyInfo in base64.</param>
public sealed record SignatureRecord(
    string RegistryId,
    VersionReference Version,
    string ContentHash,
    string Signer,
    string Role,
    string Meaning,
    string SignedAt,
    string SubjectHash,
    string Algorithm,
    string Value,
    string PublicKey)
{
    /// <summary>Whether the signature is that of the public key, on exactly what this record says.</summary>
    public bool IsValid() =>
        Algorithm == SigningKey.Algorithm
        && Artifacts.ArtifactFile.HashOf(Subject()) == SubjectHash
        && SigningKey.Verify(PublicKey, Subject(), Value);

    /// <summary>What is signed.</summary>
    internal byte[] Subject() => new CanonicalForm()
        .Text("mlops-registry-signature-1")
        .Text(RegistryId)
        .Text(Version.Model)
        .Integer(Version.Number)
        .Text(ContentHash)
        .Text(Signer)
        .Text(Role)
        .Text(Meaning)
        .Text(SignedAt)
        .ToArray();
}
