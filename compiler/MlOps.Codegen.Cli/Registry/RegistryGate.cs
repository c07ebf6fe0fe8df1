using System.CommandLine;
using MlOps.Codegen.Artifacts;
using MlOps.Codegen.Registry;
using MlOps.Codegen.Registry.Life;

namespace MlOps.Codegen.Cli.Registry;

/// <summary>Has commands that touch databases ask the registry first, and tell it afterwards, where they are told of one.</summary>
internal sealed class RegistryGate
{
    private readonly Option<string?> registry = new("--registry")
    {
        Description = $"The registry to ask and to tell; by default what {RegistryOptions.Variable} says, else none.",
    };

    private readonly Option<string?> who = new("--as") { Description = "Who does this, as the registry keeps it; by default the user's account." };

    private readonly Option<string?> reason = new("--reason") { Description = "Why, as the registry keeps it." };

    /// <summary>Gives a command the option that names the registry, where it has others for who and why.</summary>
    /// <param name="command">The command.</param>
    public void AddPlaceTo(Command command) => command.Add(registry);

    /// <summary>Gives a command the options.</summary>
    /// <param name="command">The command.</param>
    public void AddTo(Command command)
    {
        AddPlaceTo(command);
        command.Add(who);
        command.Add(reason);
    }

    /// <summary>The registry; null where the command is told of none.</summary>
    /// <param name="parsed">The command line.</param>
    public ModelRegistry? Open(ParseResult parsed) =>
        (parsed.GetValue(registry) ?? Environment.GetEnvironmentVariable(RegistryOptions.Variable)) is { Length: > 0 } location ? ModelRegistry.At(location) : null;

    /// <summary>Whether the command line itself names the registry.</summary>
    /// <param name="parsed">The command line.</param>
    public bool IsNamed(ParseResult parsed) => parsed.GetValue(registry) is not null;

    /// <summary>Who, and why.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="otherwise">Why, where nobody said.</param>
    public Change Change(ParseResult parsed, string otherwise) => new(parsed.GetValue(who) ?? Environment.UserName, parsed.GetValue(reason) ?? otherwise);

    /// <summary>The version that an artifact is, to the byte.</summary>
    /// <param name="registry">The registry.</param>
    /// <param name="artifact">The artifact, whose files are those of its manifest.</param>
    /// <param name="slot">The slot that the version is to stand in; null where it does not matter.</param>
    /// <exception cref="CommandFailure">It is not registered, or may not stand there.</exception>
    public static VersionReference Require(ModelRegistry registry, LoadedArtifact artifact, Slot? slot)
    {
        VersionReference? found = null;
        RegistryOptions.Guarded(() =>
        {
            string manifest = ArtifactFile.HashOf(File.ReadAllBytes(Path.Combine(artifact.Folder, Manifest.FileName)));
            VersionReference[] versions = [.. registry.VersionsWith(artifact.Target.Name, manifest)];
            if (versions.Length == 0)
            {
                throw new CommandFailure(
                    ExitCodes.Unreachable,
                    $"'{artifact.Folder}' is no version of {artifact.Options.Name} in the registry {registry.Place}: it was not registered, or was changed since; 'mlops registry register' registers it");
            }

            (VersionReference Version, string? Refusal)[] asked = [.. versions.Select(version => (version, slot is { } wanted ? registry.WhyNot(version, wanted) : null))];
            found = asked.FirstOrDefault(each => each.Refusal is null).Version
                ?? throw new CommandFailure(ExitCodes.Unreachable, $"the registry refuses: {asked[0].Refusal}");
            return ExitCodes.Done;
        });
        return found!;
    }

    /// <summary>Makes sure that the version before one may stand in a slot.</summary>
    /// <param name="registry">The registry.</param>
    /// <param name="version">The version.</param>
    /// <param name="slot">The slot.</param>
    /// <exception cref="CommandFailure">It may not, or is not registered.</exception>
    public static void RequireFormer(ModelRegistry registry, VersionReference version, Slot slot) => RegistryOptions.Guarded(() =>
        version.Number is > 1 and { } number && registry.WhyNot(new VersionReference(version.Model, number - 1), slot) is { } refusal
            ? throw new CommandFailure(ExitCodes.Unreachable, $"the registry refuses: {refusal}")
            : ExitCodes.Done);
}
