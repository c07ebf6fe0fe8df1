using System.Collections.Immutable;
using System.Globalization;
using MlOps.Codegen.Artifacts;
using MlOps.Codegen.Cli.Targets;
using MlOps.Codegen.Plan.Targets;
using MlOps.Codegen.Sql.Scripts;

namespace MlOps.Codegen.Cli;

/// <summary>A compiled folder that a database gets: its scripts, and the model that they were made from.</summary>
/// <param name="Folder">The folder.</param>
/// <param name="Manifest">Its manifest, which accounts for every file.</param>
/// <param name="Target">The database's target.</param>
/// <param name="Database">The same as a database.</param>
/// <param name="Options">What things were called.</param>
internal sealed record LoadedArtifact(string Folder, Manifest Manifest, TargetEntry Target, DatabaseTarget Database, GenerationOptions Options)
{
    /// <summary>Reads a folder that <c>mlops compile</c> wrote for a database and a table with a key.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="CommandFailure">It is no such folder, or a file of it was changed.</exception>
    public static LoadedArtifact Load(string folder)
    {
        Manifest manifest;
        try
        {
            manifest = ArtifactFolder.Read(folder);
        }
        catch (FormatException exception)
        {
            throw new CommandFailure(ExitCodes.Unreachable, $"{exception.Message}; compile the model again");
        }

        if (TargetCatalog.Entries.FirstOrDefault(entry => entry.Name == manifest.Target) is not { Database: { } database } target)
        {
            throw new CommandFailure(ExitCodes.Usage, $"'{folder}' was compiled for {manifest.Target}, which is no database");
        }

        GenerationOptions options = OptionsOf(manifest);
        if (options.SourceTable is null || options.KeyColumns.IsEmpty)
        {
            throw new CommandFailure(ExitCodes.Usage, $"'{folder}' was compiled without a table: give mlops compile --table and --key");
        }

        return new LoadedArtifact(folder, manifest, target, database, options);
    }

    /// <summary>What the scripts call things.</summary>
    public ScriptNames Names { get; } = new(Database.Sql.Dialect, Options);

    /// <summary>Whether it was promised that numbers of the table are ordinary.</summary>
    public bool HasOrdinaryInputs => Manifest.Options.ContainsKey(ArtifactBuilder.OrdinaryInputs);

    /// <summary>The text of a script.</summary>
    /// <param name="name">Its file's name, such as <c>install.sql</c>.</param>
    /// <exception cref="CommandFailure">There is none.</exception>
    public string Script(string name) => Manifest.Files.Any(file => file.Path == name)
        ? File.ReadAllText(Path.Combine(Folder, name))
        : throw new CommandFailure(ExitCodes.Usage, $"'{Folder}' has no {name}");

    /// <summary>Whether there is a script.</summary>
    /// <param name="name">Its file's name.</param>
    public bool Has(string name) => Manifest.Files.Any(file => file.Path == name);

    /// <summary>The model that the scripts were made from.</summary>
    /// <exception cref="CommandFailure">This program does not take the model, or not for the target.</exception>
    public LoadedModel LoadModel()
    {
        ImmutableArray<string> models = [.. Manifest.Files.Select(file => file.Path).Where(path => Path.GetFileNameWithoutExtension(path) == Manifest.ModelName)];
        return models is [var model]
            ? ModelLoader.LoadFor(Target, Path.Combine(Folder, model), Options.Name, HasOrdinaryInputs)
            : throw new CommandFailure(ExitCodes.Unreachable, $"'{Folder}' has no model file; compile the model again");
    }

    private static GenerationOptions OptionsOf(Manifest manifest)
    {
        ImmutableSortedDictionary<string, string> given = manifest.Options;
        return new GenerationOptions(
            manifest.Name,
            int.TryParse(given.GetValueOrDefault("version"), NumberStyles.None, CultureInfo.InvariantCulture, out int version) ? version : 1,
            given.GetValueOrDefault("schema", "mlops"),
            given.GetValueOrDefault("sourceSchema"),
            given.GetValueOrDefault("sourceTable"),
            given.GetValueOrDefault("key"))
        {
            CompositeKey =
            [
                .. Enumerable.Range(1, given.Count).Select(i => given.GetValueOrDefault(string.Create(CultureInfo.InvariantCulture, $"{ArtifactBuilder.CompositeKey}{i}")))
                    .TakeWhile(column => column is not null).OfType<string>(),
            ],
            DistributedBy = given.GetValueOrDefault("distributedBy"),
            Watermark = given.GetValueOrDefault("watermark"),
            RegistrySchema = given.GetValueOrDefault("registrySchema"),
        };
    }
}
