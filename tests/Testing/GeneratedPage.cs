namespace MlOps.Codegen.Testing;

/// <summary>A page of the documentation that is generated from the code, and rewritten where <c>MLOPS_UPDATE_DOCS</c> is 1.</summary>
public static class GeneratedPage
{
    private const string UpdateVariable = "MLOPS_UPDATE_DOCS";

    /// <summary>What is wrong with a page; null where it says what the code says.</summary>
    /// <param name="name">Its path from the root of the tree.</param>
    /// <param name="expected">What the code says, with line feeds.</param>
    /// <exception cref="InvalidOperationException">The tests do not run inside the source tree.</exception>
    public static string? ProblemOf(string name, string expected)
    {
        string path = Path.Combine(Root(), name);
        if (Environment.GetEnvironmentVariable(UpdateVariable) == "1")
        {
            File.WriteAllText(path, expected);
        }

        if (!File.Exists(path))
        {
            return $"{name} is missing; run these tests once with {UpdateVariable}=1.";
        }

        string actual = Read(name);
        return expected == actual ? null : $"{name} is stale: {FirstDifference(expected, actual)}. Run these tests once with {UpdateVariable}=1.";
    }

    /// <summary>A page as it stands, with line feeds.</summary>
    /// <param name="name">Its path from the root of the tree.</param>
    /// <exception cref="InvalidOperationException">The tests do not run inside the source tree.</exception>
    public static string Read(string name) => File.ReadAllText(Path.Combine(Root(), name)).ReplaceLineEndings("\n");

    private static string FirstDifference(string expected, string actual)
    {
        string[] wanted = expected.Split('\n');
        string[] found = actual.Split('\n');
        int line = wanted.Zip(found).TakeWhile(pair => pair.First == pair.Second).Count();
        return $"line {line + 1} is \"{found.ElementAtOrDefault(line)}\" but the code says \"{wanted.ElementAtOrDefault(line)}\"";
    }

    private static string Root()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "MlOps.Codegen.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("These tests read the source tree and must be run from inside it.");
    }
}
