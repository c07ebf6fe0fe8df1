using MlOps.Codegen.Diagnostics;

namespace MlOps.Codegen.MlNet.Tests.Archives;

/// <summary>Models that older versions of ML.NET saved load, or are refused with a reason.</summary>
public sealed class StoredModelTests
{
    [SkippableFact]
    public void Stored_models_compile_or_are_refused_with_a_reason()
    {
        string folder = Suite.Require();
        string[] files = [.. Directory.EnumerateFiles(folder, "*.zip", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        Assert.NotEmpty(files);
        foreach (string file in files)
        {
            var diagnostics = new DiagnosticBag();
            bool compiles = MlNetReader.Read(file, diagnostics) is { } model
                && MlNetCompiler.Compile(model, Path.GetFileNameWithoutExtension(file), diagnostics) is not null;

            Assert.NotEqual(compiles, diagnostics.HasErrors);
            Assert.All(diagnostics, diagnostic => Assert.True(diagnostic.Message.Length > 20, diagnostic.ToString()));
        }
    }
}
