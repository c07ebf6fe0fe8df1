using System.Diagnostics;
using System.Text;
using MlOps.Codegen.Artifacts;
using MlOps.Codegen.Cli.Tests.Running;

namespace MlOps.Codegen.Cli.Tests.Commands;

public sealed class CompileTests : IDisposable
{
    private readonly TempFolder folder = new();

    public static TheoryData<string> Generators => ["csharp", "duckdb", "sqlite", "postgres"];

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Generators))]
    public void The_same_model_gives_the_same_bytes_wherever_it_lies(string target)
    {
        Directory.CreateDirectory(folder["elsewhere"]);
        string model = folder.Write("m.pmml", Pmml.Linear);
        string copy = folder.Write("elsewhere/m.pmml", Pmml.Linear);

        Compile(model, target, "first");
        Compile(copy, target, "second");

        string[] names = Files("first");
        Assert.Equal(names, Files("second"));
        Assert.Contains("manifest.json", names);
        Assert.All(names, name => Assert.Equal(File.ReadAllBytes(folder[$"first/{name}"]), File.ReadAllBytes(folder[$"second/{name}"])));
    }

    [Theory]
    [InlineData("csharp")]
    [InlineData("duckdb")]
    public async Task Another_process_gives_the_same_bytes(string target)
    {
        // Hash codes of text differ from process to process: an order that follows them would show.
        string model = Repository.Path("examples/quickstart/credit.pmml");
        Compile(model, target, "here");

        using Process process = MlopsProcess.Start("compile", model, "--target", target, "--out", folder["there"]);
        string error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();

        Assert.True(process.ExitCode == 0, error);
        Assert.All(Files("here"), name => Assert.Equal(File.ReadAllText(folder[$"here/{name}"]), File.ReadAllText(folder[$"there/{name}"])));
    }

    [Theory]
    [MemberData(nameof(Generators))]
    public void The_manifest_accounts_for_every_file(string target)
    {
        string model = folder.Write("m.pmml", Pmml.Linear);

        MlopsResult result = Compile(model, target, "out");

        Manifest manifest = Manifest.Parse(File.ReadAllText(folder["out/manifest.json"]));
        Assert.Equal(Files("out").Except(["manifest.json"]), manifest.Files.Select(file => file.Path).Order(StringComparer.Ordinal));
        Assert.All(manifest.Files, file => Assert.Equal(ArtifactFile.HashOf(File.ReadAllBytes(folder[$"out/{file.Path}"])), file.Sha256));
        Assert.Equal(ArtifactFile.HashOf(Encoding.UTF8.GetBytes(Pmml.Linear)), manifest.Source.Sha256);
        Assert.Equal(("m.pmml", "RegressionModel", "regression"), (manifest.Source.File, manifest.Source.Element, manifest.Source.Function));
        Assert.Equal((target, "m"), (manifest.Target, manifest.Name));
        Assert.Equal(
            [new("x", "double", "continuous"), new("c", "string", "categorical")],
            manifest.Inputs.AsEnumerable());
        Assert.Equal(["y", "prediction", "twice"], manifest.Outputs.Select(output => output.Name));
        Assert.All(manifest.Lineage, lineage => Assert.Equal(["x", "c"], lineage.Columns.AsEnumerable()));
        Assert.NotEmpty(manifest.VerificationRows);
        Assert.Contains(manifest.VerificationRows, row => row.Inputs[1] == "a" && row.Outputs[0] is not null);
        Assert.Equal(Files("out").Length, result.Output.TrimEnd().Split('\n').Length);
    }

    [Fact]
    public void A_version_has_scripts_to_answer_and_to_go_back()
    {
        string model = folder.Write("m.pmml", Pmml.Linear);

        Mlops.Run("compile", model, "--target", "postgres", "--out", folder["out"], "--name", "churn", "--version", "3", "--table", "shop.customers", "--key", "id").Exits(0);

        Assert.Equal(["batch.sql", "batch_uninstall.sql", "disable.sql", "grants.sql", "install.sql", "manifest.json", "model.pmml", "rollback.sql", "schedule.sql", "score.sql", "uninstall.sql", "upgrade.sql"], Files("out"));
        Assert.Contains("\"churn_v3\"", File.ReadAllText(folder["out/upgrade.sql"]), StringComparison.Ordinal);
        Assert.Contains("\"churn_v2\"", File.ReadAllText(folder["out/rollback.sql"]), StringComparison.Ordinal);
        Assert.Equal("3", Manifest.Parse(File.ReadAllText(folder["out/manifest.json"])).Options["version"]);

        string page = File.ReadAllText(Repository.Path("docs/deployment.md"));
        Assert.All(Files("out").Where(file => file.EndsWith(".sql", StringComparison.Ordinal)), file => Assert.Contains($"`{file}`", page, StringComparison.Ordinal));
    }

    [Fact]
    public void Versions_count_from_1()
    {
        MlopsResult result = Mlops.Run("compile", folder.Write("m.pmml", Pmml.Linear), "--target", "duckdb", "--out", folder["out"], "--version", "0").Exits(2);

        Assert.Contains("versions count from 1", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Lineage_goes_from_outputs_through_derived_fields_to_columns()
    {
        Compile(Repository.Path("examples/quickstart/credit.pmml"), "duckdb", "out");

        Manifest manifest = Manifest.Parse(File.ReadAllText(folder["out/manifest.json"]));
        ManifestLineage score = manifest.Lineage.Single(lineage => lineage.Output == "credit_score");
        Assert.Equal(["age_band"], score.DerivedFields.AsEnumerable());
        Assert.Equal(["age_band", "burden"], manifest.Lineage.Single(lineage => lineage.Output == "decision").DerivedFields.AsEnumerable());
        Assert.Equal(["duration", "installment_rate"], manifest.DerivedFields.Single(field => field.Name == "burden").Columns.AsEnumerable());
    }

    [Fact]
    public void Options_are_in_the_manifest_and_quoted_table_names_are_understood()
    {
        string model = folder.Write("m.pmml", Pmml.Linear);

        Mlops.Run(
            "compile", model, "--target", "duckdb", "--out", folder["out"], "--name", "s", "--table", "\"my.schema\".[t]]x]", "--key", "\"the \"\"key\"\"\"").Exits(0);

        Manifest manifest = Manifest.Parse(File.ReadAllText(folder["out/manifest.json"]));
        Assert.Equal("my.schema", manifest.Options["sourceSchema"]);
        Assert.Equal("t]x", manifest.Options["sourceTable"]);
        Assert.Equal("the \"key\"", manifest.Options["key"]);
        Assert.Equal("inline", manifest.Options["strategy"]);
        Assert.Contains("\"my.schema\".\"t]x\"", File.ReadAllText(folder["out/score.sql"]), StringComparison.Ordinal);
    }

    [Fact]
    public void Compiling_again_removes_what_is_no_longer_made_and_nothing_else()
    {
        string model = folder.Write("m.pmml", Pmml.Linear);
        Mlops.Run("compile", model, "--target", "duckdb", "--out", folder["out"], "--table", "t").Exits(0);
        folder.Write("out/notes.txt", "mine");
        Assert.Contains("score.sql", Files("out"));

        Mlops.Run("compile", model, "--target", "duckdb", "--out", folder["out"]).Exits(0);

        Assert.DoesNotContain("score.sql", Files("out"));
        Assert.Contains("notes.txt", Files("out"));
        Assert.Equal(["m.pmml", "out"], folder.Names());
    }

    [Fact]
    public void A_manifest_written_by_a_stranger_deletes_nothing_outside_its_folder()
    {
        string model = folder.Write("m.pmml", Pmml.Linear);
        string precious = folder.Write("precious.txt", "keep");
        Compile(model, "duckdb", "out");
        string manifest = File.ReadAllText(folder["out/manifest.json"]);
        folder.Write("out/manifest.json", manifest.Replace("\"install.sql\"", "\"../precious.txt\"", StringComparison.Ordinal));

        Compile(model, "duckdb", "out");

        Assert.Equal("keep", File.ReadAllText(precious));
    }

    [Theory]
    [MemberData(nameof(Generators))]
    public void Names_of_objects_cannot_lead_out_of_the_folder(string target)
    {
        string model = folder.Write("m.pmml", Pmml.Linear);

        Mlops.Run("compile", model, "--target", target, "--out", folder["out"], "--name", "../../evil/x\"; DROP").Exits(0);

        Assert.Equal(["m.pmml", "out"], folder.Names());
        Assert.Equal(Directory.GetFiles(folder["out"]), Directory.GetFiles(folder["out"], "*", SearchOption.AllDirectories));
    }

    [Theory]
    [MemberData(nameof(Generators))]
    public void A_file_whose_own_verification_fails_is_refused_and_nothing_is_written(string target)
    {
        string model = folder.Write("m.pmml", Pmml.Stump("5", Pmml.Verification(1e-6, ("4", "1"), ("5", "1"))));

        MlopsResult result = Mlops.Run("compile", model, "--target", target, "--out", folder["out"]).Exits(3);

        Assert.Matches(@"m\.pmml\(\d+,\d+\): error MLC5001: row 2 of the ModelVerification: 'y' is 2 on \w+, but 1 by the file", result.Error);
        Assert.Equal(["m.pmml"], folder.Names());
    }

    [Fact]
    public void A_model_that_is_refused_leaves_the_former_artifact_as_it_was()
    {
        string model = folder.Write("m.pmml", Pmml.Linear);
        Compile(model, "sqlite", "out");
        byte[] former = File.ReadAllBytes(folder["out/manifest.json"]);
        folder.Write("m.pmml", Pmml.Linear[..^20]);

        Mlops.Run("compile", model, "--target", "sqlite", "--out", folder["out"]).Exits(3);

        Assert.Equal(former, File.ReadAllBytes(folder["out/manifest.json"]));
    }

    private MlopsResult Compile(string model, string target, string output) =>
        Mlops.Run("compile", model, "--target", target, "--out", folder[output]).Exits(0);

    private string[] Files(string name) =>
        [.. Directory.GetFiles(folder[name], "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(folder[name], file)).Order(StringComparer.Ordinal)];
}
