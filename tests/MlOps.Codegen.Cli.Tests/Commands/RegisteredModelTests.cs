using System.Text.Json;
using MlOps.Codegen.Artifacts;
using MlOps.Codegen.Cli.Tests.Running;

namespace MlOps.Codegen.Cli.Tests.Commands;

/// <summary>Pipelines that are made of registered models: a segmentation that others use.</summary>
public sealed class RegisteredModelTests : IDisposable
{
    private const string Segments = """
        pipeline segments
        source people
          id: integer key
          age: integer
        output segment = when age < 30 then "young" else "old"
        """;

    private const string Offer = """
        pipeline offer
        source customers
          id: integer key
          years: integer
        model who = registered "segments" version 1 (age: years)
        output price = match who.segment { "young" -> 8, "old" -> 10 }
        test "a young one"
          customers { id: 1, years: 29 }
          expect price = 8
        """;

    private readonly TempFolder folder = new();

    private string Registry => folder["registry.db"];

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_registered_model_is_found_wherever_models_are_read_and_its_state_is_told()
    {
        Register(folder.Write("segments.pipeline", Segments));
        string offer = folder.Write("offer.pipeline", Offer);

        Assert.Contains("needs segments@1 (draft)", Run("check", offer).Output, StringComparison.Ordinal);
        Assert.Contains("segments@1  draft", Run("inspect", offer).Output, StringComparison.Ordinal);
        using var inspected = JsonDocument.Parse(Run("inspect", offer, "--json").Output);
        JsonElement use = Assert.Single(inspected.RootElement.GetProperty("registered").EnumerateArray());
        Assert.Equal("draft", use.GetProperty("state").GetString());
        Run("test", offer, "--target", "duckdb");
        Run("verify", offer, "--target", "csharp", "--rows", "20");
        string rows = folder.Write("rows.csv", "id,years\n1,29\n2,30\n");
        Run("score", offer, "--data", rows, "--out", folder["scores.csv"], "--target", "sqlite");
        Assert.Equal(["price", "8", "10"], File.ReadAllLines(folder["scores.csv"]).Select(line => line.Split(',')[^1]));
    }

    [Fact]
    public void What_was_compiled_needs_no_registry_and_says_of_what_it_is_made()
    {
        Register(folder.Write("segments.pipeline", Segments));
        string offer = folder.Write("offer.pipeline", Offer);
        Run("compile", offer, "--target", "duckdb", "--out", folder["build"], "--table", "customers", "--key", "id");

        ManifestRegistered part = Assert.Single(Manifest.Parse(File.ReadAllText(Path.Combine(folder["build"], Manifest.FileName))).Registered!.Value);
        Assert.Equal(("segments", 1, ArtifactFile.HashOf(File.ReadAllBytes(folder["segments.pipeline"]))), (part.Name, part.Version, part.Sha256));
        Mlops.Run("check", Path.Combine(folder["build"], "model.pipeline")).Exits(ExitCodes.Done);

        // Registered, it needs what it is made of; and is compiled again from the registry alone.
        Assert.Contains("needs segments@1 (draft)", Register(folder["build"]).Output, StringComparison.Ordinal);
        Assert.Contains("segments@1", Run("registry", "show", "offer@1").Output, StringComparison.Ordinal);
        Register(folder.Write("single.pipeline", Offer));
        Directory.Delete(folder["build"], recursive: true);
        foreach (string version in (string[])["offer@1", "single@1"])
        {
            Mlops.Run("registry", "validate", version, "--target", "duckdb", "--rows", "10", "--reason", "test", "--registry", Registry).Exits(ExitCodes.Done);
        }

        Assert.Contains("is needed by", Mlops.Run("registry", "retire", "segments@1", "--reason", "test", "--registry", Registry).Exits(ExitCodes.Unreachable).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_version_that_is_not_there_or_is_another_is_refused_where_it_is_named()
    {
        string offer = folder.Write("offer.pipeline", Offer);
        Refused("'segments' version 1 is registered somewhere, and no registry was given", "check", offer);
        Register(folder.Write("segments.pipeline", Segments));
        Refused("'segments' version 1 is registered somewhere, and no registry was given", "check", offer);
        string later = folder.Write("later.pipeline", Offer.Replace("version 1", "version 2", StringComparison.Ordinal));
        Refused($"the registry '{Registry}' does not give 'segments' version 2: there is no version 2 of segments; the latest is 1", "check", later, "--registry", Registry);
        string none = folder["none.db"];
        Refused($"the registry '{none}' does not give 'segments' version 1: there is no registry at '{none}'; 'mlops registry init' makes one", "check", offer, "--registry", none);

        string hash = ArtifactFile.HashOf(File.ReadAllBytes(folder["segments.pipeline"]));
        string pinned = folder.Write("pinned.pipeline", Offer.Replace("version 1", $"version 1 sha256 \"{hash}\"", StringComparison.Ordinal));
        Run("check", pinned);
        string wrong = new('0', 64);
        string other = folder.Write("other.pipeline", Offer.Replace("version 1", $"version 1 sha256 \"{wrong}\"", StringComparison.Ordinal));
        Refused($"the pipeline asks for 'segments' version 1 with a SHA-256 that begins 000000000000, and that of its file begins {hash[..12]}", "check", other, "--registry", Registry);

        string copy = Path.Combine(folder.Path, "registered", "segments@1");
        Directory.CreateDirectory(copy);
        File.WriteAllText(Path.Combine(copy, "version.pipeline"), Segments + "\n");
        Refused("the copy of 'segments' version 1 beside the pipeline has a SHA-256 that begins ", "check", offer, "--registry", Registry);
    }

    private MlopsResult Register(string path) =>
        Mlops.Run("registry", "register", path, "--reason", "test", "--registry", Registry).Exits(ExitCodes.Done);

    private MlopsResult Run(params string[] args) => Mlops.Run([.. args, "--registry", Registry]).Exits(ExitCodes.Done);

    private static void Refused(string message, params string[] args)
    {
        MlopsResult result = Mlops.Run(args).Exits(ExitCodes.Model);
        Assert.Contains("(5,24): error MLC3056: " + message, result.Error, StringComparison.Ordinal);
    }
}
