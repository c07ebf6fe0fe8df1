using System.Runtime.CompilerServices;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Dsl;
using MlOps.Codegen.Plan.Sources;

namespace MlOps.Codegen.Sql.Specification.Examples;

/// <summary>The pipelines of the examples' folder.</summary>
public static class ExamplePlans
{
    /// <summary>Reads an example.</summary>
    /// <param name="example">Its name, which is its folder's and its file's.</param>
    public static ModelSource Load(string example)
    {
        string path = Path.Combine(Path.GetDirectoryName(Here())!, "..", "..", "..", "examples", example, example + ".pipeline");
        var diagnostics = new DiagnosticBag();
        ModelSource? source = ModelFormat.Read(path, [PipelineFormat.Create([])], diagnostics);
        Assert.True(source is not null, string.Join('\n', diagnostics));
        return source;
    }

    private static string Here([CallerFilePath] string file = "") => file;
}
