using System.Reflection;
using System.Runtime.Loader;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using MlOps.Codegen.Testing;

namespace MlOps.Codegen.CSharp.Tests;

/// <summary>The examples of docs/hosting.md are one program, which compiles and runs.</summary>
public sealed partial class HostingPageTests
{
    [Fact]
    public async Task The_page_runs()
    {
        string program = string.Join('\n', Example().Matches(GeneratedPage.Read("docs/hosting.md")).Select(match => match.Groups[1].Value));
        GeneratedClass generated = CSharpGenerator.Generate(GeneratedSourceTests.Churn(), "churn");
        var context = new AssemblyLoadContext("hosting page", isCollectible: true);
        using var image = new MemoryStream();
        Assert.Empty(Compile(generated.Source, Program(program)).Emit(image).Diagnostics.Where(problem => problem.Severity >= DiagnosticSeverity.Warning));
        image.Position = 0;
        Type type = context.LoadFromStream(image).GetType("MlOps.Generated.Page", throwOnError: true)!;
        var said = new StringWriter();
        await (Task)type.GetMethod("RunAsync")!.Invoke(null, [said])!;
        context.Unload();

        string[] lines = said.ToString().ReplaceLineEndings("\n").TrimEnd().Split('\n');
        Assert.Equal("version 1 says wait", lines[0]);
        Assert.Equal("wait (fallback: True)", lines[1]);
        Assert.Equal(["25: ", "64: "], lines[2..].Select(line => line[..4]));
        Assert.All(lines[2..], line => Assert.EndsWith(" by version 1", line, StringComparison.Ordinal));
    }

    private static string Program(string statements) => $$"""
        #nullable enable
        using System;
        using System.IO;
        using System.Linq;
        using System.Threading.Tasks;
        using MlOps.Runtime;
        using MlOps.Runtime.Hosting;

        namespace MlOps.Generated;

        public static class Page
        {
            public static async Task RunAsync(TextWriter Console)
            {
                IScorer Load(string file) => Churn.Instance;
        {{statements}}
                GC.KeepAlive(first);
            }
        }
        """;

    private static CSharpCompilation Compile(params string[] sources) => CSharpCompilation.Create(
        "page",
        sources.Select(source => CSharpSyntaxTree.ParseText(source)),
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal) || Path.GetFileName(path) is "MlOps.Runtime.dll")
            .Select(path => MetadataReference.CreateFromFile(path)),
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Example();
}
