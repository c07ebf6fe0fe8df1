using System.Globalization;
using MlOps.Codegen.Cli.Tests.Running;

namespace MlOps.Codegen.Cli.Tests.Commands;

public sealed class ScoreTests : IDisposable
{
    private readonly TempFolder folder = new();

    public static TheoryData<string> Targets => Pmml.InProcessTargets;

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Targets))]
    public void Columns_are_the_target_then_the_output_fields_and_rows_keep_their_order(string target) =>
        Assert.Equal(
            "y,prediction,twice\n17,17,34\n-3,-3,-6\n,,\n",
            Score(Pmml.Linear, "x,c\n3,a\n-2,b\n,a\n", target));

    [Theory]
    [InlineData("x,c\n3,a\n")]
    [InlineData("x;c\n3;a\n")]
    [InlineData("x\tc\n3\ta\n")]
    [InlineData("c,x\na,3\n")]
    [InlineData("id,c,note,x\n1,a,\"b, \"\"c\"\"\",3\n")]
    [InlineData("\"x\",\"c\"\r\n\"3\",\"a\"\r\n")]
    [InlineData("\uFEFFx,c\n3,a\n")]
    [InlineData("c;x;note\na;3.0;\"1,5;\n2\"\n")]
    [InlineData("x,c\n3.0E0,a")]
    public void Separators_quotes_order_and_further_columns_do_not_matter(string data) =>
        Assert.Equal("y,prediction,twice\n17,17,34\n", Score(Pmml.Linear, data, "reference"));

    [Theory]
    [InlineData("")]
    [InlineData("NA")]
    [InlineData("N/A")]
    [InlineData("\"\"")]
    [InlineData("NaN")]
    public void Missing_is_written_in_several_ways(string missing) =>
        Assert.Equal("y,prediction,twice\n,,\n17,17,34\n", Score(Pmml.Linear, $"c,x\na,{missing}\na,3\n", "reference"));

    [Fact]
    public void A_short_row_is_missing_its_last_cells() =>
        Assert.Equal("y,prediction,twice\n,,\n", Score(Pmml.Linear, "c,x\na\n", "reference"));

    [Fact]
    public void A_header_alone_gives_a_header_alone() =>
        Assert.Equal("y,prediction,twice\n", Score(Pmml.Linear, "c,x\n", "duckdb"));

    [Theory]
    [MemberData(nameof(Targets))]
    public void Numbers_round_trip(string target)
    {
        string[] numbers = ["0.1", "1E-300", "123456789.12345679", "-1.7976931348623157E+150", "5E-324", "3"];
        string scores = Score(Pmml.Copy, "x\n" + string.Join('\n', numbers) + "\n", target);

        string[] lines = scores.TrimEnd('\n').Split('\n');
        Assert.Equal("copy", lines[0]);
        Assert.Equal(numbers.Select(Number), lines.Skip(1).Select(Number));

        static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
    }

    [Fact]
    public void A_column_that_the_data_lack_is_missing_and_the_nearest_name_is_suggested()
    {
        string model = folder.Write("m.pmml", Pmml.Linear);
        string data = folder.Write("d.csv", "X,c\n3,a\n");

        MlopsResult result = Mlops.Run("score", model, "--data", data, "--out", folder["o.csv"], "--target", "reference").Exits(0);

        Assert.Contains("there is no column 'x' (did you mean 'X'?)", result.Error, StringComparison.Ordinal);
        Assert.Equal("y,prediction,twice\n,,\n", File.ReadAllText(folder["o.csv"]));
        Assert.Empty(result.Output);
    }

    [Theory]
    [InlineData("x,c\n1,a\nthree,a\n", "row 2", "'three' in column 'x' is not of type Double")]
    [InlineData("", "empty", "header")]
    public void Data_that_cannot_be_read_are_exit_code_4_and_leave_no_file(string text, params string[] said)
    {
        string model = folder.Write("m.pmml", Pmml.Linear);
        string data = folder.Write("d.csv", text);

        MlopsResult result = Mlops.Run("score", model, "--data", data, "--out", folder["o.csv"], "--target", "reference").Exits(4);

        Assert.All(said, part => Assert.Contains(part, result.Error, StringComparison.Ordinal));
        Assert.Equal(["d.csv", "m.pmml"], folder.Names());
    }

    [Fact]
    public void Scores_cannot_go_to_a_folder_that_is_not_there()
    {
        string model = folder.Write("m.pmml", Pmml.Linear);
        string data = folder.Write("d.csv", "x,c\n1,a\n");

        MlopsResult result = Mlops.Run("score", model, "--data", data, "--out", folder["no/o.csv"], "--target", "reference").Exits(4);

        Assert.Contains("there is no folder", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_outputs_are_quoted_where_they_must_be()
    {
        string model = Pmml.Stump("5")
            .Replace("functionName=\"regression\"", "functionName=\"classification\"", StringComparison.Ordinal)
            .Replace("name=\"y\" optype=\"continuous\" dataType=\"double\"", "name=\"y\" optype=\"categorical\" dataType=\"string\"", StringComparison.Ordinal)
            .Replace("score=\"1\"", "score=\"a, &quot;b&quot;\"", StringComparison.Ordinal)
            .Replace("score=\"2\"", "score=\"line&#10;break\"", StringComparison.Ordinal);

        Assert.Equal("y\n\"a, \"\"b\"\"\"\n\"line\nbreak\"\n", Score(model, "x\n1\n9\n", "reference"));
    }

    private string Score(string model, string data, string target)
    {
        string modelPath = folder.Write("m.pmml", model);
        string dataPath = folder.Write("d.csv", data);
        Mlops.Run("score", modelPath, "--data", dataPath, "--out", folder["o.csv"], "--target", target).Exits(0);
        return File.ReadAllText(folder["o.csv"]);
    }
}
