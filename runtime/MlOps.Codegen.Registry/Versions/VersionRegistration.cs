using System.Collections.Immutable;
using MlOps.Codegen.Artifacts;
using MlOps.Codegen.Registry.Storage;

namespace MlOps.Codegen.Registry.Versions;

/// <summary>A version of a model, as it is handed to the registry. None of it can be changed later: a change is a new version.</summary>
public sealed record VersionRegistration
{
    /// <summary>The model's name.</summary>
    public required string Model { get; init; }

    /// <summary>The version's number, from 1; null for the next.</summary>
    public long? Number { get; init; }

    /// <summary>The project of a model that is not registered yet.</summary>
    public string Project { get; init; } = "default";

    /// <summary>What the model is for, of a model that is not registered yet.</summary>
    public string Purpose { get; init; } = "";

    /// <summary>Who answers for a model that is not registered yet; null for its author.</summary>
    public string? Owner { get; init; }

    /// <summary>What is new in this version.</summary>
    public string Description { get; init; } = "";

    /// <summary>The name of the model file, without folders.</summary>
    public required string SourceName { get; init; }

    /// <summary>The bytes of the model file.</summary>
    public required ReadOnlyMemory<byte> Source { get; init; }

    /// <summary>The plan that the file was compiled to, as text.</summary>
    public required string IntermediateText { get; init; }

    /// <summary>The model's element, such as <c>MiningModel</c>.</summary>
    public required string Element { get; init; }

    /// <summary>What the model does, such as <c>classification</c>.</summary>
    public required string Function { get; init; }

    /// <summary>The program that compiled it, and its version.</summary>
    public required ManifestGenerator Generator { get; init; }

    /// <summary>The columns that a row must bring.</summary>
    public required ImmutableArray<ManifestColumn> Inputs { get; init; }

    /// <summary>The columns that a scored row has.</summary>
    public required ImmutableArray<ManifestColumn> Outputs { get; init; }

    /// <summary>For each output, what it hangs on.</summary>
    public ImmutableArray<ManifestLineage> Lineage { get; init; } = [];

    /// <summary>The generated files and the options that they were generated with, by target.</summary>
    public ImmutableArray<RegisteredArtifact> Artifacts { get; init; } = [];

    /// <summary>Words to find the version by.</summary>
    public ImmutableArray<string> Tags { get; init; } = [];

    /// <summary>The data that it was made from and measured on.</summary>
    public ImmutableArray<DatasetUse> Datasets { get; init; } = [];

    /// <summary>The versions that it needs, such as one whose score is an input; each with its number.</summary>
    public ImmutableArray<VersionReference> DependsOn { get; init; } = [];

    /// <summary>The SHA-256 of the columns that a row must bring: versions with the same one take the same rows.</summary>
    public string InputSchemaHash()
    {
        CanonicalForm form = new CanonicalForm().Text("mlops-registry-inputs-1").Integer(Inputs.Length);
        foreach (ManifestColumn input in Inputs)
        {
            form.Text(input.Name).Text(input.Type).Text(input.OpType);
        }

        return form.Hash();
    }

    /// <summary>The SHA-256 of all that makes the version what it is, but for its number: what an approval and a signature speak of.</summary>
    public string ContentHash()
    {
        CanonicalForm form = new CanonicalForm()
            .Text("mlops-registry-version-1")
            .Text(Model)
            .Text(SourceName)
            .Text(ArtifactFile.HashOf(Source.Span))
            .Text(ArtifactFile.HashOf(System.Text.Encoding.UTF8.GetBytes(IntermediateText)))
            .Text(InputSchemaHash())
            .Text(Generator.Name)
            .Text(Generator.Version);
        foreach (ManifestColumn output in Outputs)
        {
            form.Text("output").Text(output.Name).Text(output.Type);
        }

        foreach (RegisteredArtifact artifact in Artifacts.OrderBy(artifact => artifact.Target, StringComparer.Ordinal))
        {
            form.Text("target").Text(artifact.Target);
            foreach ((string name, string value) in artifact.Options)
            {
                form.Text("option").Text(name).Text(value);
            }

            foreach (ArtifactFile file in artifact.Files.OrderBy(file => file.Path, StringComparer.Ordinal))
            {
                form.Text("file").Text(file.Path).Text(file.Hash);
            }
        }

        foreach (DatasetUse dataset in Datasets.OrderBy(dataset => dataset.Name, StringComparer.Ordinal).ThenBy(dataset => dataset.Role, StringComparer.Ordinal))
        {
            form.Text("dataset").Text(dataset.Role).Text(dataset.Name).Text(dataset.AsOf).Text(dataset.Digest);
        }

        foreach (VersionReference upstream in DependsOn.OrderBy(upstream => upstream.ToString(), StringComparer.Ordinal))
        {
            form.Text("needs").Text(upstream.ToString());
        }

        return form.Hash();
    }
}

/// <summary>What was generated for a target.</summary>
/// <param name="Target">The target, such as <c>postgres</c>.</param>
/// <param name="Options">What was asked for, in the order of the names.</param>
/// <param name="Files">The files, the manifest among them.</param>
public sealed record RegisteredArtifact(string Target, ImmutableSortedDictionary<string, string> Options, ImmutableArray<ArtifactFile> Files);

/// <summary>A dataset as it was at some time, and what a version used it for.</summary>
/// <param name="Role"><c>training</c>, <c>validation</c>, <c>test</c> or <c>baseline</c>.</param>
/// <param name="Name">Its name, such as that of a table.</param>
/// <param name="AsOf">The time whose content it is, or another mark of its state; at most 200 characters.</param>
/// <param name="Digest">A digest of its content, by whatever made it.</param>
/// <param name="QueryHash">The SHA-256 of the query that it is the result of; null where it is none.</param>
/// <param name="SchemaHash">The SHA-256 of its columns; null where not known.</param>
/// <param name="RowCount">How many rows it has; null where not known.</param>
public sealed record DatasetUse(
    string Role, string Name, string AsOf, string Digest, string? QueryHash = null, string? SchemaHash = null, long? RowCount = null)
{
    /// <summary>What a dataset may be used for.</summary>
    public static ImmutableArray<string> Roles { get; } = ["training", "validation", "test", "baseline"];
}
