using System.Text;

namespace MlOps.Codegen.Artifacts;

/// <summary>Artifacts as folders.</summary>
public static class ArtifactFolder
{
    /// <summary>
    /// Writes an artifact: into a folder beside the wanted one first, then moved into place, so that whoever ends the program
    /// leaves either the former artifact or the new one. Files of a former artifact that the new one does not have are removed;
    /// other files in the folder stay.
    /// </summary>
    /// <param name="artifact">The artifact.</param>
    /// <param name="folder">The folder; made where it is not there.</param>
    /// <param name="cancellation">Ends the writing before anything is moved.</param>
    /// <returns>The paths of the files written, the manifest's last.</returns>
    /// <exception cref="IOException">A file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">A file must not be written.</exception>
    public static IReadOnlyList<string> Write(Artifact artifact, string folder, CancellationToken cancellation)
    {
        string target = Path.GetFullPath(folder);
        string staging = $"{Path.TrimEndingDirectorySeparator(target)}.{Guid.NewGuid():N}.part";
        try
        {
            Directory.CreateDirectory(staging);
            foreach (ArtifactFile file in artifact.Files)
            {
                cancellation.ThrowIfCancellationRequested();
                WriteText(Path.Combine(staging, file.Path), file.Content);
            }

            WriteText(Path.Combine(staging, Manifest.FileName), artifact.Manifest.ToJson());
            cancellation.ThrowIfCancellationRequested();
            if (Directory.Exists(target))
            {
                Replace(artifact, staging, target);
            }
            else
            {
                Directory.Move(staging, target);
            }
        }
        finally
        {
            if (Directory.Exists(staging))
            {
                Directory.Delete(staging, recursive: true);
            }
        }

        return [.. artifact.Files.Select(file => file.Path).Append(Manifest.FileName).Select(path => Path.Combine(folder, path))];
    }

    // The manifest goes first and comes last: a folder with a manifest is complete.
    private static void Replace(Artifact artifact, string staging, string target)
    {
        string manifest = Path.Combine(target, Manifest.FileName);
        foreach (string stale in FormerFiles(manifest).Except(artifact.Files.Select(file => file.Path)))
        {
            File.Delete(Path.Combine(target, stale));
        }

        File.Delete(manifest);
        foreach (string path in artifact.Files.Select(file => file.Path).Append(Manifest.FileName))
        {
            string to = Path.Combine(target, path);
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Move(Path.Combine(staging, path), to, overwrite: true);
        }
    }

    // A manifest is a file like any other: it may have been written by somebody else, so its paths are not trusted.
    private static IEnumerable<string> FormerFiles(string manifest)
    {
        if (!File.Exists(manifest))
        {
            return [];
        }

        try
        {
            return Manifest.Parse(File.ReadAllText(manifest)).Files.Select(file => file.Path).Where(ArtifactFile.IsInside);
        }
        catch (FormatException)
        {
            return [];
        }
    }

    private static void WriteText(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
    }
}
