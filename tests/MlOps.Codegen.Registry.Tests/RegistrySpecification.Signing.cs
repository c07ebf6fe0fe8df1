using MlOps.Codegen.Registry.Life;
using MlOps.Codegen.Registry.Signatures;
using MlOps.Codegen.Registry.Tests.Engines;

namespace MlOps.Codegen.Registry.Tests;

/// <summary>Signatures, and approvals that need them.</summary>
public abstract partial class RegistrySpecification
{
    [SkippableFact]
    public void A_signature_speaks_of_exactly_one_content()
    {
        using var key = SigningKey.Create();
        VersionReference version = Test.Register();
        Assert.Contains("does not know this key as that of ann", Assert.Throws<RegistryFailure>(() => Registry.Sign(version, key, "author", "made", TestRegistry.Ann)).Message, StringComparison.Ordinal);
        Registry.AddKey("ann", key.PublicKey, TestRegistry.Ann);
        Registry.AddKey("ann", key.PublicKey, TestRegistry.Ann);
        Assert.Throws<RegistryFailure>(() => Registry.AddKey("bob", key.PublicKey, TestRegistry.Bob));
        Registry.Sign(version, key, "author", "made", TestRegistry.Ann);

        SignatureRecord signature = Assert.Single(Registry.Show(version).Signatures);
        Assert.True(signature.IsValid());
        Assert.Equal(("ann", "author", "made"), (signature.Signer, signature.Role, signature.Meaning));
        Assert.False((signature with { Signer = "bob" }).IsValid());
        Assert.False((signature with { Role = "authormade", Meaning = "" }).IsValid());
        Assert.False((signature with { ContentHash = new string('0', 64) }).IsValid());
        Assert.False((signature with { Version = version with { Number = 2 } }).IsValid());
        Assert.False((signature with { SignedAt = RegistryTime.Format(DateTime.UnixEpoch) }).IsValid());
        Assert.False((signature with { RegistryId = "another" }).IsValid());
        using var other = SigningKey.Create();
        Assert.False((signature with { PublicKey = other.PublicKey }).IsValid());
    }

    [SkippableFact]
    public void A_policy_can_count_signed_approvals_only()
    {
        Registry.SetPolicy("default", new ApprovalPolicy { SignatureRequired = true }, TestRegistry.Ann);
        VersionReference version = Test.Submit();
        Assert.Contains("signed approvals only", Assert.Throws<RegistryFailure>(() => Registry.Approve(version, "risk officer", TestRegistry.Bob)).Message, StringComparison.Ordinal);
        using var key = SigningKey.Create();
        Registry.AddKey("bob", key.PublicKey, TestRegistry.Bob);
        Assert.Equal(VersionState.Approved, Registry.Approve(version, "risk officer", TestRegistry.Bob, key));
        Assert.True(Assert.Single(Registry.Show(version).Approvals).IsSigned);
        Assert.True(Assert.Single(Registry.Show(version).Signatures).IsValid());
    }

    [SkippableFact]
    public void Who_approved_without_a_key_is_told_so_when_they_bring_one()
    {
        VersionReference version = Test.Submit();
        using var key = SigningKey.Create();
        using var other = SigningKey.Create();
        Registry.AddKey("bob", key.PublicKey, TestRegistry.Bob);
        Registry.AddKey("bob", other.PublicKey, TestRegistry.Bob);
        Registry.Approve(version, "risk officer", TestRegistry.Bob);
        RegistryFailure failure = Assert.Throws<RegistryFailure>(() => Registry.Approve(version, "risk officer", TestRegistry.Bob, key));
        Assert.Contains("bob has approved churn@1 already, without a signature", failure.Message, StringComparison.Ordinal);

        VersionReference signed = Test.Submit(source: "<signed/>");
        Registry.Approve(signed, "risk officer", TestRegistry.Bob, key);
        Assert.Equal(VersionState.Approved, Registry.Approve(signed, "risk officer", TestRegistry.Bob, key));
        Assert.Equal(VersionState.Approved, Registry.Approve(signed, "risk officer", TestRegistry.Bob));
        failure = Assert.Throws<RegistryFailure>(() => Registry.Approve(signed, "risk officer", TestRegistry.Bob, other));
        Assert.Contains("signed with another key", failure.Message, StringComparison.Ordinal);
        Assert.Single(Registry.Show(signed).Signatures);
    }
}
