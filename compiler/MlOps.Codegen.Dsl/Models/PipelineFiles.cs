using System.Collections.Immutable;
using System.Text;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Dsl.Checking;
using MlOps.Codegen.Dsl.Syntax;
using MlOps.Codegen.Plan.Calendar;
using MlOps.Codegen.Plan.Sources;

namespace MlOps.Codegen.Dsl.Models;

/// <summary>The files that a pipeline names, read once each.</summary>
/// <param name="folder">The pipeline's folder.</param>
/// <param name="formats">The formats of model files.</param>
/// <param name="registered">The text of a registered pipeline, by name and version; null where nobody knows any.</param>
internal sealed class PipelineFiles(string folder, ImmutableArray<ModelFormat> formats, Func<string, int, byte[]?>? registered)
{
    private const long MostBytes = 1L << 30;
    private const int LongestZone = 100;

    private readonly Dictionary<string, byte[]> files = new(StringComparer.Ordinal);

    /// <summary>The files so far, in the order of their names.</summary>
    public ImmutableArray<SourceFile> Read => [.. files.OrderBy(file => file.Key, StringComparer.Ordinal).Select(file => new SourceFile(file.Key, file.Value))];

    /// <summary>The bytes of a file; null after a diagnostic.</summary>
    public byte[]? Bytes(string name, SourceLocation at, DiagnosticBag diagnostics)
    {
        if (files.TryGetValue(name, out byte[]? known))
        {
            return known;
        }

        string[] parts = name.Split('/');
        if (name.Contains('\\', StringComparison.Ordinal) || name.Contains(':', StringComparison.Ordinal)
            || parts.Any(part => part.Length == 0 || part.Trim('.', ' ').Length == 0 || part.Any(char.IsControl)))
        {
            diagnostics.Report(DiagnosticDescriptors.FileOutside, at, name);
            return null;
        }

        string path = Path.Combine([folder, .. parts]);
        try
        {
            // Links could lead anywhere.
            string real = Path.GetFullPath(new FileInfo(path).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? path);
            string inside = Path.GetFullPath(folder.Length == 0 ? "." : folder).TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar;
            if (!real.StartsWith(inside, StringComparison.Ordinal))
            {
                diagnostics.Report(DiagnosticDescriptors.FileOutside, at, name);
                return null;
            }

            if (new FileInfo(real).Length > MostBytes)
            {
                diagnostics.Report(DiagnosticDescriptors.FileNotRead, at, name, "it has more than 1 GiB");
                return null;
            }

            byte[] bytes = File.ReadAllBytes(real);
            files.Add(name, bytes);
            return bytes;
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            diagnostics.Report(DiagnosticDescriptors.FileNotRead, at, name, "there is no such file");
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            diagnostics.Report(DiagnosticDescriptors.FileNotRead, at, name, exception.Message);
            return null;
        }
    }

    /// <summary>
    /// The table of a zone: of the file beside the pipeline, such as an artifact brings along, or else of what .NET knows, which is then one of
    /// the files. Null after a diagnostic.
    /// </summary>
    public ZoneTable? Zone(string name, SourceLocation at, DiagnosticBag diagnostics)
    {
        string file = ZoneText.FileName(name);
        bool isNamed = file.Length <= LongestZone && file.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '_' or '+');
        if (isNamed && (files.ContainsKey(file) || File.Exists(Path.Combine(folder, file))))
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
            return Registered(model, diagnostics);
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
        return format.Reader(stream, Path.Combine(folder, model.File).Replace('\\', '/'), diagnostics);
    }

    private PipelineSource? Registered(FileModel model, DiagnosticBag diagnostics)
    {
        if (model.Version is not { } version)
        {
            diagnostics.Report(DiagnosticDescriptors.InvalidModelUse, model.Location, $"a registered pipeline is named with its version: registered \"{model.File}\" version 1");
            return null;
        }

        if (registered?.Invoke(model.File, version) is not { } bytes)
        {
            diagnostics.Report(
                DiagnosticDescriptors.InvalidModelUse, model.Location,
                registered is null ? "registered pipelines need a registry, and none was given" : $"the registry has no pipeline '{model.File}' of version {version}");
            return null;
        }

        using var stream = new MemoryStream(bytes);
        return PipelineFormat.Read(stream, $"{model.File}@{version}", formats, null, diagnostics);
    }
}
