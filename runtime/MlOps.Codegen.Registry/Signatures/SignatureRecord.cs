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
    /// <summary>The columns that <see cref="Read"/> wants, of every signature.</summary>
    internal const string Query =
        """
        SELECT m.name, v.number, v.content_sha256, s.signer, s.role, s.meaning, s.signed_at, s.subject_sha256, s.algorithm, s.value, k.public_key,
            r.revoked_at, s.seq, r.seq
        FROM signature s
        JOIN signer_key k ON k.key_id = s.key_id
        JOIN model_version v ON v.version_id = s.version_id
        JOIN model m ON m.model_id = v.model_id
        LEFT JOIN key_revocation r ON r.key_id = s.key_id
        """;

    /// <summary>Where <see cref="Query"/> has the event of the signature.</summary>
    internal const int SeqColumn = 12;

    /// <summary>Where <see cref="Query"/> has the event of the key's revocation.</summary>
    internal const int RevocationColumn = 13;

    /// <summary>When the key was revoked, as far as the registry knew when it gave this record out; null where it counts.</summary>
    public string? KeyRevokedAt { get; init; }

    /// <summary>Whether the signature is that of the public key, on exactly what this record says, and not of a time after the key's revocation.</summary>
    public bool IsValid() =>
        Algorithm == SigningKey.Algorithm
        && (KeyRevokedAt is null || string.CompareOrdinal(SignedAt, KeyRevokedAt) < 0)
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

    /// <summary>Reads a row of <see cref="Query"/>.</summary>
    /// <param name="row">The row.</param>
    /// <param name="registry">The registry's own identity.</param>
    internal static SignatureRecord Read(Fields row, string registry) => new(
        registry,
        new VersionReference(row.Text(0), row.Integer(1)),
        row.Text(2),
        row.Text(3),
        row.Text(4),
        row.Text(5),
        row.Text(6),
        row.Text(7),
        row.Text(8),
        row.Text(9),
        row.Text(10))
    {
        KeyRevokedAt = row.TextOrNull(11),
    };
}
