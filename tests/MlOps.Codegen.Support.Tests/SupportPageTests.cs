using MlOps.Codegen.Support.Tests.Outcomes;
using MlOps.Codegen.Support.Tests.Page;

namespace MlOps.Codegen.Support.Tests;

public class SupportPageTests
{
    private const string Name = "docs/support.md";
    private const string UpdateVariable = "MLOPS_UPDATE_DOCS";

    [Fact]
    public void The_page_says_what_the_compiler_does()
    {
        string expected = SupportPage.Write(AllOutcomes.BySection);
        string path = Path.Combine(Root(), Name);
        if (Environment.GetEnvironmentVariable(UpdateVariable) == "1")
        {
            File.WriteAllText(path, expected);
        }

        Assert.True(File.Exists(path), $"{Name} is missing; run these tests once with {UpdateVariable}=1.");
        string actual = File.ReadAllText(path).ReplaceLineEndings("\n");
        Assert.True(expected == actual, $"{Name} is stale: {FirstDifference(expected, actual)}. Run these tests once with {UpdateVariable}=1.");
    }

    private static string FirstDifference(string expected, string actual)
    {
        string[] wanted = expected.Split('\n');
        string[] found = actual.Split('\n');
        int line = wanted.Zip(found).TakeWhile(pair => pair.First == pair.Second).Count();
        return $"line {line + 1} is \"{found.ElementAtOrDefault(line)}\" but the compiler does \"{wanted.ElementAtOrDefault(line)}\"";
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
