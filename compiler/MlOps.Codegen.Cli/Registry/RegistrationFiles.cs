using System.Collections.Immutable;
using System.Globalization;
using MlOps.Codegen.Artifacts;
using MlOps.Codegen.Compiler.Pmml;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Registry.Versions;

namespace MlOps.Codegen.Cli.Registry;

/// <summary>Makes a version to register from a model file, or from folders that were compiled from one.</summary>
internal static class RegistrationFiles
{
    /// <summary>Reads what is to be registered.</summary>
    /// <param name="paths">A model file, or folders of artifacts made from the same model file.</param>
    /// <param name="name">The model's name; null for the artifact's, or the file's.</param>
    /// <exception cref="CommandFailure">It is none of the two, or the folders are of different models.</exception>
    public static VersionRegistration Read(IReadOnlyList<string> paths, string? name) =>
        paths is [var file] && !Directory.Exists(file) ? FromFile(file, name) : FromFolders(paths, name);

    private static VersionRegistration FromFile(string file, string? name)
    {
        LoadedModel model = ModelLoader.Load(file, name);
        if (!model.Source.Files.IsEmpty)
        {
            throw new CommandFailure(
                ExitCodes.Usage, $"'{file}' consists of several files; compile it for a database, and register the folder, which brings them along");
        }

        return Of(model, name ?? Path.GetFileNameWithoutExtension(file), Path.GetFileName(file), null, []);
    }

    private static VersionRegistration FromFolders(IReadOnlyList<string> folders, string? name)
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

        LoadedModel model = ModelLoader.Load(path, first.Name, first.Options.ContainsKey(ArtifactBuilder.OrdinaryInputs));
        return Of(model, name ?? first.Name, first.Source.File, VersionOf(first), [.. artifacts.Select(artifact => FilesOf(artifact.Folder, artifact.Manifest))])
            with { Generator = first.Generator };
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
