using MlOps.Codegen.Diagnostics;

namespace MlOps.Codegen.Architecture.Tests.Diagnostics;

public class DiagnosticDocumentationTests
{
    private const string Page = "docs/diagnostics.md";
    private const string UpdateVariable = "MLOPS_UPDATE_DOCS";

    [Fact]
    public void The_page_says_what_the_table_says()
    {
        string expected = DiagnosticDocumentation.Write(DiagnosticDescriptors.All);
        string path = Path.Combine(Repository.Root, Page);
        if (Environment.GetEnvironmentVariable(UpdateVariable) == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, expected);
        }

        Assert.True(File.Exists(path), $"{Page} is missing; run these tests once with {UpdateVariable}=1.");
        string actual = Repository.Read(Page).ReplaceLineEndings("\n");
        Assert.True(expected == actual, $"{Page} is stale: {FirstDifference(expected, actual)}. Run these tests once with {UpdateVariable}=1.");
    }

    private static string FirstDifference(string expected, string actual)
    {
        string[] wanted = expected.Split('\n');
        string[] found = actual.Split('\n');
        int line = wanted.Zip(found).TakeWhile(pair => pair.First == pair.Second).Count();
        return $"line {line + 1} is \"{found.ElementAtOrDefault(line)}\" but the table says \"{wanted.ElementAtOrDefault(line)}\"";
    }
}
