using System.Collections.Immutable;
using MlOps.Codegen.Registry.Signatures;
using MlOps.Codegen.Registry.Storage;

namespace MlOps.Codegen.Registry;

/// <content>Whose keys there are, and which do not count any more.</content>
public sealed partial class ModelRegistry
{
    /// <summary>Makes a public key known as somebody's. Does nothing where it is known as theirs.</summary>
    /// <param name="signer">Whose key it is.</param>
    /// <param name="publicKey">The public key, as SubjectPublicKeyInfo in base64.</param>
    /// <param name="change">Who says so, and why.</param>
    /// <exception cref="RegistryFailure">The key is somebody else's, or was revoked.</exception>
    public void AddKey(string signer, string publicKey, Change change) => Write(change, "key", set =>
    {
        string fingerprint = SigningKey.FingerprintOf(publicKey);
        KeyRecord? known = FindKey(set.Session, fingerprint);
        if (known is not null && known.Signer != signer)
        {
            throw new RegistryFailure(RegistryFailureKind.Refused, $"the key is known as that of {known.Signer}");
        }

        if (known?.RevokedAt is { } time)
        {
            throw new RegistryFailure(RegistryFailureKind.Refused, $"the key was revoked at {time}; a revoked key never counts again: make a new one");
        }

        if (known is null)
        {
            set.Add(RegistryTables.SignerKey, set.NextId(RegistryTables.SignerKey), Texts.Line(signer, "the signer"), SigningKey.Algorithm, publicKey, fingerprint);
        }

        return (true, signer);
    });

    /// <summary>
    /// Lets a key count no more: what it signed before stays signed, what it signs from now on is refused. Does nothing where it was
    /// revoked before.
    /// </summary>
    /// <param name="fingerprint">The SHA-256 of the public key, as <see cref="SigningKey.FingerprintOf"/> gives it.</param>
    /// <param name="change">Who says so, and why.</param>
    /// <exception cref="RegistryFailure">The registry does not know the key.</exception>
    public void RevokeKey(string fingerprint, Change change) => Write(change, "revoke", set =>
    {
        KeyRecord key = FindKey(set.Session, fingerprint)
            ?? throw new RegistryFailure(RegistryFailureKind.NotFound, "the registry does not know this key; 'mlops registry key list' shows those that it knows");
        if (key.RevokedAt is null)
        {
            set.Add(RegistryTables.Revocation, key.Id, set.Time);
        }

        return (true, key.Signer);
    });

    /// <summary>The keys that are known, by signer, in order of coming.</summary>
    /// <exception cref="RegistryFailure">There is no registry.</exception>
    public ImmutableArray<SignerKey> Keys() => Read(session => session.Query(
        """
        SELECT k.signer, k.fingerprint, k.algorithm, e.at, r.revoked_at
        FROM signer_key k JOIN audit_event e ON e.seq = k.seq LEFT JOIN key_revocation r ON r.key_id = k.key_id
        ORDER BY k.signer, k.key_id
        """,
        row => new SignerKey(row.Text(0), row.Text(1), row.Text(2), row.Text(3), row.TextOrNull(4))));

    private static KeyRecord? FindKey(Session session, string fingerprint) => session.First(
        """
        SELECT k.key_id, k.signer, r.revoked_at FROM signer_key k LEFT JOIN key_revocation r ON r.key_id = k.key_id WHERE k.fingerprint = @p0
        """,
        row => new KeyRecord(row.Integer(0), row.Text(1), row.TextOrNull(2)),
        fingerprint);

    private sealed record KeyRecord(long Id, string Signer, string? RevokedAt);
}
