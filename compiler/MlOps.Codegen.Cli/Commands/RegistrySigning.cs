using System.Collections.Immutable;
using System.CommandLine;
using MlOps.Codegen.Cli.Registry;
using MlOps.Codegen.Registry;
using MlOps.Codegen.Registry.Signatures;

namespace MlOps.Codegen.Cli.Commands;

/// <summary>The commands for keys and signatures.</summary>
internal static class RegistrySigning
{
    public static IEnumerable<Command> Create() => [Key(), Sign()];

    private static Command Key()
    {
        var command = new Command("key", "Makes keys for signing, and makes them known.");
        var file = new Option<string>("--out") { Description = "The private key's file; the public key comes beside it, as .pub.", Required = true };
        var create = new Command("new", "Makes a key, encrypted with a passphrase: asked for on a terminal, or from MLOPS_KEY_PASSPHRASE.") { file };
        create.SetAction(parsed => RegistryOptions.Guarded(() =>
        {
            Console.Out.WriteLine(KeyFiles.Create(parsed.GetRequiredValue(file)));
            return ExitCodes.Done;
        }));
        command.Add(create);

        var options = new RegistryOptions();
        var path = new Argument<string>("file") { Description = "The public key's file." };
        var signer = new Option<string>("--signer") { Description = "Whose key it is.", Required = true };
        command.Add(options.Changes(new Command("add", "Makes a public key known as somebody's.") { path, signer }, (parsed, registry, change) =>
        {
            registry.AddKey(parsed.GetRequiredValue(signer), KeyFiles.ReadPublic(parsed.GetRequiredValue(path)), change);
            return ExitCodes.Done;
        }));
        command.Add(Revoke());
        command.Add(List());
        return command;
    }

    private static Command Revoke()
    {
        var options = new RegistryOptions();
        var key = new Argument<string>("key") { Description = "The public key's file, or its fingerprint, which 'key list' shows." };
        return options.Changes(
            new Command("revoke", "Lets a key count no more: what it signed before stays signed, what it signs from now on is refused.") { key },
            (parsed, registry, change) =>
            {
                string given = parsed.GetRequiredValue(key);
                registry.RevokeKey(File.Exists(given) ? SigningKey.FingerprintOf(KeyFiles.ReadPublic(given)) : given, change);
                return ExitCodes.Done;
            });
    }

    private static Command List()
    {
        var options = new RegistryOptions();
        return options.Reads(new Command("list", "Shows the keys that are known, by signer."), (parsed, registry) =>
        {
            ImmutableArray<SignerKey> keys = registry.Keys();
            return RegistryOutput.Write(options.Json(parsed), keys, writer =>
            {
                var table = new TextTable(0);
                foreach (SignerKey each in keys)
                {
                    table.Add(each.Signer, each.Algorithm, each.Fingerprint, each.AddedAt, each.RevokedAt is { } revoked ? $"revoked {revoked}" : "counts");
                }

                table.Write(writer);
            });
        });
    }

    private static Command Sign()
    {
        var options = new RegistryOptions();
        Argument<string> version = RegistryCommand.Version();
        var key = new Option<string>("--key") { Description = "The signer's private key.", Required = true };
        Option<string> role = RegistryLife.Role();
        var meaning = new Option<string>("--meaning") { Description = "What the signature means, such as reviewed.", Required = true };
        var command = new Command("sign", "Signs a version: the hash of all its content, by whom, as what, and what it means.") { version, key, role, meaning };
        return options.Changes(command, (parsed, registry, change) =>
        {
            using SigningKey signing = KeyFiles.Read(parsed.GetRequiredValue(key));
            registry.Sign(VersionReference.Parse(parsed.GetRequiredValue(version)), signing, parsed.GetRequiredValue(role), parsed.GetRequiredValue(meaning), change);
            return ExitCodes.Done;
        });
    }
}
