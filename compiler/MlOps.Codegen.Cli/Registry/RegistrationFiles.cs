using System.Collections.Immutable;
using System.Globalization;
using MlOps.Codegen.Artifacts;
using MlOps.Codegen.Compiler.Pmml;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Registry;
using MlOps.Codegen.Registry.Versions;

namespace MlOps.Codegen.Cli.Registry;

/// <summary>Makes a version to register from a model file, or from folders that were compiled from one.</summary>
internal static class RegistrationFiles
{
    /// <summary>Reads what is to be registered.</summary>
    /// <param name="paths">A model file, or folders of artifacts made from the same model file.</param>
    /// <param name="name">The model's name; null for the artifact's, or the file's.</param>
    /// <param name="registered">The registry, which is asked for the registered models that a pipeline names.</param>
    /// <returns>The version, which needs those; and how they stand.</returns>
    /// <exception cref="CommandFailure">It is none of the two, or the folders are of different models.</exception>
    public static (VersionRegistration Registration, ImmutableArray<RegisteredUse> Needs) Read(
        IReadOnlyList<string> paths, string? name, RegisteredVersions registered) =>
        paths is [var file] && !Directory.Exists(file) ? FromFile(file, name, registered) : FromFolders(paths, name, registered);

    private static (VersionRegistration, ImmutableArray<RegisteredUse>) FromFile(string file, string? name, RegisteredVersions registered)
    {
        LoadedModel model = ModelLoader.Load(file, name, registered: registered);

        // Registered models are in the registry already.
        if (model.Source.Files.Any(each => !model.Source.Registered.Any(part => each.Name.StartsWith(part.Folder + "/", StringComparison.Ordinal))))
        {
            throw new CommandFailure(
                ExitCodes.Usage, $"'{file}' consists of several files; compile it for a database, and register the folder, which brings them along");
        }

        return (Of(model, name ?? Path.GetFileNameWithoutExtension(file), Path.GetFileName(file), null, []), model.Registered);
    }

    private static (VersionRegistration, ImmutableArray<RegisteredUse>) FromFolders(
        IReadOnlyList<string> folders, string? name, RegisteredVersions registered)
    {
        (string Folder, Manifest Manifest)[] artifacts = [.. folders.Select(folder => (folder, ManifestOf(folder)))];
        Manifest first = artifacts[0].Manifest;
        foreach ((string folder, Manifest manifest) in artifacts)
        {
            if (manifest.Source.Sha256 != first.Source.Sha256 || manifest.Name != first.Name || VersionOf(manifest) != VersionOf(first))
            {
                throw new CommandFailure(
                    ExitCodes.Usage, $"'{folder}' is not of the model file, name and version of '{artifacts[0].Folder}': one version is registered at a time");
            }
        }

        if (artifacts.Select(artifact => artifact.Manifest.Target).Distinct(StringComparer.Ordinal).Count() < artifacts.Length)
        {
            throw new CommandFailure(ExitCodes.Usage, "two of the folders are for the same target");
        }

        string? path = artifacts.SelectMany(artifact => artifact.Manifest.Files
                .Where(file => Path.GetFileNameWithoutExtension(file.Path) == Manifest.ModelName && file.Sha256 == first.Source.Sha256)
                .Select(file => Path.Combine(artifact.Folder, file.Path)))
            .FirstOrDefault();
        if (path is null)
        {
            throw new CommandFailure(ExitCodes.Usage, $"'{folders[0]}' brings no model file along; give a folder compiled for a database too, or the model file");
        }

        LoadedModel model = ModelLoader.Load(path, first.Name, first.Options.ContainsKey(ArtifactBuilder.OrdinaryInputs), registered);
        VersionRegistration registration = Of(model, name ?? first.Name, first.Source.File, VersionOf(first), [.. artifacts.Select(artifact => FilesOf(artifact.Folder, artifact.Manifest))])
            with { Generator = first.Generator };
        return (registration, model.Registered);
    }

    private static VersionRegistration Of(LoadedModel model, string name, string sourceName, long? number, ImmutableArray<RegisteredArtifact> artifacts) => new()
    {
        Model = name,
        Number = number,
        SourceName = sourceName,
        Source = File.ReadAllBytes(model.Path),
        IntermediateText = PlanText.Of(model.Plan),
        Element = model.Source.Element,
        Function = model.Source.Function,
        Generator = new ManifestGenerator("mlops", ArtifactBuilder.Version),
        Inputs = [.. model.Plan.Inputs.Select(input => Column(input.Schema))],
        Outputs = [.. model.Plan.Outputs.Select(output => Column(output.Schema))],
        Lineage = [.. ColumnLineage.OfOutputs(model.Plan).Select(each => new ManifestLineage(each.Name, each.DerivedFields, each.Columns))],
        Artifacts = artifacts,
        DependsOn = [.. model.Source.Registered.Select(part => new VersionReference(part.Name, part.Version))],
    };

    private static ManifestColumn Column(FieldSchema schema) =>
        new(schema.Name, PmmlKeyword.Of(schema.Type), schema.OpType is { } opType ? PmmlKeyword.Of(opType) : null);

    private static RegisteredArtifact FilesOf(string folder, Manifest manifest) => new(
        manifest.Target,
        manifest.Options,
        [
            .. manifest.Files.Select(file => file.Path).Append(Manifest.FileName)
                .Select(path => new ArtifactFile(path, File.ReadAllBytes(Path.Combine(folder, path)))),
        ]);

    private static long VersionOf(Manifest manifest) =>
        long.TryParse(manifest.Options.GetValueOrDefault("version"), NumberStyles.None, CultureInfo.InvariantCulture, out long version) ? version : 1;

    private static Manifest ManifestOf(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new CommandFailure(ExitCodes.Unreachable, $"there is no folder '{folder}'");
        }

        try
        {
            return ArtifactFolder.Read(folder);
        }
        catch (FormatException exception)
        {
            throw new CommandFailure(ExitCodes.Unreachable, $"{exception.Message}; compile the model again");
        }
    }
}
