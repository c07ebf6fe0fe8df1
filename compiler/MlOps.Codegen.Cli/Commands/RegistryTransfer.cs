using System.CommandLine;
using MlOps.Codegen.Cli.Registry;
using MlOps.Codegen.Registry;
using MlOps.Codegen.Registry.Signatures;
using MlOps.Codegen.Registry.Versions;

namespace MlOps.Codegen.Cli.Commands;

/// <summary>The commands that carry versions out of a registry, and into another.</summary>
internal static class RegistryTransfer
{
    public static IEnumerable<Command> Create() => [Export(), Import(), Check()];

    private static Argument<string> Folder() => new("folder") { Description = "The folder that 'mlops registry export' wrote." };

    private static Command Export()
    {
        var options = new RegistryOptions();
        Argument<string> version = RegistryCommand.Version();
        var folder = new Option<string>("--out") { Description = "The folder to write, which must not be there.", Required = true };
        var command = new Command(
            "export",
            """
            Writes a version with all its files, approvals, signatures and events into a folder, which 'mlops registry check' checks without
            the registry.

            Example:
              mlops registry export churn@3 --out churn-3-for-the-auditor
            """)
        {
            version, folder,
        };
        return options.Reads(command, (parsed, registry) =>
        {
            VersionExport.Write(registry, VersionReference.Parse(parsed.GetRequiredValue(version)), parsed.GetRequiredValue(folder));
            return ExitCodes.Done;
        });
    }

    private static Command Import()
    {
        var options = new RegistryOptions();
        Argument<string> folder = Folder();
        var command = new Command(
            "import",
            "Registers an exported version, as a draft: its content is checked, but it is approved anew where it is to be used.") { folder };
        return options.Changes(command, (parsed, registry, change) =>
        {
            (_, VersionRegistration registration) = VersionExport.Read(parsed.GetRequiredValue(folder));
            if (!registry.Exists())
            {
                registry.Initialize(new Change(change.Who, "first use"));
            }

            (VersionReference version, bool isNew) = registry.Register(registration, change);
            return RegistryOutput.Write(
                options.Json(parsed),
                new { version = version.ToString(), created = isNew, content = registration.ContentHash() },
                writer => writer.WriteLine($"{(isNew ? "registered" : "has already")} {version}, content {registration.ContentHash()}"));
        });
    }

    private static Command Check()
    {
        Argument<string> folder = Folder();
        var keys = new Option<string[]>("--key") { Description = "A public key that must have signed; may be given again." };
        var command = new Command(
            "check",
            """
            Checks an exported version without any registry: every file against its hash, all of it against the content's hash, and the
            signatures of that. Exit code 1: something was changed, or a key that must have signed has not.

            Example:
              mlops registry check churn-3-for-the-auditor --key bob.key.pub
            """)
        {
            folder, keys,
        };
        command.SetAction(parsed =>
        {
            (VersionExport export, _) = VersionExport.Read(parsed.GetRequiredValue(folder));
            var wrong = export.BadSignatures().ToList();
            foreach (string file in parsed.GetValue(keys) ?? [])
            {
                string key = KeyFiles.ReadPublic(file);
                if (!export.Details.Signatures.Any(signature => signature.PublicKey == key))
                {
                    wrong.Add($"nothing is signed with the key of '{file}'");
                }
            }

            foreach (string each in wrong)
            {
                Console.Out.WriteLine(Printable.Line(each));
            }

            foreach (SignatureRecord signature in export.Details.Signatures)
            {
                Console.Out.WriteLine(Printable.Line($"{signature.Meaning} by {signature.Signer} ({signature.Role}), {signature.SignedAt}"));
            }

            Console.Out.WriteLine(Printable.Line($"{export.Details.Summary.Model}@{RegistryOutput.Text(export.Details.Summary.Number)}, content {export.Details.ContentHash}: {(wrong.Count == 0 ? "as it was registered" : "NOT as it was registered")}"));
            return wrong.Count == 0 ? ExitCodes.Done : ExitCodes.Different;
        });
        return command;
    }
}
