using System.CommandLine;
using System.Globalization;
using System.Text;
using MlOps.Codegen.Artifacts;
using MlOps.Codegen.Cli.Deploying;
using MlOps.Codegen.Cli.Registry;
using MlOps.Codegen.Cli.Targets;
using MlOps.Codegen.Deployment.Databases;
using MlOps.Codegen.Registry;
using MlOps.Codegen.Registry.Queries;

namespace MlOps.Codegen.Cli.Commands;

/// <summary>The commands that keep account of what is installed where, and find what differs from it.</summary>
internal static class RegistryInstalled
{
    public static IEnumerable<Command> Create() => [Installed(), Drift()];

    private static Option<string> Place() => new("--place") { Description = "The database, by a name that people know.", Required = true };

    private static Command Installed()
    {
        var options = new RegistryOptions();
        Argument<string> version = RegistryCommand.Version();
        Option<string> target = CommonSymbols.Target();
        Option<string?> connection = CommonSymbols.Connection();
        Option<string> place = Place();
        var command = new Command(
            "installed",
            """
            Keeps the hashes of a version's objects as a database defines them, to find later whether somebody changed them.

            Example:
              mlops registry installed churn@3 --place production --target postgres --connection "Host=…" --reason "release 7"
            """)
        {
            version, place, target, connection,
        };
        return options.Changes(command, (parsed, registry, change) =>
        {
            var reference = VersionReference.Parse(parsed.GetRequiredValue(version));
            (string Name, string Hash)[] objects = Objects(registry, reference, parsed.GetRequiredValue(target), parsed.GetValue(connection));
            if (objects.Length == 0)
            {
                throw new CommandFailure(ExitCodes.Usage, $"{reference} is not installed there; 'mlops deploy' installs it");
            }

            registry.RecordInstalled(reference, parsed.GetRequiredValue(target), parsed.GetRequiredValue(place), objects, change);
            return RegistryOutput.Write(options.Json(parsed), objects.Select(each => new { name = each.Name, sha256 = each.Hash }), writer =>
            {
                foreach ((string name, string hash) in objects)
                {
                    writer.WriteLine(Printable.Line($"{name}, definition sha256 {hash}"));
                }
            });
        });
    }

    private static Command Drift()
    {
        var options = new RegistryOptions();
        Argument<string> version = RegistryCommand.Version();
        Option<string> target = CommonSymbols.Target();
        Option<string?> connection = CommonSymbols.Connection();
        Option<string> place = Place();
        var command = new Command(
            "drift",
            "Compares a version's objects in a database with what 'installed' kept. Exit code 1: one was changed, or is gone.")
        {
            version, place, target, connection,
        };
        return options.Reads(command, (parsed, registry) =>
        {
            var reference = VersionReference.Parse(parsed.GetRequiredValue(version));
            IReadOnlyList<DeployedObject> kept = registry.Installed(reference, parsed.GetRequiredValue(target), parsed.GetRequiredValue(place));
            if (kept.Count == 0)
            {
                throw new CommandFailure(ExitCodes.Usage, $"nothing is kept of {reference} in '{parsed.GetRequiredValue(place)}'; 'mlops registry installed' keeps it");
            }

            var found = Objects(registry, reference, parsed.GetRequiredValue(target), parsed.GetValue(connection)).ToDictionary(each => each.Name, each => each.Hash);
            var compared = kept
                .Select(each => new
                {
                    name = each.Name,
                    kept = each.DefinitionHash,
                    found = found.GetValueOrDefault(each.Name),
                    state = !found.TryGetValue(each.Name, out string? hash) ? "gone" : hash == each.DefinitionHash ? "same" : "changed",
                })
                .ToArray();
            RegistryOutput.Write(options.Json(parsed), compared, writer =>
            {
                foreach (var each in compared)
                {
                    writer.WriteLine(Printable.Line($"{each.name}: {each.state}"));
                }
            });
            return compared.All(each => each.state == "same") ? ExitCodes.Done : ExitCodes.Different;
        });
    }

    private static (string Name, string Hash)[] Objects(ModelRegistry registry, VersionReference reference, string targetName, string? connection)
    {
        TargetEntry target = TargetCatalog.Find(targetName);
        if (target.Database is not { } databaseTarget)
        {
            throw new CommandFailure(ExitCodes.Usage, $"the target {target.Name} is no database");
        }

        using Database database = DatabaseConnection.Open(target, databaseTarget, connection);
        return RegisteredModel.WithArtifact(registry, reference, target, artifact => Objects(artifact, database));
    }

    /// <summary>The scoring object of a version and the scores of its table, and the hash of each's definition, as a database has them.</summary>
    /// <param name="artifact">The version.</param>
    /// <param name="database">The database.</param>
    public static (string Name, string Hash)[] Objects(LoadedArtifact artifact, Database database)
    {
        string version = string.Create(CultureInfo.InvariantCulture, $"{artifact.Names.Stem}_v{artifact.Options.Version}");
        return
        [
            .. ((string[])[version, $"{version}_rows"])
                .Select(name => (Name: name, Definitions: database.Definitions(artifact.Options.Schema, name, null)))
                .Where(each => each.Definitions.Count > 0)
                .Select(each => (each.Name, ArtifactFile.HashOf(Encoding.UTF8.GetBytes(string.Join('\0', each.Definitions))))),
        ];
    }
}
