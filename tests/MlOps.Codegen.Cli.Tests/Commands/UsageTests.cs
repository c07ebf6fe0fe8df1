using MlOps.Codegen.Cli.Tests.Running;

namespace MlOps.Codegen.Cli.Tests.Commands;

public sealed class UsageTests : IDisposable
{
    private readonly TempFolder folder = new();

    public static TheoryData<string> Commands => ["inspect", "compile", "score", "verify"];

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Without_arguments_the_command_says_on_standard_error_that_one_is_needed()
    {
        MlopsResult result = Mlops.Run().Exits(2);

        Assert.Empty(result.Output);
        Assert.Contains("mlops --help", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_version_goes_to_standard_output()
    {
        MlopsResult result = Mlops.Run("--version").Exits(0);

        Assert.Matches(@"^\d+\.\d+\.\d+\s*$", result.Output);
        Assert.Empty(result.Error);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Help_shows_examples(string command)
    {
        MlopsResult result = Mlops.Run(command, "--help").Exits(0);

        Assert.Contains("Example", result.Output, StringComparison.Ordinal);
        Assert.Contains($"mlops {command} churn.pmml", result.Output, StringComparison.Ordinal);
        Assert.Empty(result.Error);
    }

    [Theory]
    [InlineData("Did you mean 'score'?", "scor", "m.pmml")]
    [InlineData("Did you mean '--target'?", "verify", "m.pmml", "--targt", "duckdb")]
    [InlineData("Did you mean 'sqlite'?", "verify", "m.pmml", "--target", "sqlit")]
    [InlineData("Did you mean '--json'?", "inspect", "m.pmml", "--jso")]
    [InlineData("Option '--out' is required.", "compile", "m.pmml", "--target", "duckdb")]
    [InlineData("--strategy; it takes auto, inline, staged, function, stream", "compile", "m.pmml", "--target", "duckdb", "--out", "o", "--strategy", "nested")]
    [InlineData("is not the name of", "compile", "m.pmml", "--target", "duckdb", "--out", "o", "--table", "a.b.c")]
    [InlineData("is not the name of", "compile", "m.pmml", "--target", "duckdb", "--out", "o", "--table", "a;drop")]
    [InlineData("is not the name of", "compile", "m.pmml", "--target", "duckdb", "--out", "o", "--key", "a.b")]
    [InlineData("--rows must be 0 or more", "verify", "m.pmml", "--target", "duckdb", "--rows", "-1")]
    [InlineData("--rows", "verify", "m.pmml", "--target", "duckdb", "--rows", "many")]
    [InlineData("--tolerance must be", "verify", "m.pmml", "--target", "duckdb", "--tolerance", "-0.1")]
    [InlineData("--expected needs", "verify", "m.pmml", "--target", "duckdb", "--expected", "e.csv")]
    [InlineData("exclude each other", "inspect", "m.pmml", "--json", "--plan")]
    public void Wrong_usage_is_explained_on_standard_error(string explanation, params string[] args)
    {
        MlopsResult result = Mlops.Run(args).Exits(2);

        Assert.Contains(explanation, result.Error, StringComparison.Ordinal);
        Assert.Contains("--help", result.Error, StringComparison.Ordinal);
        Assert.Empty(result.Output);
    }

    [Theory]
    [InlineData("score", "--data", "d.csv", "--out", "o.csv")]
    [InlineData("verify")]
    public void A_server_needs_a_connection(string command, params string[] options)
    {
        string model = folder.Write("m.pmml", Pmml.Linear);

        MlopsResult result = Mlops.Run([command, model, "--target", "postgres", .. options]).Exits(2);

        Assert.Contains("--connection", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_server_that_cannot_be_reached_is_exit_code_4_and_its_password_is_not_shown()
    {
        string model = folder.Write("m.pmml", Pmml.Linear);

        MlopsResult result = Mlops.Run(
            "verify", model, "--target", "postgres", "--connection", "Host=127.0.0.1;Port=1;Username=u;Password=open-sesame;Timeout=2").Exits(4);

        Assert.NotEmpty(result.Error);
        Assert.DoesNotContain("open-sesame", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void There_is_nothing_to_compile_for_the_reference_evaluator()
    {
        string model = folder.Write("m.pmml", Pmml.Linear);

        Mlops.Run("compile", model, "--target", "reference", "--out", folder["out"]).Exits(2);

        Assert.False(Directory.Exists(folder["out"]));
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void A_model_that_is_not_there_is_exit_code_4(string command)
    {
        string[] options = command switch
        {
            "compile" => ["--target", "duckdb", "--out", folder["out"]],
            "score" => ["--target", "duckdb", "--data", folder["d.csv"], "--out", folder["o.csv"]],
            "verify" => ["--target", "duckdb"],
            _ => [],
        };

        MlopsResult result = Mlops.Run([command, folder["absent.pmml"], .. options]).Exits(4);

        Assert.Contains("absent.pmml", result.Error, StringComparison.Ordinal);
        Assert.Empty(result.Output);
    }

    [Fact]
    public void A_file_that_is_no_PMML_is_told_so_and_what_to_do()
    {
        string csv = folder.Write("d.csv", "x,c\n1,a\n");

        MlopsResult result = Mlops.Run("inspect", csv).Exits(3);

        Assert.Contains("d.csv(1,1): error MLC1001", result.Error, StringComparison.Ordinal);
        Assert.Contains("is PMML", result.Error, StringComparison.Ordinal);
    }
}
