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
        return command;
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
