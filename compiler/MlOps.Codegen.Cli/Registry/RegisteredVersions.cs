using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using MlOps.Codegen.Artifacts;
using MlOps.Codegen.Dsl;
using MlOps.Codegen.Plan.Sources;
using MlOps.Codegen.Registry;
using MlOps.Codegen.Registry.Queries;

namespace MlOps.Codegen.Cli.Registry;

/// <summary>A registered version that a model is made of.</summary>
/// <param name="Name">The registered model's name.</param>
/// <param name="Version">The version's number.</param>
/// <param name="Sha256">The SHA-256 of its model file.</param>
/// <param name="State">How it stands; null where no registry was asked.</param>
/// <param name="Slots">The slots that it stands in.</param>
internal sealed record RegisteredUse(string Name, int Version, string Sha256, string? State, ImmutableArray<string> Slots)
{
    /// <summary>The version and how it stands, for people.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Name}@{Version} ({State ?? "the registry was not asked"}{string.Concat(Slots.Select(slot => $", {slot}"))})");
}

/// <summary>Finds the registered models that pipelines name. The registry is opened when the first one is asked for.</summary>
/// <param name="registry">The registry.</param>
internal sealed class RegisteredVersions(ModelRegistry registry)
{
    private readonly Dictionary<VersionReference, (RegisteredAnswer Answer, VersionDetails? Details)> asked = [];

    /// <summary>The option by which commands that read models are told of a registry.</summary>
    public static Option<string?> Option() => new("--registry")
    {
        Description = $"The registry with the registered models that a pipeline names; by default what {RegistryOptions.Variable} says, else none.",
    };

    /// <summary>The registry that a command is told of; null for none.</summary>
    /// <param name="location">What the option says.</param>
    /// <exception cref="CommandFailure">It is no place of a registry.</exception>
    public static RegisteredVersions? At(string? location)
    {
        if ((location ?? Environment.GetEnvironmentVariable(RegistryOptions.Variable)) is not { Length: > 0 } place)
        {
            return null;
        }

        RegisteredVersions? versions = null;
        RegistryOptions.Guarded(() =>
        {
            versions = new RegisteredVersions(ModelRegistry.At(place));
            return ExitCodes.Done;
        });
        return versions;
    }

    /// <summary>Answers for the registry; <see cref="RegisteredModels"/>.</summary>
    /// <param name="name">The name of a registered model.</param>
    /// <param name="version">The number of a version.</param>
    public RegisteredAnswer Find(string name, int version) => Ask(new VersionReference(name, version)).Answer;

    /// <summary>How a version that was found stands.</summary>
    /// <param name="part">The version.</param>
    public RegisteredUse Use(RegisteredPart part)
    {
        VersionSummary? summary = Ask(new VersionReference(part.Name, part.Version)).Details?.Summary;
        return new RegisteredUse(
            part.Name,
            part.Version,
            part.Sha256,
            summary is null ? null : RegistryOutput.Text(summary.State),
            [.. summary?.Slots.Select(slot => RegistryOutput.Text(slot)) ?? []]);
    }

    private (RegisteredAnswer Answer, VersionDetails? Details) Ask(VersionReference reference)
    {
        if (!asked.TryGetValue(reference, out (RegisteredAnswer Answer, VersionDetails? Details) known))
        {
            try
            {
                VersionDetails details = registry.Show(reference);
                known = (new RegisteredAnswer(Version(details), ""), details);
            }
            catch (RegistryFailure failure)
            {
                known = (new RegisteredAnswer(null, $"the registry {registry.Place} does not give '{reference.Model}' version {reference.Number}: {failure.Message}"), null);
            }

            asked.Add(reference, known);
        }

        return known;
    }

    private RegisteredVersion Version(VersionDetails details)
    {
        string? target = details.Files.FirstOrDefault(file => Path.GetFileNameWithoutExtension(file.Path) == Manifest.ModelName)?.Target;
        return new RegisteredVersion(
            Path.GetExtension(details.SourceName).ToLowerInvariant(),
            registry.Content(details.SourceHash),
            name => details.Files.FirstOrDefault(file => file.Target == target && file.Path == name) is { } file ? registry.Content(file.Sha256) : null);
    }
}
