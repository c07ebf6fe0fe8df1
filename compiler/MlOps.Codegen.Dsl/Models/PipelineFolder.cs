using MlOps.Codegen.Diagnostics;

namespace MlOps.Codegen.Dsl.Models;

/// <summary>Where the files lie that a pipeline names.</summary>
internal abstract class PipelineFolder
{
    /// <summary>What locations in it begin with.</summary>
    public abstract string Path { get; }

    /// <summary>Whether there is a file.</summary>
    /// <param name="name">Its name, whose form was checked.</param>
    public abstract bool Has(string name);

    /// <summary>A file's bytes; null after a diagnostic.</summary>
    /// <param name="name">Its name, whose form was checked.</param>
    /// <param name="at">Where it is named.</param>
    /// <param name="diagnostics">Receives why it cannot be read.</param>
    public abstract byte[]? Read(string name, SourceLocation at, DiagnosticBag diagnostics);

    /// <summary>A folder inside.</summary>
    /// <param name="name">Its name, whose form was checked.</param>
    public abstract PipelineFolder Inside(string name);
}

/// <summary>A folder on the disk; nothing outside of it is read, whatever links say.</summary>
/// <param name="path">The folder; empty for the current one.</param>
internal sealed class DiskFolder(string path) : PipelineFolder
{
    private const long MostBytes = 1L << 30;

    public override string Path => path;

    public override bool Has(string name) => File.Exists(Full(name));

    public override byte[]? Read(string name, SourceLocation at, DiagnosticBag diagnostics)
    {
        string wanted = Full(name);
        try
        {
            // Links could lead anywhere.
            string real = System.IO.Path.GetFullPath(new FileInfo(wanted).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? wanted);
            string inside = System.IO.Path.GetFullPath(path.Length == 0 ? "." : path).TrimEnd(System.IO.Path.DirectorySeparatorChar) + System.IO.Path.DirectorySeparatorChar;
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

            return File.ReadAllBytes(real);
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

    public override PipelineFolder Inside(string name) => new DiskFolder(Full(name));

    private string Full(string name) => System.IO.Path.Combine([path, .. name.Split('/')]);
}

/// <summary>The files of a registered version.</summary>
/// <param name="path">What locations in it begin with.</param>
/// <param name="version">The version.</param>
internal sealed class RegisteredFolder(string path, RegisteredVersion version) : PipelineFolder
{
    public override string Path => path;

    public override bool Has(string name) => version.File(name) is not null;

    public override byte[]? Read(string name, SourceLocation at, DiagnosticBag diagnostics)
    {
        if (version.File(name) is { } bytes)
        {
            return bytes;
        }

        diagnostics.Report(DiagnosticDescriptors.FileNotRead, at, name, "it was not registered with the pipeline");
        return null;
    }

    public override PipelineFolder Inside(string name) =>
        new RegisteredFolder($"{path}/{name}", version with { File = file => version.File($"{name}/{file}") });
}
