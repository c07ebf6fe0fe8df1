using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace MlOps.Codegen.Artifacts;

/// <summary>What an artifact says about itself: written beside its files as <c>manifest.json</c>.</summary>
/// <remarks>The same input gives the same bytes: no time, no machine, no path of the machine that compiled.</remarks>
/// <param name="SchemaVersion">The version of this form.</param>
/// <param name="Generator">The version of the compiler.</param>
/// <param name="Name">The artifact's name.</param>
/// <param name="Target">The target's name.</param>
/// <param name="Model">The model file.</param>
/// <param name="Inputs">The columns that a row brings, in order.</param>
/// <param name="Outputs">The columns that a scored row has, in order.</param>
/// <param name="Files">The files with their hashes, by path.</param>
public sealed record Manifest(
    int SchemaVersion,
    string Generator,
    string Name,
    string Target,
    ManifestModel Model,
    ImmutableArray<ManifestColumn> Inputs,
    ImmutableArray<ManifestColumn> Outputs,
    ImmutableArray<ManifestFile> Files)
{
    /// <summary>The manifest's name beside the files.</summary>
    public const string FileName = "manifest.json";

    /// <summary>The version of the form that this code writes.</summary>
    public const int CurrentSchemaVersion = 1;

    /// <summary>Describes an artifact.</summary>
    /// <param name="artifact">The artifact.</param>
    /// <param name="generator">The version of the compiler.</param>
    /// <param name="model">The model file.</param>
    /// <param name="inputs">The columns that a row brings.</param>
    /// <param name="outputs">The columns that a scored row has.</param>
    public static Manifest Of(
        Artifact artifact,
        string generator,
        ManifestModel model,
        IEnumerable<ManifestColumn> inputs,
        IEnumerable<ManifestColumn> outputs) =>
        new(
            CurrentSchemaVersion,
            generator,
            artifact.Name,
            artifact.Target,
            model,
            [.. inputs],
            [.. outputs],
            [.. artifact.Files
                .OrderBy(file => file.Path, StringComparer.Ordinal)
                .Select(file => new ManifestFile(file.Path, file.Sha256))]);

    /// <summary>As JSON, indented, lines ending in a line feed.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, ManifestJson.Default.Manifest) + "\n";

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <param name="json">The text.</param>
    /// <exception cref="JsonException">The text is not a manifest.</exception>
    public static Manifest Parse(string json) =>
        JsonSerializer.Deserialize(json, ManifestJson.Default.Manifest) ?? throw new JsonException("the manifest is null");
}

/// <summary>A model file: its name without directory, and the SHA-256 of its bytes.</summary>
/// <param name="File">The name.</param>
/// <param name="Sha256">Lower-case hexadecimal digits.</param>
public sealed record ManifestModel(string File, string Sha256)
{
    /// <summary>Describes a model file.</summary>
    /// <param name="path">Where it is; only the file's name is kept.</param>
    /// <param name="bytes">Its content.</param>
    public static ManifestModel Of(string path, ReadOnlySpan<byte> bytes) =>
        new(Path.GetFileName(path), Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes)));
}

/// <summary>A column of an artifact.</summary>
/// <param name="Name">The field's own name.</param>
/// <param name="Column">What the column is called on the target, before quoting.</param>
/// <param name="Type">The declared type.</param>
/// <param name="OpType">How the values may be used, where the model says so.</param>
public sealed record ManifestColumn(string Name, string Column, DataType Type, OpType? OpType = null);

/// <summary>A file of an artifact.</summary>
/// <param name="Path">Its path.</param>
/// <param name="Sha256">The SHA-256 of its bytes.</param>
public sealed record ManifestFile(string Path, string Sha256);

/// <summary>Generated at compile time, so that no reflection delays the command line.</summary>
[JsonSourceGenerationOptions(
    WriteIndented = true,
    NewLine = "\n",
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Manifest))]
internal sealed partial class ManifestJson : JsonSerializerContext;
