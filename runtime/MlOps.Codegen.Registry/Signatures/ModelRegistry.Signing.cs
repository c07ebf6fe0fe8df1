using System.Collections.Immutable;
using MlOps.Codegen.Artifacts;
using MlOps.Codegen.Registry.Signatures;
using MlOps.Codegen.Registry.Storage;

namespace MlOps.Codegen.Registry;

/// <content>Electronic signatures.</content>
public sealed partial class ModelRegistry
{
    /// <summary>Makes a public key known as somebody's. Does nothing where it is known as theirs.</summary>
    /// <param name="signer">Whose key it is.</param>
    /// <param name="publicKey">The public key, as SubjectPublicKeyInfo in base64.</param>
    /// <param name="change">Who says so, and why.</param>
    /// <exception cref="RegistryFailure">The key is somebody else's.</exception>
    public void AddKey(string signer, string publicKey, Change change) => Write(change, "key", set =>
    {
        string fingerprint = Fingerprint(publicKey);
        string? known = set.Session.First("SELECT signer FROM signer_key WHERE fingerprint = @p0", row => row.Text(0), fingerprint);
        if (known is not null && known != signer)
        {
            throw new RegistryFailure(RegistryFailureKind.Refused, $"the key is known as that of {known}");
        }

        if (known is null)
        {
            set.Add(RegistryTables.SignerKey, set.NextId(RegistryTables.SignerKey), Texts.Line(signer, "the signer"), SigningKey.Algorithm, publicKey, fingerprint);
        }

        return (true, signer);
    });

    /// <summary>Signs a version.</summary>
    /// <param name="reference">The version.</param>
    /// <param name="key">The signer's key, whose public key the registry knows as theirs.</param>
    /// <param name="role">What the signer is, such as <c>validator</c>.</param>
    /// <param name="meaning">What the signature means, such as <c>reviewed</c>.</param>
    /// <param name="change">Who signs, and why.</param>
    /// <exception cref="RegistryFailure">There is no such version, or the key is not known as the signer's.</exception>
    public void Sign(VersionReference reference, SigningKey key, string role, string meaning, Change change) => Write(change, "sign", set =>
    {
        VersionRow version = Find(set.Session, reference);
        AddSignature(set, version, key, role, meaning, change.Who);
        return (true, version.Reference.ToString());
    });

    private static long AddSignature(ChangeSet set, VersionRow version, SigningKey key, string role, string meaning, string signer)
    {
        long keyId = set.Session.Number("SELECT key_id FROM signer_key WHERE fingerprint = @p0 AND signer = @p1", Fingerprint(key.PublicKey), signer)
            ?? throw new RegistryFailure(RegistryFailureKind.Refused, $"the registry does not know this key as that of {signer}; 'mlops registry key add' makes it known");
        var unsigned = new SignatureRecord(
            RegistryIdOf(set.Session),
            version.Reference,
            version.ContentHash,
            signer,
            Texts.Line(role, "the role"),
            Texts.Line(meaning, "the meaning"),
            set.Time,
            "",
            SigningKey.Algorithm,
            "",
            key.PublicKey);
        byte[] subject = unsigned.Subject();
        long id = set.NextId(RegistryTables.Signature);
        set.Add(
            RegistryTables.Signature,
            id,
            version.Id,
            keyId,
            signer,
            role,
            meaning,
            set.Time,
            ArtifactFile.HashOf(subject),
            SigningKey.Algorithm,
            key.Sign(subject));
        return id;
    }

    private static ImmutableArray<SignatureRecord> SignaturesOf(Session session, long version)
    {
        string registry = RegistryIdOf(session);
        return session.Query(
            """
            SELECT m.name, v.number, v.content_sha256, s.signer, s.role, s.meaning, s.signed_at, s.subject_sha256, s.algorithm, s.value, k.public_key
            FROM signature s
            JOIN signer_key k ON k.key_id = s.key_id
            JOIN model_version v ON v.version_id = s.version_id
            JOIN model m ON m.model_id = v.model_id
            WHERE s.version_id = @p0 ORDER BY s.signature_id
            """,
            row => new SignatureRecord(
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
                row.Text(10)),
            version);
    }

    private static string Fingerprint(string publicKey)
    {
        try
        {
            return ArtifactFile.HashOf(Convert.FromBase64String(publicKey));
        }
        catch (FormatException exception)
        {
            throw new RegistryFailure(RegistryFailureKind.Refused, "the public key is not in base64", exception);
        }
    }
}
