using MlOps.Codegen.Cli.Tests.Running;

namespace MlOps.Codegen.Cli.Tests.Hostile;

/// <summary>Archives that hold no model end with exit code 3 and the reason.</summary>
public sealed class HostileArchiveTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("inspect")]
    [InlineData("verify", "--target", "duckdb")]
    [InlineData("compile", "--target", "sqlite", "--out", "out")]
    public void An_archive_without_a_model_is_refused(string command, params string[] options)
    {
        string model = folder.Write("m.ZIP", "PK\u0003\u0004");

        MlopsResult result = Mlops.Run([command, model, .. options]).Exits(3);

        Assert.Contains("MLC1030", result.Error, StringComparison.Ordinal);
        Assert.Empty(result.Output);
    }
}
