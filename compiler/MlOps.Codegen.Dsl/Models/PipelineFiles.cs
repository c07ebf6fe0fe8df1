using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Dsl.Checking;
using MlOps.Codegen.Dsl.Syntax;
using MlOps.Codegen.Plan.Calendar;
using MlOps.Codegen.Plan.Sources;

namespace MlOps.Codegen.Dsl.Models;

/// <summary>
/// The files that a pipeline names, read once each. A registered version becomes files as well, in a folder of its own: so what was compiled can
/// be compiled again where no registry is, from the same bytes.
/// </summary>
/// <param name="folder">The pipeline's folder.</param>
/// <param name="formats">The formats of model files.</param>
/// <param name="registered">Answers for a registry; null where there is none.</param>
/// <param name="depth">How many registered pipelines name each other on the way here.</param>
internal sealed class PipelineFiles(PipelineFolder folder, ImmutableArray<ModelFormat> formats, RegisteredModels? registered, int depth = 0)
{
    private const int Deepest = 8;
    private const int ShownDigits = 12;

    // The name of a version's model file in its folder, without the extension.
    private const string VersionFile = "version";
    private const int LongestZone = 100;

    private readonly Dictionary<string, byte[]> files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (RegisteredPart Part, PipelineFiles Files)> parts = new(StringComparer.Ordinal);

    /// <summary>The files so far, in the order of their names.</summary>
    public ImmutableArray<SourceFile> Read =>
    [
        .. files.Select(file => new SourceFile(file.Key, file.Value))
            .Concat(parts.Values.SelectMany(part => part.Files.Read.Select(file => new SourceFile($"{part.Part.Folder}/{file.Name}", file.Content))))
            .OrderBy(file => file.Name, StringComparer.Ordinal),
    ];

    /// <summary>The registered versions so far, in the order of their names.</summary>
    public ImmutableArray<RegisteredPart> Registered => [.. parts.Values.Select(part => part.Part).OrderBy(part => part.Folder, StringComparer.Ordinal)];

    /// <summary>The bytes of a file; null after a diagnostic.</summary>
    public byte[]? Bytes(string name, SourceLocation at, DiagnosticBag diagnostics)
    {
        if (files.TryGetValue(name, out byte[]? known))
        {
            return known;
        }

        if (!IsInside(name))
        {
            diagnostics.Report(DiagnosticDescriptors.FileOutside, at, name);
            return null;
        }

        if (folder.Read(name, at, diagnostics) is not { } bytes)
        {
            return null;
        }

        files.Add(name, bytes);
        return bytes;
    }

    /// <summary>
    /// The table of a zone: of the file beside the pipeline, such as an artifact brings along, or else of what .NET knows, which is then one of
    /// the files. Null after a diagnostic.
    /// </summary>
    public ZoneTable? Zone(string name, SourceLocation at, DiagnosticBag diagnostics)
    {
        string file = ZoneText.FileName(name);
        bool isNamed = file.Length <= LongestZone && file.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '_' or '+');
        if (isNamed && (files.ContainsKey(file) || folder.Has(file)))
        {
            if (Bytes(file, at, diagnostics) is not { } bytes)
            {
                return null;
            }

            if (ZoneText.Read(Encoding.UTF8.GetString(bytes)) is { } frozen && frozen.Name == name)
            {
                return frozen;
            }

            diagnostics.Report(DiagnosticDescriptors.FileNotRead, at, file, $"it is no table of the zone '{name}'");
            return null;
        }

        if (isNamed && ZoneReader.Read(name) is { } table)
        {
            files.Add(file, Encoding.UTF8.GetBytes(ZoneText.Write(table)));
            return table;
        }

        diagnostics.Report(DiagnosticDescriptors.UnknownName, at, "time zone", name, Declarations.Hint(name, ZoneReader.Names));
        return null;
    }

    /// <summary>A model of a file; null after a diagnostic.</summary>
    public ModelSource? Model(FileModel model, DiagnosticBag diagnostics)
    {
        if (model.Kind == "registered")
        {
            return RegisteredModel(model, diagnostics);
        }

        if (model.Version is not null || model.Sha256 is not null)
        {
            diagnostics.Report(DiagnosticDescriptors.InvalidModelUse, model.Location, "a version and its hash are those of a registered model; a file has none");
            return null;
        }

        string extension = model.Kind == "pmml" ? ".pmml" : ".zip";
        if (formats.FirstOrDefault(format => format.Extension == extension) is not { } format)
        {
            diagnostics.Report(DiagnosticDescriptors.InvalidModelUse, model.Location, $"this program reads no models of the kind '{model.Kind}'");
            return null;
        }

        if (Bytes(model.File, model.Location, diagnostics) is not { } bytes)
        {
            return null;
        }

        using var stream = new MemoryStream(bytes);
        return format.Reader(stream, Path.Combine(folder.Path, model.File).Replace('\\', '/'), diagnostics);
    }

    private ModelSource? RegisteredModel(FileModel model, DiagnosticBag diagnostics)
    {
        if (model.Version is not { } version)
        {
            return Refuse($"a registered model is named with its version: registered \"{model.File}\" version 1");
        }

        string name = string.Create(CultureInfo.InvariantCulture, $"{model.File}@{version}");
        string place = $"registered/{name}";
        if (!IsInside(place))
        {
            return Refuse($"'{model.File}' is no name of a registered model that can be a folder's");
        }

        if (depth == Deepest)
        {
            return Refuse($"registered pipelines name each other more than {Deepest} deep");
        }

        if (Find(model, version, name, place, diagnostics) is not ({ } extension, { } bytes, { } inside))
        {
            return null;
        }

        string hash = HashOf(bytes);
        if (model.Sha256 is { } wanted && !string.Equals(wanted, hash, StringComparison.OrdinalIgnoreCase))
        {
            return Refuse($"the pipeline asks for '{model.File}' version {version} with a SHA-256 that begins {Short(wanted)}, and that of its file begins {Short(hash)}");
        }

        string file = VersionFile + extension;
        if (!parts.TryGetValue(place, out (RegisteredPart Part, PipelineFiles Files) part))
        {
            part = (new RegisteredPart(model.File, version, hash, place), new PipelineFiles(inside, formats, registered, depth + 1));
            part.Files.files[file] = bytes;
            parts.Add(place, part);
        }

        using var stream = new MemoryStream(bytes);
        if (extension == PipelineFormat.Extension)
        {
            return PipelineFormat.Read(stream, name, part.Files, diagnostics);
        }

        return formats.FirstOrDefault(format => format.Extension == extension) is { } known
            ? known.Reader(stream, name + extension, diagnostics)
            : Refuse($"this program reads no models of the kind '{extension}', which '{name}' is");

        ModelSource? Refuse(string why)
        {
            diagnostics.Report(DiagnosticDescriptors.RegisteredModel, model.Location, why);
            return null;
        }
    }

    // From the registry; where there is none, from the files that were compiled before. Where there are both, they must be the same.
    private (string Extension, byte[] Bytes, PipelineFolder Folder)? Find(
        FileModel model, int version, string name, string place, DiagnosticBag diagnostics)
    {
        string? copy = formats.Select(format => format.Extension).Prepend(PipelineFormat.Extension)
            .FirstOrDefault(extension => folder.Has($"{place}/{VersionFile}{extension}"));
        byte[]? copied = copy is null ? null : folder.Read($"{place}/{VersionFile}{copy}", model.Location, diagnostics);
        if (registered is null)
        {
            if (copied is not null)
            {
                return (copy!, copied, folder.Inside(place));
            }

            if (copy is null)
            {
                diagnostics.Report(
                    DiagnosticDescriptors.RegisteredModel, model.Location, $"'{model.File}' version {version} is registered somewhere, and no registry was given");
            }

            return null;
        }

        RegisteredAnswer answer = registered(model.File, version);
        if (answer.Version is not { } found)
        {
            diagnostics.Report(DiagnosticDescriptors.RegisteredModel, model.Location, answer.Why);
            return null;
        }

        if (copied is not null && !copied.AsSpan().SequenceEqual(found.Content))
        {
            diagnostics.Report(
                DiagnosticDescriptors.RegisteredModel, model.Location,
                $"the copy of '{model.File}' version {version} beside the pipeline has a SHA-256 that begins {Short(HashOf(copied))}, and that of the registry's begins {Short(HashOf(found.Content))}");
            return null;
        }

        return (found.Extension, found.Content, new RegisteredFolder(name, found));
    }

    private static string HashOf(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    // As much as people compare.
    private static string Short(string hash) => hash[..Math.Min(hash.Length, ShownDigits)];

    private static bool IsInside(string name) =>
        !name.Contains('\\', StringComparison.Ordinal)
        && !name.Contains(':', StringComparison.Ordinal)
        && !name.Split('/').Any(part => part.Length == 0 || part.Trim('.', ' ').Length == 0 || part.Any(char.IsControl));
}
