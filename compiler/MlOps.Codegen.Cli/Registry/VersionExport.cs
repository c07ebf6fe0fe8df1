using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using MlOps.Codegen.Artifacts;
using MlOps.Codegen.Registry;
using MlOps.Codegen.Registry.Audit;
using MlOps.Codegen.Registry.Queries;
using MlOps.Codegen.Registry.Signatures;
using MlOps.Codegen.Registry.Versions;

namespace MlOps.Codegen.Cli.Registry;

/// <summary>A version as a folder: all that the registry knows of it, and every file, so that anybody can check it without the registry.</summary>
/// <param name="Details">What the registry knows.</param>
/// <param name="Columns">For each output, the features and columns that it hangs on.</param>
/// <param name="Audit">The events of the version, the latest first.</param>
/// <param name="Head">The end of the chain when it was exported.</param>
internal sealed record VersionExport(VersionDetails Details, ImmutableArray<ColumnOrigin> Columns, ImmutableArray<AuditEvent> Audit, AuditHead Head)
{
    private const string DetailsFile = "version.json";
    private const string PlanFile = "plan.txt";
    private const string SourceFolder = "source";
    private const int MostEvents = 10_000;

    /// <summary>Writes a version into a folder, which must not be there yet, or be what would be written.</summary>
    /// <param name="registry">The registry.</param>
    /// <param name="reference">The version.</param>
    /// <param name="folder">The folder.</param>
    /// <exception cref="CommandFailure">The folder is there, with something else.</exception>
    public static void Write(ModelRegistry registry, VersionReference reference, string folder)
    {
        LineageGraph graph = registry.Lineage(reference);
        VersionDetails details = graph.Details;
        var export = new VersionExport(details, graph.Columns, registry.Audit(MostEvents, graph.Version.ToString()), registry.Head());

        if (Path.Exists(folder))
        {
            // A command that was ended after its last step may be repeated.
            if (File.Exists(Path.Combine(folder, DetailsFile)) && Parse(folder) is { } there && there.Head == export.Head && there.Details.ContentHash == details.ContentHash
                && there.Details.Summary.Number == details.Summary.Number)
            {
                return;
            }

            throw new CommandFailure(ExitCodes.Usage, $"'{folder}' is there already");
        }

        // The folder is whole or not there; what a command left that was ended is begun anew.
        string staging = $"{Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))}.part";
        if (Directory.Exists(staging))
        {
            Directory.Delete(staging, recursive: true);
        }

        try
        {
            foreach ((ArtifactFile file, string sha256) in FilesOf(details))
            {
                string path = Path.Combine(staging, file.Path);
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                File.WriteAllBytes(path, registry.Content(sha256));
            }

            File.WriteAllText(Path.Combine(staging, DetailsFile), JsonSerializer.Serialize(export, RegistryOutput.JsonOptions) + "\n");
            Directory.Move(staging, Path.GetFullPath(folder));
        }
        finally
        {
            if (Directory.Exists(staging))
            {
                Directory.Delete(staging, recursive: true);
            }
        }
    }

    /// <summary>Reads a version, and makes sure that its files and its account are those that the content's hash speaks of.</summary>
    /// <param name="folder">The folder.</param>
    /// <returns>The account, and the version to register.</returns>
    /// <exception cref="CommandFailure">It is no export, or a file or the account was changed.</exception>
    public static (VersionExport Export, VersionRegistration Registration) Read(string folder)
    {
        VersionExport export = Parse(folder);
        VersionDetails details = export.Details;
        var contents = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach ((ArtifactFile file, string sha256) in FilesOf(details))
        {
            string path = Path.Combine(folder, file.Path);
            byte[] content = File.Exists(path)
                ? File.ReadAllBytes(path)
                : throw new CommandFailure(ExitCodes.Different, $"'{folder}' lacks {file.Path}");
            contents[sha256] = ArtifactFile.HashOf(content) == sha256
                ? content
                : throw new CommandFailure(ExitCodes.Different, $"{file.Path} in '{folder}' is not the file that was registered");
        }

        var registration = new VersionRegistration
        {
            Model = details.Summary.Model,
            Project = details.Summary.Project,
            Purpose = details.Purpose,
            Owner = details.Owner,
            Description = details.Summary.Description,
            SourceName = details.SourceName,
            Source = contents[details.SourceHash],
            IntermediateText = Encoding.UTF8.GetString(contents[details.IntermediateHash]),
            Element = details.Element,
            Function = details.Summary.Function,
            Generator = details.Generator,
            Inputs = details.Inputs,
            Outputs = details.Outputs,
            Lineage = [.. export.Columns.Select(column => new ManifestLineage(column.Output, column.Features, column.Columns))],
            Artifacts =
            [
                .. details.Files.GroupBy(file => file.Target).Select(target => new RegisteredArtifact(
                    target.Key,
                    details.Options.Where(option => option.Target == target.Key).ToImmutableSortedDictionary(option => option.Name, option => option.Value, StringComparer.Ordinal),
                    [.. target.Select(file => new ArtifactFile(file.Path, contents[file.Sha256]))])),
            ],
            Tags = details.Tags,
            Datasets = details.Datasets,
            DependsOn = details.DependsOn,
        };
        return registration.ContentHash() == details.ContentHash
            ? (export, registration)
            : throw new CommandFailure(ExitCodes.Different, $"the account in '{folder}' is not that of its content: it was changed");
    }

    /// <summary>What is wrong with the signatures: those that are not their key's, or not of this version.</summary>
    public IEnumerable<string> BadSignatures() => Details.Signatures
        .Where(signature => !signature.IsValid()
            || signature.ContentHash != Details.ContentHash
            || signature.Version != new VersionReference(Details.Summary.Model, Details.Summary.Number))
        .Select(signature => $"the signature of {signature.Signer} ({signature.Meaning}) is not valid");

    private static VersionExport Parse(string folder)
    {
        string path = Path.Combine(folder, DetailsFile);
        if (!File.Exists(path))
        {
            throw new CommandFailure(ExitCodes.Usage, $"'{folder}' is no exported version: it has no {DetailsFile}");
        }

        try
        {
            return JsonSerializer.Deserialize<VersionExport>(File.ReadAllText(path), RegistryOutput.JsonOptions) is { Details: not null } export
                ? export
                : throw new JsonException();
        }
        catch (JsonException exception)
        {
            throw new CommandFailure(ExitCodes.Usage, $"{path} is no account of a version: {exception.Message}");
        }
    }

    // The paths of the files, which are checked by the type that holds them: an account may have been written by anybody.
    private static IEnumerable<(ArtifactFile File, string Sha256)> FilesOf(VersionDetails details)
    {
        (string Path, string Sha256)[] files =
        [
            (PlanFile, details.IntermediateHash),
            ($"{SourceFolder}/{details.SourceName}", details.SourceHash),
            .. details.Files.Select(file => ($"{file.Target}/{file.Path}", file.Sha256)),
        ];
        try
        {
            return [.. files.Select(file => (new ArtifactFile(file.Path, ReadOnlyMemory<byte>.Empty), file.Sha256))];
        }
        catch (ArgumentException exception)
        {
            throw new CommandFailure(ExitCodes.Usage, exception.Message);
        }
    }
}
