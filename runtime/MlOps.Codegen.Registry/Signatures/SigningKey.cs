using System.Security.Cryptography;

namespace MlOps.Codegen.Registry.Signatures;

/// <summary>
/// A person's key for signing: ECDSA on the curve P-256. The private key is in a file that the person keeps, encrypted with a
/// passphrase (PKCS#8, PEM); the registry knows the public key only.
/// </summary>
public sealed class SigningKey : IDisposable
{
    /// <summary>The algorithm's name.</summary>
    public const string Algorithm = "ECDSA-P256-SHA256";

    private const int Iterations = 600_000;

    private readonly ECDsa key;

    private SigningKey(ECDsa key) => this.key = key;

    /// <summary>The public key, as SubjectPublicKeyInfo in base64.</summary>
    public string PublicKey => Convert.ToBase64String(key.ExportSubjectPublicKeyInfo());

    /// <summary>A new key.</summary>
    public static SigningKey Create() => new(ECDsa.Create(ECCurve.NamedCurves.nistP256));

    /// <summary>Reads a key.</summary>
    /// <param name="pem">The file's text.</param>
    /// <param name="passphrase">The passphrase.</param>
    /// <exception cref="RegistryFailure">It is no such key, or the passphrase is not its.</exception>
    public static SigningKey Read(string pem, string passphrase)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportFromEncryptedPem(pem, passphrase);
            if (key.ExportParameters(includePrivateParameters: false).Curve.Oid.FriendlyName is "nistP256" or "ECDSA_P256")
            {
                return new SigningKey(key);
            }
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            key.Dispose();
            throw new RegistryFailure(RegistryFailureKind.Refused, "this is no encrypted private key, or the passphrase is another", exception);
        }

        key.Dispose();
        throw new RegistryFailure(RegistryFailureKind.Refused, "the key is not one of the curve P-256");
    }

    /// <summary>The key's file.</summary>
    /// <param name="passphrase">The passphrase to encrypt it with, not empty.</param>
    /// <returns>PEM text.</returns>
    /// <exception cref="RegistryFailure">The passphrase is empty.</exception>
    public string Write(string passphrase) => passphrase.Length == 0
        ? throw new RegistryFailure(RegistryFailureKind.Refused, "a key is kept with a passphrase, which is not empty")
        : key.ExportEncryptedPkcs8PrivateKeyPem(passphrase, new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, Iterations));

    /// <inheritdoc/>
    public void Dispose() => key.Dispose();

    /// <summary>What a public key is known by: the SHA-256 of its bytes, as 64 hexadecimal digits.</summary>
    /// <param name="publicKey">The public key, as SubjectPublicKeyInfo in base64.</param>
    /// <exception cref="RegistryFailure">It is not in base64.</exception>
    public static string FingerprintOf(string publicKey)
    {
        try
        {
            return Artifacts.ArtifactFile.HashOf(Convert.FromBase64String(publicKey));
        }
        catch (FormatException exception)
        {
            throw new RegistryFailure(RegistryFailureKind.Refused, "the public key is not in base64", exception);
        }
    }

    /// <summary>Signs bytes.</summary>
    /// <param name="content">The bytes.</param>
    /// <returns>The signature in base64.</returns>
    internal string Sign(byte[] content) => Convert.ToBase64String(key.SignData(content, HashAlgorithmName.SHA256));

    /// <summary>Checks a signature.</summary>
    /// <param name="publicKey">The public key, as SubjectPublicKeyInfo in base64.</param>
    /// <param name="content">The bytes.</param>
    /// <param name="signature">The signature in base64.</param>
    internal static bool Verify(string publicKey, byte[] content, string signature)
    {
        try
        {
            using var key = ECDsa.Create();
            key.ImportSubjectPublicKeyInfo(Convert.FromBase64String(publicKey), out _);
            return key.VerifyData(content, Convert.FromBase64String(signature), HashAlgorithmName.SHA256);
        }
        catch (Exception exception) when (exception is CryptographicException or FormatException)
        {
            return false;
        }
    }
}
