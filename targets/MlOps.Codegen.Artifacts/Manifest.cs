using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace MlOps.Codegen.Artifacts;

/// <summary>
/// The account of an artifact: from what it was made, by what, what it needs and yields, which outputs hang on which columns,
/// and rows by which anybody can check it. The same artifact has the same manifest, to the byte.
/// </summary>
public sealed record Manifest
{
    /// <summary>The name of the manifest's file in an artifact's folder.</summary>
    public const string FileName = "manifest.json";

    /// <summary>The name, without extension, of the model file that an artifact for a database brings along.</summary>
    public const string ModelName = "model";

    /// <summary>The layout of this file; raised when a reader of the former one would misunderstand it.</summary>
    public int FormatVersion { get; init; } = 1;

    /// <summary>What made the artifact.</summary>
    public required ManifestGenerator Generator { get; init; }

    /// <summary>The model file that it was made from.</summary>
    public required ManifestSource Source { get; init; }

    /// <summary>The name of the generated objects.</summary>
    public required string Name { get; init; }

    /// <summary>Where it runs, such as <c>duckdb</c>.</summary>
    public required string Target { get; init; }

    /// <summary>What was asked for, in the order of their names.</summary>
    public required ImmutableSortedDictionary<string, string> Options { get; init; }

    /// <summary>The columns that a row must bring.</summary>
    public required ImmutableArray<ManifestColumn> Inputs { get; init; }

    /// <summary>The columns that a scored row has.</summary>
    public required ImmutableArray<ManifestColumn> Outputs { get; init; }

    /// <summary>For each output, what it hangs on.</summary>
    public required ImmutableArray<ManifestLineage> Lineage { get; init; }

    /// <summary>For each derived field that an output hangs on, the columns that it hangs on itself.</summary>
    public required ImmutableArray<ManifestDerivedField> DerivedFields { get; init; }

    /// <summary>For each input column that is computed of several tables, how and of what; null where rows come from one table as they are.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImmutableArray<ManifestFeature>? Features { get; init; }

    /// <summary>The registered versions that the model is made of; null where there are none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImmutableArray<ManifestRegistered>? Registered { get; init; }

    /// <summary>The time zones whose clocks are in the code; null where there are none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImmutableArray<ManifestZone>? Zones { get; init; }

    /// <summary>The files of the artifact, without this one.</summary>
    public ImmutableArray<ManifestFile> Files { get; init; } = [];

    /// <summary>Rows at the model's boundaries, with what the reference evaluator yields for them.</summary>
    public required ImmutableArray<ManifestRow> VerificationRows { get; init; }

    /// <summary>The manifest as JSON, ending with a line break.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, ManifestJson.Default.Manifest) + "\n";

    /// <summary>Reads a manifest.</summary>
    /// <param name="json">The text of its file.</param>
    /// <returns>The manifest.</returns>
    /// <exception cref="FormatException">The text is no manifest, or one of a later format.</exception>
    public static Manifest Parse(string json)
    {
        try
        {
            Manifest? manifest = JsonSerializer.Deserialize(json, ManifestJson.Default.Manifest);
            return manifest is { FormatVersion: 1 } ? manifest : throw new FormatException("the manifest has another format");
        }
        catch (JsonException exception)
        {
            throw new FormatException("this is not a manifest", exception);
        }
    }
}

/// <summary>What made an artifact.</summary>
/// <param name="Name">The program.</param>
/// <param name="Version">Its version.</param>
public sealed record ManifestGenerator(string Name, string Version);

/// <summary>The model file that an artifact was made from.</summary>
/// <param name="File">Its name, without folders: the same model gives the same manifest wherever it lies.</param>
/// <param name="Sha256">The SHA-256 of its bytes.</param>
/// <param name="Element">The model's element, such as <c>MiningModel</c>.</param>
/// <param name="ModelName">The name that the model gives itself; empty for none.</param>
/// <param name="Function">What the model does, such as <c>classification</c>.</param>
public sealed record ManifestSource(string File, string Sha256, string Element, string ModelName, string Function);

/// <summary>A column.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">The type of its values, by PMML's name.</param>
/// <param name="OpType">How they may be used, by PMML's name; null where the model does not say.</param>
public sealed record ManifestColumn(string Name, string Type, string? OpType);

/// <summary>What an output hangs on.</summary>
/// <param name="Output">The output.</param>
/// <param name="DerivedFields">The derived fields on the way, in the order of evaluation.</param>
/// <param name="Columns">The input columns.</param>
public sealed record ManifestLineage(string Output, ImmutableArray<string> DerivedFields, ImmutableArray<string> Columns);

/// <summary>What a derived field hangs on.</summary>
/// <param name="Name">The derived field.</param>
/// <param name="Columns">The input columns.</param>
public sealed record ManifestDerivedField(string Name, ImmutableArray<string> Columns);

/// <summary>What an input column is computed of.</summary>
/// <param name="Name">The input column.</param>
/// <param name="Formula">How, for people.</param>
/// <param name="Columns">The columns of tables, as <c>relation.column</c>.</param>
public sealed record ManifestFeature(string Name, string Formula, ImmutableArray<string> Columns);

/// <summary>A registered version that a model is made of.</summary>
/// <param name="Name">The registered model's name.</param>
/// <param name="Version">The version's number.</param>
/// <param name="Sha256">The SHA-256 of its model file.</param>
public sealed record ManifestRegistered(string Name, int Version, string Sha256);

/// <summary>A time zone whose clocks were frozen.</summary>
/// <param name="Name">The zone, by its name in the tz database.</param>
/// <param name="Source">What its table was made of, with its version.</param>
/// <param name="Years">The first and the last year of the table.</param>
/// <param name="Sha256">The SHA-256 of the table as text.</param>
public sealed record ManifestZone(string Name, string Source, ImmutableArray<int> Years, string Sha256);

/// <summary>A file of an artifact.</summary>
/// <param name="Path">Its path inside the artifact, with <c>/</c>.</param>
/// <param name="Sha256">The SHA-256 of its bytes.</param>
public sealed record ManifestFile(string Path, string Sha256);

/// <summary>A row to check an installed model by.</summary>
/// <param name="Inputs">A text per input column, as in CSV files; null for missing.</param>
/// <param name="Outputs">A text per output column; null for missing.</param>
public sealed record ManifestRow(ImmutableArray<string?> Inputs, ImmutableArray<string?> Outputs);
