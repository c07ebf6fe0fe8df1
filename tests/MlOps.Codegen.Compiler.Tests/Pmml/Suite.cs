namespace MlOps.Codegen.Compiler.Tests.Pmml;

/// <summary>The conformance suite beside the repository, where there is one.</summary>
internal static class Suite
{
    /// <summary>Its folder, or null.</summary>
    public static string? Folder { get; } = Find();

    /// <summary>The manifest's rows, each by column name.</summary>
    public static IEnumerable<Dictionary<string, string>> Rows()
    {
        string[] lines = File.ReadAllLines(Path.Combine(Folder!, "MANIFEST.tsv"));
        string[] names = lines[0].Split('\t');
        foreach (string line in lines.Skip(1))
        {
            string[] cells = line.Split('\t');
            yield return names.Select((name, i) => (name, cell: i < cells.Length ? cells[i] : ""))
                .ToDictionary(pair => pair.name, pair => pair.cell);
        }
    }

    // The repository's root may itself be a work tree some folders further down.
    private static string? Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string candidate = Path.Combine(folder.FullName, "shared", "suite");
            if (File.Exists(Path.Combine(candidate, "MANIFEST.tsv")))
            {
                return candidate;
            }
        }

        return null;
    }
}
