using System.Buffers;
using System.Text;
using System.Text.Json;
using MlOps.Codegen.Artifacts;
using MlOps.Codegen.Cli.Targets;
using MlOps.Codegen.Cli.Verification;
using MlOps.Codegen.Plan.Verification;
using MlOps.Codegen.Registry;
using MlOps.Codegen.Registry.Life;
using MlOps.Codegen.Registry.Queries;
using MlOps.Codegen.Sql.Strategies;

namespace MlOps.Codegen.Cli.Registry;

/// <summary>A registered version, compiled again from what the registry keeps.</summary>
internal static class RegisteredModel
{
    /// <summary>Compiles a version from the registry alone.</summary>
    /// <typeparam name="T">What is made of the model.</typeparam>
    /// <param name="registry">The registry.</param>
    /// <param name="version">The version.</param>
    /// <param name="use">Makes something of the model.</param>
    public static T Use<T>(ModelRegistry registry, VersionDetails version, Func<LoadedModel, T> use)
    {
        // Readers want files; this one is gone when they are done.
        string folder = Directory.CreateTempSubdirectory("mlops-registry-").FullName;
        try
        {
            string path = Path.Combine(folder, "model" + Path.GetExtension(Path.GetFileName(version.SourceName)));
            foreach (var file in version.Files.Where(file => file.Target == BringsModel(version)))
            {
                // Among them are the files that the model names.
                string beside = Path.Combine(folder, file.Path);
                Directory.CreateDirectory(Path.GetDirectoryName(beside)!);
                File.WriteAllBytes(beside, registry.Content(file.Sha256));
            }

            File.WriteAllBytes(path, registry.Content(version.SourceHash));
            bool isOrdinary = version.Options.Any(option => option.Name == ArtifactBuilder.OrdinaryInputs);
            return use(ModelLoader.Load(path, version.Summary.Model, isOrdinary, new RegisteredVersions(registry)));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string? BringsModel(VersionDetails version) =>
        version.Files.FirstOrDefault(file => Path.GetFileNameWithoutExtension(file.Path) == Manifest.ModelName)?.Target;

    /// <summary>Uses the artifact of a version as it was registered, in a folder that is gone afterwards.</summary>
    /// <typeparam name="T">What is made of the artifact.</typeparam>
    /// <param name="registry">The registry.</param>
    /// <param name="version">The version.</param>
    /// <param name="target">The target.</param>
    /// <param name="use">Makes something of the artifact.</param>
    /// <exception cref="CommandFailure">The version was registered without files for the target.</exception>
    public static T WithArtifact<T>(ModelRegistry registry, VersionReference version, TargetEntry target, Func<LoadedArtifact, T> use)
    {
        VersionDetails details = registry.Show(version);
        ArtifactFile[] files = [.. details.Files.Where(file => file.Target == target.Name).Select(file => new ArtifactFile(file.Path, registry.Content(file.Sha256)))];
        if (files.Length == 0)
        {
            throw new CommandFailure(ExitCodes.Usage, $"{version} was registered without files for {target.Name}");
        }

        string folder = Directory.CreateTempSubdirectory("mlops-registry-").FullName;
        try
        {
            foreach (ArtifactFile file in files)
            {
                string path = Path.Combine(folder, file.Path);
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                using FileStream stream = File.Create(path);
                stream.Write(file.Content.Span);
            }

            return use(LoadedArtifact.Load(folder));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Compares a target with the reference evaluator, on the registered model file.</summary>
    /// <param name="registry">The registry.</param>
    /// <param name="version">The version.</param>
    /// <param name="target">The target.</param>
    /// <param name="connection">How to connect to it.</param>
    /// <param name="rows">How many boundary rows to compare at most.</param>
    /// <returns>The certificate; null where something differs.</returns>
    public static ParityCertificate? Certify(ModelRegistry registry, VersionDetails version, TargetEntry target, string? connection, int rows) =>
        Use(registry, version, model =>
        {
            Strategy strategy = ModelStrategy.Choose(target, model, StrategyNames.Auto, installs: false);
            using IRowScorer scorer = target.Connect(model.Plan, connection, strategy);
            var verifier = new Verifier(model, target.Name, scorer);
            var checks = new List<CheckResult>();
            if (RecordedRows.Of(model, verifier.Inputs) is { } recorded)
            {
                checks.Add(verifier.Check("rows recorded in the file (ModelVerification)", recorded.Rows, "the file", recorded.Columns, static _ => { }, CancellationToken.None));
            }

            checks.Add(verifier.Check(
                "generated boundary rows",
                BoundaryRows.Of(model.Plan, rows).Select(row => new VerificationRow(verifier.Widen(row), [])),
                null,
                [],
                static _ => { },
                CancellationToken.None));
            if (!checks.TrueForAll(check => check.IsSame))
            {
                foreach (CheckResult check in checks)
                {
                    VerificationText.Write(Console.Error, check, verifier.Inputs);
                }

                return null;
            }

            var bytes = new ArrayBufferWriter<byte>();
            using (var writer = new Utf8JsonWriter(bytes))
            {
                VerificationJson.Write(
                    writer, version.SourceName, target.Name, target.Database is null ? null : StrategyNames.Of(strategy), same: true, checks, verifier.Inputs);
            }

            long compared = checks.Sum(check => check.Parities.Length == 0 ? 0 : check.Parities[0].Rows);
            return new ParityCertificate(target.Name, compared, version.SourceHash, Encoding.UTF8.GetString(bytes.WrittenSpan));
        });
}
