namespace MlOps.Codegen.Architecture.Tests;

/// <summary>The source tree that the tests were built from.</summary>
internal static class Repository
{
    // Folders that hold no hand-written source: what builds and editors leave, and recorded outputs.
    private static readonly string[] Skipped =
        ["bin", "obj", "out", "artifacts", "TestResults", "BenchmarkDotNet.Artifacts", "__snapshots__", "__mismatch__"];

    /// <summary>The folder of the solution file.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The folders whose code is shipped.</summary>
    public static IReadOnlyList<string> ProductFolders { get; } = ["compiler", "targets", "runtime"];

    /// <summary>The source files below a folder of the tree.</summary>
    /// <param name="folder">The folder, from the root; empty for the whole tree.</param>
    /// <param name="extension">How the files' names end.</param>
    /// <returns>Their paths from the root, with forward slashes, in a fixed order.</returns>
    public static IReadOnlyList<string> Files(string folder, string extension)
    {
        var result = new List<string>();
        var open = new Stack<string>();
        open.Push(Path.Combine(Root, folder));
        while (open.TryPop(out string? directory))
        {
            result.AddRange(Directory.EnumerateFiles(directory).Where(file => file.EndsWith(extension, StringComparison.Ordinal)).Select(Relative));
            foreach (string child in Directory.EnumerateDirectories(directory))
            {
                string name = Path.GetFileName(child);
                if (!name.StartsWith('.') && !Skipped.Contains(name))
                {
                    open.Push(child);
                }
            }
        }

        result.Sort(StringComparer.Ordinal);
        return result;
    }

    /// <summary>Reads a file of the tree.</summary>
    /// <param name="path">Its path from the root.</param>
    /// <returns>Its text.</returns>
    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    private static string Relative(string file) => Path.GetRelativePath(Root, file).Replace('\\', '/');

    private static string FindRoot()
    {
        for (DirectoryInfo? directory = new(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, "MlOps.Codegen.sln")))
            {
                return directory.FullName;
            }
        }

        throw new InvalidOperationException("These tests read the source tree and must be run from inside it.");
    }
}
