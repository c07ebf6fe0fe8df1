using MlOps.Codegen.Cli;
using MlOps.Codegen.Compiler.Pmml;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Evaluation;
using MlOps.Codegen.Plan.Verification;

namespace MlOps.Codegen.Dsl.Tests;

/// <summary>Files that a pipeline names: models, tables, rows of tests.</summary>
public sealed class FileTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("mlops-pipeline-").FullName;

    private const string Text = """
        pipeline credit
        source applications
          application_id: integer key
          months: integer
          amount: integer?
          installment_rate: integer?
          age: integer?
          status: text?
          history: text?
          purpose: text?
          savings: text?
          employment: text?
          housing: text?
        model bad = pmml "models/credit.pmml" (duration: months)
        table limit(purpose) from "limits.csv" else 1000
        output probability: double = bad.probability_bad
        output allowed = limit(purpose)
        output decision: text = when probability > 0.5 or amount > allowed then "refer" else "accept"
        test rows from "cases.csv"
        """;

    public FileTests()
    {
        Directory.CreateDirectory(Path.Combine(folder, "models"));
        File.Copy(Path.Combine(TargetTests.Root(), "examples", "quickstart", "credit.pmml"), Path.Combine(folder, "models", "credit.pmml"));
        File.WriteAllText(Path.Combine(folder, "limits.csv"), "purpose,limit\n\"car, new\",9000\nrepairs,500\n\"a \"\"quoted\"\" one\",1\n");
        File.WriteAllText(Path.Combine(folder, "cases.csv"), "purpose,amount,expect allowed,expect decision\n\"car, new\",9500,9000,refer\nrepairs,,500,\nother,10,1000,\n");
        File.WriteAllText(Path.Combine(folder, "credit.pipeline"), Text);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_model_of_a_file_gives_what_it_gives_alone()
    {
        string path = Path.Combine(folder, "credit.pipeline");
        LoadedModel pipeline = ModelLoader.Load(path);
        LoadedModel alone = ModelLoader.Load(Path.Combine(folder, "models", "credit.pmml"));
        var whole = new PlanEvaluator(pipeline.Plan);
        var part = new PlanEvaluator(alone.Plan);
        int probability = alone.Plan.Outputs.Select(output => output.Schema.Name).ToList().IndexOf("probability_bad");
        foreach (Scalar[] row in BoundaryRows.Of(alone.Plan, 200))
        {
            var values = alone.Plan.Inputs.Select((input, i) => (input.Schema.Name, row[i])).ToDictionary(pair => pair.Name, pair => pair.Item2);
            values["months"] = values["duration"];
            Scalar[] given = [.. pipeline.Plan.Inputs.Select(input => values.GetValueOrDefault(input.Schema.Name))];
            Assert.Equal(part.Evaluate(row)[probability], whole.Evaluate(given)[0]);
        }
    }

    [Fact]
    public void Files_are_read_and_travel_with_the_artifact()
    {
        string path = Path.Combine(folder, "credit.pipeline");
        string output = Path.Combine(folder, "out");
        LoadedModel model = ModelLoader.Load(path);
        Assert.Equal(["limits.csv", "models/credit.pmml"], model.Source.Files.Select(file => file.Name));
        Assert.Equal(0, CommandLine.Run(["compile", path, "--target", "duckdb", "--out", output, "--table", "applications", "--key", "application_id"]));
        Directory.Delete(Path.Combine(folder, "models"), recursive: true);
        File.Delete(Path.Combine(folder, "limits.csv"));
        Assert.Equal(PlanText.Of(model.Plan), PlanText.Of(LoadedArtifact.Load(output).LoadModel().Plan));
    }

    [Fact]
    public void Tables_of_rows_are_tests()
    {
        string path = Path.Combine(folder, "credit.pipeline");
        Assert.Equal(1, CommandLine.Run(["test", path, "--target", "reference"]));
        File.WriteAllText(Path.Combine(folder, "cases.csv"), "purpose,amount,expect allowed\n\"car, new\",9500,9000\nrepairs,,500\nother,10,1000\n");
        Assert.Equal(0, CommandLine.Run(["test", path, "--target", "reference"]));
    }

    [Theory]
    [InlineData("../credit.pmml")]
    [InlineData("/etc/passwd")]
    [InlineData("models/../../x.pmml")]
    [InlineData("models\\\\credit.pmml")]
    [InlineData("./credit.pmml")]
    public void Files_elsewhere_are_refused(string name)
    {
        string text = $"source s\n  a: integer\nmodel m = pmml \"{name}\"\noutput x = m.y";
        Assert.Equal("MLC1048", Assert.Single(Pipelines.Check(text, Path.Combine(folder, "x.pipeline"))).Id);
    }

    [Fact]
    public void Links_do_not_lead_out()
    {
        File.CreateSymbolicLink(Path.Combine(folder, "link.pmml"), Path.Combine(TargetTests.Root(), "examples", "quickstart", "credit.pmml"));
        Assert.Equal("MLC1048", Assert.Single(Pipelines.Check("source s\n  a: integer\nmodel m = pmml \"link.pmml\"\noutput x = m.y", Path.Combine(folder, "x.pipeline"))).Id);
    }

    [Fact]
    public void A_registered_pipeline_is_a_model()
    {
        const string Segments = "source s\n  age: integer\noutput segment = when age < 30 then \"young\" else \"old\"";
        var format = PipelineFormat.Create([PmmlSource.Format], (name, version) => name == "segments" && version == 3
            ? new RegisteredAnswer(new RegisteredVersion(".pipeline", System.Text.Encoding.UTF8.GetBytes(Segments), _ => null), "")
            : new RegisteredAnswer(null, "there is none"));
        var diagnostics = new DiagnosticBag();
        using var stream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(
            "source people\n  id: integer key\n  years: integer\nmodel who = registered \"segments\" version 3 (age: years)\noutput x = who.segment = \"young\""));
        ScoringPlan? plan = format.Reader(stream, Pipelines.File, diagnostics)?.Compile("test", diagnostics);
        Assert.True(plan is not null, string.Join('\n', diagnostics));
        Assert.True(Pipelines.Score(plan, ("years", Scalar.FromInteger(20)))["x"].Boolean);
    }
}
