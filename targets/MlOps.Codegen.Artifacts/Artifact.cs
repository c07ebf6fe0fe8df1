using System.Collections.Immutable;

namespace MlOps.Codegen.Artifacts;

/// <summary>What a compile produces: files, and the manifest that accounts for them.</summary>
public sealed record Artifact
{
    /// <summary>Puts an artifact together.</summary>
    /// <param name="manifest">The manifest; its list of files is replaced by that of the files given.</param>
    /// <param name="files">The files; no two with one path.</param>
    /// <exception cref="ArgumentException">Two files have the same path, or one has the manifest's.</exception>
    public Artifact(Manifest manifest, ImmutableArray<ArtifactFile> files)
    {
        var paths = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { Manifest.FileName };
        if (files.FirstOrDefault(file => !paths.Add(file.Path)) is { } twice)
        {
            throw new ArgumentException($"the artifact has two files '{twice.Path}'", nameof(files));
        }

        Files = files;
        Manifest = manifest with { Files = [.. files.Select(file => new ManifestFile(file.Path, file.Hash))] };
    }

    /// <summary>What the files are and where they come from.</summary>
    public Manifest Manifest { get; }

    /// <summary>The files, without the manifest.</summary>
    public ImmutableArray<ArtifactFile> Files { get; }
}
