namespace MlOps.Codegen.Cli.Tests.Running;

/// <summary>A folder that goes with the test.</summary>
internal sealed class TempFolder : IDisposable
{
    /// <summary>Its path.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("mlops-test-").FullName;

    /// <summary>The path of something in it.</summary>
    /// <param name="name">The name.</param>
    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>Writes a file.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="text">Its text.</param>
    /// <returns>Its path.</returns>
    public string Write(string name, string text)
    {
        File.WriteAllText(this[name], text);
        return this[name];
    }

    /// <summary>The names of all files and folders in it, in order.</summary>
    public string[] Names() => [.. Directory.EnumerateFileSystemEntries(Path).Select(entry => System.IO.Path.GetFileName(entry)).Order(StringComparer.Ordinal)];

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
