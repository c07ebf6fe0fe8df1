namespace MlOps.Codegen.Build.Tests;

public sealed class ModelBuildTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("mlops-build-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_list_says_what_each_model_becomes()
    {
        List<ModelRequest> requests = ModelList.Parse(
            ["model=/a=b/churn.pmml", "output=obj/churn.cs", "class=", "namespace=My.App", "", "model=x.pmml", "output=x.cs", "class=X", "ordinaryInputs=true"]);

        Assert.Equal(
            [
                new ModelRequest("/a=b/churn.pmml", "obj/churn.cs") { Namespace = "My.App" },
                new ModelRequest("x.pmml", "x.cs") { ClassName = "X", OrdinaryInputs = "true" },
            ],
            requests);
    }

    [Theory]
    [InlineData("output=x.cs")]
    [InlineData("model=x.pmml")]
    [InlineData("model=x.pmml", "output=x.cs", "colour=red")]
    [InlineData("model=x.pmml", "x.cs")]
    public void Another_list_is_refused(params string[] lines) => Assert.Throws<FormatException>(() => ModelList.Parse(lines));

    [Fact]
    public void A_refused_model_does_not_keep_the_others()
    {
        string good = Path.Combine(Repository.Root, "examples/quickstart/credit.pmml");
        string bad = Path.Combine(folder, "bad.pmml");
        File.WriteAllText(bad, "<PMML version=\"4.4\" xmlns=\"http://www.dmg.org/PMML-4_4\"><DataDictionary/></PMML>");
        var said = new StringWriter();

        bool allWritten = new ModelBuild(said).Run(
        [
            new ModelRequest(bad, Path.Combine(folder, "bad.cs")),
            new ModelRequest(Path.Combine(folder, "absent.pmml"), Path.Combine(folder, "absent.cs")),
            new ModelRequest(good, Path.Combine(folder, "unsure.cs")) { OrdinaryInputs = "perhaps" },
            new ModelRequest(good, Path.Combine(folder, "deep/good.cs")) { ClassName = "good one", Namespace = "Some.Where" },
        ]);

        string[] lines = said.ToString().ReplaceLineEndings("\n").Split('\n');
        Assert.False(allWritten);
        Assert.StartsWith($"{bad}(1,1): error MLC", lines[0], StringComparison.Ordinal);
        Assert.Contains(lines, line => line.StartsWith($"{Path.Combine(folder, "absent.pmml")}: error MLC4511: ", StringComparison.Ordinal));
        Assert.Contains($"{good}: error MLC4512: 'OrdinaryInputs' is 'perhaps', which is not true or false", lines);
        string source = File.ReadAllText(Path.Combine(folder, "deep/good.cs"));
        Assert.Contains("namespace Some.Where;", source, StringComparison.Ordinal);
        Assert.Contains("public sealed class Good_one : ", source, StringComparison.Ordinal);
        Assert.Equal(["bad.pmml"], Directory.GetFiles(folder).Select(Path.GetFileName));
    }
}
