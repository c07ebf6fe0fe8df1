using System.Security.Cryptography;
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
                WriteBytes(Path.Combine(staging, file.Path), file.Content.Span);
            }

            WriteBytes(Path.Combine(staging, Manifest.FileName), Encoding.UTF8.GetBytes(artifact.Manifest.ToJson()));
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

    /// <summary>Reads the manifest of an artifact, and makes sure that the folder holds what it speaks of, to the byte.</summary>
    /// <param name="folder">The folder.</param>
    /// <returns>The manifest.</returns>
    /// <exception cref="FormatException">There is no manifest, or it is none, or a file is missing or is not the one that was compiled.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A file must not be read.</exception>
    public static Manifest Read(string folder)
    {
        string path = Path.Combine(folder, Manifest.FileName);
        if (!File.Exists(path))
        {
            throw new FormatException($"'{folder}' is no artifact: it has no {Manifest.FileName}");
        }

        Manifest manifest = Manifest.Parse(File.ReadAllText(path));
        foreach (ManifestFile file in manifest.Files)
        {
            string listed = Path.Combine(folder, file.Path);
            if (!ArtifactFile.IsInside(file.Path) || !File.Exists(listed))
            {
                throw new FormatException($"'{folder}' is no whole artifact: it lacks {file.Path}");
            }

            using FileStream stream = File.OpenRead(listed);
            if (Convert.ToHexStringLower(SHA256.HashData(stream)) != file.Sha256)
            {
                throw new FormatException($"{file.Path} in '{folder}' is not the file that was compiled: its hash is not the manifest's");
            }
        }

        return manifest;
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

    private static void WriteBytes(string path, ReadOnlySpan<byte> bytes)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, bytes);
    }
}
