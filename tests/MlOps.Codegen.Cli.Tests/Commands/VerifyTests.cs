using System.Text.Json;
using MlOps.Codegen.Cli.Tests.Running;

namespace MlOps.Codegen.Cli.Tests.Commands;

public sealed class VerifyTests : IDisposable
{
    private const string Data = "x,c\n3,a\n-2,b\n,a\n";
    private readonly TempFolder folder = new();

    public static TheoryData<string> Targets => Pmml.InProcessTargets;

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Targets))]
    public void A_target_is_the_same_on_boundary_rows_and_on_data(string target)
    {
        string model = folder.Write("m.pmml", Pmml.Linear);
        string data = folder.Write("d.csv", Data);
        string expected = folder.Write("e.csv", "twice;y\n34;17\n-6;-3\n;\n");

        MlopsResult result = Mlops.Run("verify", model, "--target", target, "--data", data, "--expected", expected).Exits(0);

        Assert.Contains("generated boundary rows", result.Output, StringComparison.Ordinal);
        Assert.Contains($"{target} and {expected}: same, 3 rows, 2 columns, no difference", result.Output, StringComparison.Ordinal);
        Assert.Empty(result.Error);
    }

    [Theory]
    [InlineData("y\n17\n-3.001\n\n", "'y' differs in 1 of 3 rows, by up to 3.3E-4", "row 2: x=-2, c=b")]
    [InlineData("y\n17\n\n\n", "'y' differs in 1 of 3 rows", "missing")]
    [InlineData("y\n17\n-3\n0\n", "'y' differs in 1 of 3 rows", "row 3: x=missing, c=a")]
    [InlineData("y\n17\nabc\n\n", "'y' differs in 1 of 3 rows", "abc")]
    public void A_broken_expectation_is_exit_code_1_and_shown_with_its_row(string expected, params string[] shown)
    {
        string model = folder.Write("m.pmml", Pmml.Linear);
        string data = folder.Write("d.csv", Data);
        string expectedPath = folder.Write("e.csv", expected.Replace("\n\n\n", "\n\"\"\n\"\"\n", StringComparison.Ordinal).Replace("\n\n", "\n\"\"\n", StringComparison.Ordinal));

        MlopsResult result = Mlops.Run("verify", model, "--target", "csharp", "--rows", "0", "--data", data, "--expected", expectedPath).Exits(1);

        Assert.All(shown, part => Assert.Contains(part, result.Output, StringComparison.Ordinal));
        Assert.EndsWith("DIFFERENT (3 rows)", result.Output.TrimEnd(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Pmml.InProcessTargets), MemberType = typeof(Pmml))]
    public void What_is_promised_of_numbers_is_kept_by_the_rows_that_verify(string target)
    {
        MlopsResult result = Mlops.Run("verify", folder.Write("m.pmml", Pmml.Linear), "--target", target, "--ordinary-inputs").Exits(0);
        Assert.Contains("no difference", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void How_far_expected_numbers_may_lie_is_a_choice()
    {
        string model = folder.Write("m.pmml", Pmml.Linear);
        string data = folder.Write("d.csv", "x,c\n3,a\n");
        string expected = folder.Write("e.csv", "y\n17.001\n");
        string[] args = ["verify", model, "--target", "reference", "--rows", "0", "--data", data, "--expected", expected];

        Mlops.Run(args).Exits(1);
        Mlops.Run([.. args, "--tolerance", "1e-3"]).Exits(0);
    }

    [Theory]
    [InlineData("y\n17\n")]
    [InlineData("y\n17\n-3\n\"\"\n5\n")]
    public void Files_of_different_length_are_different(string expected)
    {
        string model = folder.Write("m.pmml", Pmml.Linear);
        string data = folder.Write("d.csv", Data);
        string expectedPath = folder.Write("e.csv", expected);

        MlopsResult result = Mlops.Run("verify", model, "--target", "reference", "--rows", "0", "--data", data, "--expected", expectedPath).Exits(1);

        Assert.Contains(" does not", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void An_expected_file_without_any_output_is_refused_and_a_misspelt_one_is_told()
    {
        string model = folder.Write("m.pmml", Pmml.Linear);
        string data = folder.Write("d.csv", Data);
        string none = folder.Write("none.csv", "z\n1\n1\n1\n");
        string near = folder.Write("near.csv", "y,twise\n17,1\n-3,1\n,1\n");

        MlopsResult refused = Mlops.Run("verify", model, "--target", "reference", "--data", data, "--expected", none).Exits(4);
        MlopsResult told = Mlops.Run("verify", model, "--target", "reference", "--data", data, "--expected", near).Exits(0);

        Assert.Contains("'prediction'", refused.Error, StringComparison.Ordinal);
        Assert.Contains("did you mean 'twice'?", told.Error, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void Recorded_rows_are_run_on_the_target(string target)
    {
        string good = folder.Write("good.pmml", Pmml.Stump("5", Pmml.Verification(1e-6, ("4", "1"), ("5", "2.000001"), (null, "2"))));
        string bad = folder.Write("bad.pmml", Pmml.Stump("5", Pmml.Verification(1e-6, ("4", "1"), ("5", "1"))));

        Mlops.Run("verify", good, "--target", target).Exits(0);
        MlopsResult result = Mlops.Run("verify", bad, "--target", target, "--rows", "0").Exits(1);

        Assert.Contains($"{target} and the file: DIFFERENT, 2 rows", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Numbers_up_to_the_zero_threshold_count_as_zero()
    {
        string model = Pmml.Stump("5", Pmml.Verification(1e-6, ("4", "0"))).Replace("score=\"1\"", "score=\"1E-17\"", StringComparison.Ordinal);
        string strict = model.Replace("field=\"y\" precision", "field=\"y\" zeroThreshold=\"1E-18\" precision", StringComparison.Ordinal);

        Mlops.Run("verify", folder.Write("m.pmml", model), "--target", "reference", "--rows", "0").Exits(0);
        Mlops.Run("verify", folder.Write("s.pmml", strict), "--target", "reference", "--rows", "0").Exits(1);
    }

    [Fact]
    public void Recorded_values_of_the_wrong_type_are_refused_with_their_place()
    {
        string model = folder.Write("m.pmml", Pmml.Stump("5", Pmml.Verification(1e-6, ("four", "1"))));

        MlopsResult result = Mlops.Run("verify", model, "--target", "reference").Exits(3);

        Assert.Matches(@"m\.pmml\(\d+,\d+\): error MLC5002", result.Error);
    }

    [Fact]
    public void Json_tells_the_same_to_machines()
    {
        string model = folder.Write("m.pmml", Pmml.Linear);
        string data = folder.Write("d.csv", Data);
        string expected = folder.Write("e.csv", "y\n17\n-4\n\"\"\n");

        MlopsResult result = Mlops.Run("verify", model, "--target", "sqlite", "--json", "--rows", "50", "--data", data, "--expected", expected).Exits(1);

        using JsonDocument json = JsonDocument.Parse(result.Output);
        Assert.False(json.RootElement.GetProperty("same").GetBoolean());
        JsonElement[] checks = [.. json.RootElement.GetProperty("checks").EnumerateArray()];
        Assert.Equal(2, checks.Length);
        JsonElement comparison = checks[1].GetProperty("comparisons").EnumerateArray().Last();
        JsonElement difference = Assert.Single(comparison.GetProperty("differences").EnumerateArray());
        Assert.Equal(2, difference.GetProperty("row").GetInt64());
        Assert.Equal("-4", difference.GetProperty("expected").GetString());
        Assert.Equal("-3", difference.GetProperty("actual").GetString());
        Assert.Equal("-2", difference.GetProperty("inputs").GetProperty("x").GetString());
        Assert.Equal(0.25, comparison.GetProperty("largestDifference").GetDouble());
    }
}
