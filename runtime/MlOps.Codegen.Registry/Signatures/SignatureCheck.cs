using MlOps.Codegen.Registry.Audit;
using MlOps.Codegen.Registry.Storage;

namespace MlOps.Codegen.Registry.Signatures;

/// <summary>Finds signatures that do not count: the database's own guards may have been taken away when they were written.</summary>
internal static class SignatureCheck
{
    /// <summary>Checks every signature.</summary>
    /// <param name="session">A session that reads one moment.</param>
    /// <param name="registry">The registry's own identity.</param>
    public static IEnumerable<AuditFinding> Findings(Session session, string registry)
    {
        foreach ((SignatureRecord signature, long seq, long? revoked) in session.Stream(
            $"{SignatureRecord.Query} ORDER BY s.signature_id", row => (SignatureRecord.Read(row, registry), row.Integer(SignatureRecord.SeqColumn), row.IntegerOrNull(SignatureRecord.RevocationColumn))))
        {
            // By the chain's order, which nobody chooses: the time in a signature is what its signer wrote there.
            if (revoked is { } since && seq > since)
            {
                yield return new AuditFinding(
                    seq, "key-revoked", $"the signature of {signature.Version} by {signature.Signer} came after event {since}, which revoked its key");
            }
            else if (!(signature with { KeyRevokedAt = null }).IsValid())
            {
                yield return new AuditFinding(seq, "signature-invalid", $"the signature of {signature.Version} by {signature.Signer} is not one of that key and content");
            }
        }
    }
}
