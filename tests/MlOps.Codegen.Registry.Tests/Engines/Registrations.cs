using System.Collections.Immutable;
using System.Text;
using MlOps.Codegen.Artifacts;
using MlOps.Codegen.Registry.Life;
using MlOps.Codegen.Registry.Versions;

namespace MlOps.Codegen.Registry.Tests.Engines;

/// <summary>Versions to register.</summary>
internal static class Registrations
{
    public static VersionRegistration Of(string model, string source) => new()
    {
        Model = model,
        SourceName = $"{model}.pmml",
        Source = Encoding.UTF8.GetBytes(source),
        IntermediateText = $"plan of {source}",
        Element = "RegressionModel",
        Function = "regression",
        Generator = new ManifestGenerator("mlops", "1.2.3"),
        Inputs = [new ManifestColumn("age", "double", "continuous"), new ManifestColumn("Größe", "string", null)],
        Outputs = [new ManifestColumn("score", "double", null)],
        Lineage = [new ManifestLineage("score", ["scaled age"], ["age", "Größe"])],
        Artifacts =
        [
            new RegisteredArtifact(
                "sqlite",
                ImmutableSortedDictionary.CreateRange([KeyValuePair.Create("schema", "mlops")]),
                [new ArtifactFile("install.sql", $"-- {source}\n{new string('x', 500)}"), new ArtifactFile("manifest.json", "{}")]),
        ],
        Tags = ["credit", "2026"],
        Datasets = [new DatasetUse("training", "sales.customers", "2026-01-31", new string('d', 64), RowCount: 1000)],
    };

    public static ParityCertificate Certificate(string source, string target = "sqlite") =>
        new(target, 100, ArtifactFile.HashOf(Encoding.UTF8.GetBytes(source)), "{\"same\": true}");
}
