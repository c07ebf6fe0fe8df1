using System.Security.Cryptography;
using MlOps.Codegen.Registry.Signatures;
using Spectre.Console;

namespace MlOps.Codegen.Cli.Registry;

/// <summary>Keys of signers, in files that they keep.</summary>
internal static class KeyFiles
{
    private const string Variable = "MLOPS_KEY_PASSPHRASE";
    private const string PublicLabel = "PUBLIC KEY";

    /// <summary>Makes a key: the private one in a file that only its owner may read, the public one beside it.</summary>
    /// <param name="path">The file of the private key, which must not be there.</param>
    /// <returns>The path of the public key's file.</returns>
    /// <exception cref="CommandFailure">The private key's file is there.</exception>
    public static string Create(string path)
    {
        if (File.Exists(path))
        {
            throw new CommandFailure(ExitCodes.Usage, $"'{path}' is there already; no key is written over another");
        }

        using var key = SigningKey.Create();
        string part = $"{path}.part";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        string pem = key.Write(Passphrase("A passphrase for the key:"));
        using var unfinished = Unfinished.At(part);
        using (var writer = new StreamWriter(part, options))
        {
            writer.WriteLine(pem);
        }

        // The private key comes last, and whole: a command that was ended before can be repeated, and makes both anew.
        string publicPath = path + ".pub";
        File.WriteAllText(publicPath, PemEncoding.WriteString(PublicLabel, Convert.FromBase64String(key.PublicKey)) + "\n");
        File.Move(part, path);
        return publicPath;
    }

    /// <summary>Reads a private key.</summary>
    /// <param name="path">Its file.</param>
    public static SigningKey Read(string path) => SigningKey.Read(File.ReadAllText(path), Passphrase("The key's passphrase:"));

    /// <summary>Reads a public key.</summary>
    /// <param name="path">Its file, in PEM.</param>
    /// <returns>SubjectPublicKeyInfo in base64.</returns>
    /// <exception cref="CommandFailure">It is no public key.</exception>
    public static string ReadPublic(string path)
    {
        string text = File.ReadAllText(path);
        return PemEncoding.TryFind(text, out PemFields fields) && text[fields.Label] == PublicLabel
            ? text[fields.Base64Data].ReplaceLineEndings("")
            : throw new CommandFailure(ExitCodes.Usage, $"'{path}' is no public key; 'mlops registry key new' writes one beside the private key");
    }

    private static string Passphrase(string question)
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given)
        {
            return given;
        }

        if (Console.IsInputRedirected || Console.IsErrorRedirected)
        {
            throw new CommandFailure(ExitCodes.Usage, $"the key has a passphrase: set {Variable}, or run the command on a terminal");
        }

        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return console.Prompt(new TextPrompt<string>(question).Secret(null));
    }
}
