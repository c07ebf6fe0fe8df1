using System.Collections.Immutable;
using MlOps.Codegen.Artifacts;
using MlOps.Codegen.Registry.Signatures;
using MlOps.Codegen.Registry.Storage;

namespace MlOps.Codegen.Registry;

/// <content>Electronic signatures.</content>
public sealed partial class ModelRegistry
{
    /// <summary>Signs a version. Does nothing where the same was signed with the key before: a call that was cut off may be repeated.</summary>
    /// <param name="reference">The version.</param>
    /// <param name="key">The signer's key, whose public key the registry knows as theirs.</param>
    /// <param name="role">What the signer is, such as <c>validator</c>.</param>
    /// <param name="meaning">What the signature means, such as <c>reviewed</c>.</param>
    /// <param name="change">Who signs, and why.</param>
    /// <exception cref="RegistryFailure">There is no such version, or the key is not known as the signer's, or was revoked.</exception>
    public void Sign(VersionReference reference, SigningKey key, string role, string meaning, Change change) => Write(change, "sign", set =>
    {
        VersionRow version = Find(set.Session, reference);
        KeyRecord known = CountingKey(set.Session, key, change.Who);
        bool isSigned = set.Session.Number(
            """
            SELECT COUNT(*) FROM signature s WHERE s.version_id = @p0 AND s.key_id = @p1 AND s.role = @p2 AND s.meaning = @p3
            """,
            version.Id,
            known.Id,
            role,
            meaning) > 0;
        if (!isSigned)
        {
            AddSignature(set, version, key, role, meaning, change.Who);
        }

        return (true, version.Reference.ToString());
    });

    private static long AddSignature(ChangeSet set, VersionRow version, SigningKey key, string role, string meaning, string signer)
    {
        KeyRecord known = CountingKey(set.Session, key, signer);
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
            known.Id,
            signer,
            role,
            meaning,
            set.Time,
            ArtifactFile.HashOf(subject),
            SigningKey.Algorithm,
            key.Sign(subject));
        return id;
    }

    private static KeyRecord CountingKey(Session session, SigningKey key, string signer)
    {
        KeyRecord known = FindKey(session, SigningKey.FingerprintOf(key.PublicKey)) is { } found && found.Signer == signer
            ? found
            : throw new RegistryFailure(RegistryFailureKind.Refused, $"the registry does not know this key as that of {signer}; 'mlops registry key add' makes it known");
        return known.RevokedAt is { } time
            ? throw new RegistryFailure(RegistryFailureKind.Refused, $"the key of {signer} was revoked at {time}; it signs nothing any more")
            : known;
    }

    private static ImmutableArray<SignatureRecord> SignaturesOf(Session session, long version)
    {
        string registry = RegistryIdOf(session);
        return session.Query(
            $"{SignatureRecord.Query} WHERE s.version_id = @p0 ORDER BY s.signature_id", row => SignatureRecord.Read(row, registry), version);
    }
}
