using MlOps.Codegen.Registry.Signatures;

namespace MlOps.Codegen.Registry.Tests;

public class SigningKeyTests
{
    [Fact]
    public void A_key_comes_back_with_its_passphrase_only()
    {
        using var key = SigningKey.Create();
        string pem = key.Write("secret");
        Assert.Contains("ENCRYPTED PRIVATE KEY", pem, StringComparison.Ordinal);
        using SigningKey read = SigningKey.Read(pem, "secret");
        Assert.Equal(key.PublicKey, read.PublicKey);
        Assert.Throws<RegistryFailure>(() => SigningKey.Read(pem, "Secret"));
        Assert.Throws<RegistryFailure>(() => SigningKey.Read("no key", "secret"));
        Assert.Throws<RegistryFailure>(() => key.Write(""));
    }
}
