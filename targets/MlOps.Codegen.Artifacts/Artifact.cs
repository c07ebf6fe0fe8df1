using System.Collections.Immutable;
using System.Text;

namespace MlOps.Codegen.Artifacts;

/// <summary>What a compile makes: files that belong together.</summary>
/// <param name="Name">The stable name of what is deployed, such as <c>churn</c>.</param>
/// <param name="Target">The target's name on the command line, such as <c>duckdb</c>.</param>
/// <param name="Files">The files, without the manifest; paths are unique without regard to case.</param>
public sealed record Artifact(string Name, string Target, ImmutableArray<ArtifactFile> Files)
{
    /// <summary>The file at a path.</summary>
    /// <param name="path">The path, with <c>/</c>.</param>
    /// <exception cref="InvalidOperationException">The artifact has no such file.</exception>
    public ArtifactFile File(string path) =>
        Files.FirstOrDefault(file => file.Path == path)
        ?? throw new InvalidOperationException($"the artifact '{Name}' for {Target} has no file '{path}'");

    /// <summary>Writes the files and <c>manifest.json</c> below a directory, which is created where it is not there.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="manifest">The manifest of this artifact.</param>
    /// <exception cref="IOException">A file could not be written.</exception>
    public void WriteTo(string directory, Manifest manifest)
    {
        var encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        foreach (ArtifactFile file in Files)
        {
            string path = Path.Combine(directory, Path.Combine(file.Path.Split('/')));
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            System.IO.File.WriteAllText(path, file.Content, encoding);
        }

        Directory.CreateDirectory(directory);
        System.IO.File.WriteAllText(Path.Combine(directory, Manifest.FileName), manifest.ToJson(), encoding);
    }
}
