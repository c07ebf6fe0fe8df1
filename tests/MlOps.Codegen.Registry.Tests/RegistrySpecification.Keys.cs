using MlOps.Codegen.Registry.Audit;
using MlOps.Codegen.Registry.Life;
using MlOps.Codegen.Registry.Signatures;
using MlOps.Codegen.Registry.Tests.Engines;

namespace MlOps.Codegen.Registry.Tests;

/// <summary>Keys that do not count any more.</summary>
public abstract partial class RegistrySpecification
{
    private const string ForgedSignature =
        """
        INSERT INTO signature (signature_id, version_id, key_id, signer, role, meaning, signed_at, subject_sha256, algorithm, value, seq)
        SELECT 2, version_id, key_id, signer, role, meaning, signed_at, subject_sha256, algorithm, value, 4 FROM signature WHERE signature_id = 1
        """;

    [SkippableFact]
    public void What_a_key_signed_before_it_was_revoked_stays_signed()
    {
        (VersionReference version, SigningKey key) = Signed();
        using SigningKey revoked = key;
        string fingerprint = SigningKey.FingerprintOf(key.PublicKey);
        Assert.Throws<RegistryFailure>(() => Registry.RevokeKey(new string('0', 64), TestRegistry.Ann));
        Registry.RevokeKey(fingerprint, TestRegistry.Ann);
        Registry.RevokeKey(fingerprint, TestRegistry.Ann);

        Assert.Equal(5, Registry.Audit().Length);
        SignerKey known = Assert.Single(Registry.Keys());
        Assert.Equal(("bob", fingerprint, Registry.Head().At), (known.Signer, known.Fingerprint, known.RevokedAt));
        SignatureRecord signature = Assert.Single(Registry.Show(version).Signatures);
        Assert.Equal(known.RevokedAt, signature.KeyRevokedAt);
        Assert.True(signature.IsValid());
        Assert.False((signature with { KeyRevokedAt = signature.SignedAt }).IsValid());
        Assert.True(Registry.Verify().IsWhole);
    }

    [SkippableFact]
    public void A_revoked_key_signs_and_approves_nothing_more_and_does_not_come_back()
    {
        (VersionReference version, SigningKey key) = Signed();
        using SigningKey revoked = key;
        Registry.RevokeKey(SigningKey.FingerprintOf(key.PublicKey), TestRegistry.Ann);

        Assert.Contains("was revoked", Assert.Throws<RegistryFailure>(() => Registry.Sign(version, key, "validator", "reviewed", TestRegistry.Bob)).Message, StringComparison.Ordinal);
        Registry.Validate(version, Registrations.Certificate("<PMML/>"), TestRegistry.Ann);
        Registry.Submit(version, TestRegistry.Ann);
        Assert.Contains("was revoked", Assert.Throws<RegistryFailure>(() => Registry.Approve(version, "risk officer", TestRegistry.Bob, key)).Message, StringComparison.Ordinal);
        Assert.Equal(VersionState.Pending, Registry.Show(version).Summary.State);
        Assert.Contains("make a new one", Assert.Throws<RegistryFailure>(() => Registry.AddKey("bob", key.PublicKey, TestRegistry.Ann)).Message, StringComparison.Ordinal);
        Assert.Contains("revoked", Assert.ThrowsAny<Exception>(() => Test.Execute(ForgedSignature)).Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void A_signature_that_came_after_the_revocation_is_found_whatever_time_it_bears()
    {
        (_, SigningKey key) = Signed();
        using SigningKey revoked = key;
        Registry.RevokeKey(SigningKey.FingerprintOf(key.PublicKey), TestRegistry.Ann);
        Registry.AddTag(new VersionReference("churn", 1), "later", TestRegistry.Ann);
        TakeGuard(Test, "signature", "signature_guard");
        Test.Execute(ForgedSignature.Replace(", 4 FROM", ", 6 FROM", StringComparison.Ordinal));

        AuditVerification verification = Registry.Verify();
        Assert.Contains(verification.Findings, finding => finding is { Seq: 6, Kind: "key-revoked" });
        Assert.Contains(verification.Findings, finding => finding is { Seq: 6, Kind: "rows-changed" });
        Assert.Contains(verification.Findings, finding => finding.Kind == "protection-missing" && finding.Message.Contains("signature_guard", StringComparison.Ordinal));
    }

    [SkippableFact]
    public void A_signature_that_is_none_is_found()
    {
        Signed().Key.Dispose();
        Unprotect(Test, "signature");
        Test.Execute("UPDATE signature SET meaning = 'approval'");
        Assert.Contains(Registry.Verify().Findings, finding => finding.Kind == "signature-invalid");
    }

    [SkippableFact]
    public void The_database_itself_asks_whose_a_signature_is()
    {
        Signed().Key.Dispose();
        Test.Submit("other", "<other/>");
        Assert.Contains(
            "key of the signer",
            Assert.ThrowsAny<Exception>(() => Test.Execute(ForgedSignature.Replace("SELECT 2, version_id, key_id, signer", "SELECT 2, version_id, key_id, 'eve'", StringComparison.Ordinal))).Message,
            StringComparison.Ordinal);
        foreach ((int version, string approver) in new[] { (2, "bob"), (1, "eve") })
        {
            Exception refused = Assert.ThrowsAny<Exception>(() => Test.Execute(
                $"INSERT INTO approval (approval_id, version_id, approver, role, decision, signature_id, seq) VALUES (9, {version}, '{approver}', 'officer', 'approve', 1, 4)"));
            Assert.Contains("signed by the approver, and for the version", refused.Message, StringComparison.Ordinal);
        }
    }

    // Event 2 registers, 3 makes the key known, 4 signs.
    private (VersionReference Version, SigningKey Key) Signed()
    {
        VersionReference version = Test.Register();
        var key = SigningKey.Create();
        Registry.AddKey("bob", key.PublicKey, TestRegistry.Ann);
        Registry.Sign(version, key, "validator", "reviewed", TestRegistry.Bob);
        return (version, key);
    }
}
