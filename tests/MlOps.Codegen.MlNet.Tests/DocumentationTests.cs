using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.ML;
using Microsoft.ML.Trainers.FastTree;

namespace MlOps.Codegen.MlNet.Tests;

/// <summary>The page about ML.NET names what there is.</summary>
public sealed class DocumentationTests
{
    [Fact]
    public void Every_transformer_of_the_page_is_a_method_of_MlNet()
    {
        string page = File.ReadAllText(Path.Combine(Root(), "docs", "mlnet.md"));
        Assembly[] assemblies = [typeof(MLContext).Assembly, typeof(TextCatalog).Assembly, typeof(PcaCatalog).Assembly, typeof(TreeEnsembleModelParameters).Assembly];
        var methods = assemblies.SelectMany(assembly => assembly.GetExportedTypes()).SelectMany(type => type.GetMethods()).Select(method => method.Name).ToHashSet(StringComparer.Ordinal);
        string table = page[page.IndexOf("## Transformers", StringComparison.Ordinal)..page.IndexOf("## Trained models", StringComparison.Ordinal)];
        string[] named =
        [
            .. table.Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal))
                .SelectMany(line => Regex.Matches(line.Split('|')[1], "`(.+?)`").Select(match => match.Groups[1].Value)),
        ];

        Assert.True(named.Length > 30);
        Assert.DoesNotContain(named, name => !methods.Contains(name));
    }

    [Fact]
    public void Every_trap_of_the_page_has_the_test_that_it_names()
    {
        string page = File.ReadAllText(Path.Combine(Root(), "docs", "mlnet.md"));
        string table = page[page.IndexOf("| What is so | Test |", StringComparison.Ordinal)..page.IndexOf("## What is not kept", StringComparison.Ordinal)];
        string[] named = [.. Regex.Matches(table, "`(?:[A-Za-z]+Tests\\.)?([A-Za-z]+(?:_[A-Za-z]+)+)`").Select(match => match.Groups[1].Value)];
        var tests = typeof(DocumentationTests).Assembly.GetTypes().SelectMany(type => type.GetMethods()).Select(method => method.Name).ToHashSet(StringComparer.Ordinal);

        Assert.True(named.Length > 10);
        Assert.DoesNotContain(named, name => !tests.Contains(name));
        Assert.Equal([], typeof(TrapTests).GetMethods().Where(method => method.DeclaringType == typeof(TrapTests)).Select(method => method.Name).Except(named));
    }

    private static string Root()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "MlOps.Codegen.sln")))
        {
            folder = folder.Parent;
        }

        return folder!.FullName;
    }
}
