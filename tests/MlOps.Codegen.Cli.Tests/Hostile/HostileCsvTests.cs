using MlOps.Codegen.Cli.Tests.Running;

namespace MlOps.Codegen.Cli.Tests.Hostile;

/// <summary>Data files that mean harm, or are broken: exit code 4 with the reason, or a score for every row.</summary>
public sealed class HostileCsvTests : IDisposable
{
    private readonly TempFolder folder = new();

    public static TheoryData<string, string, int> Files => new()
    {
        { "a quote that never closes", "x,c\n1,\"a\n2,b\n", 1 },
        { "a quote in the middle", "x,c\n1,a\"b\n", 1 },
        { "more cells than columns", "x,c\n1,a,b,c,d,,,\n2,b\n", 2 },
        { "the same column twice", "x,c,x\n1,a,9\n", 1 },
        { "an empty column name", "x,,c\n1,2,a\n", 1 },
        { "control characters", "x,c\n1,\u0001\u001b[31m\n", 1 },
        { "a null character", "x,c\n1,a\0b\n", 1 },
        { "line ends of every kind", "x,c\r\n1,a\n2,b\r\n3,a", 3 },
        { "numbers out of range", "x,c\n1e400,a\n-1e400,b\n", 2 },
        { "a very long cell", "x,c\n1," + new string('z', 300_000) + "\n", 1 },
        { "very many columns", "x,c," + string.Join(',', Enumerable.Range(0, 20_000)) + "\n1,a\n", 1 },
        { "a formula", "x,c\n1,=cmd|'/c calc'!A1\n", 1 },
        { "blank lines", "x,c\n\n1,a\n\n", 1 },
    };

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Files))]
    public void Gives_a_score_for_every_row_or_the_reason_why_not(string what, string text, int rows)
    {
        string model = folder.Write("m.pmml", Pmml.Linear);
        string data = folder.Write("d.csv", text);

        MlopsResult result = Mlops.Run("score", model, "--data", data, "--out", folder["o.csv"], "--target", "sqlite");

        Assert.True(result.ExitCode is 0 or 4, $"{what}: {result.ExitCode} {result.Error}");
        if (result.ExitCode == 0)
        {
            int written = File.ReadAllLines(folder["o.csv"]).Length - 1;
            Assert.True(written >= rows, $"{what}: {written} rows");
        }
        else
        {
            Assert.Contains("d.csv", result.Error, StringComparison.Ordinal);
            Assert.False(File.Exists(folder["o.csv"]));
        }
    }

    [Fact]
    public void The_same_column_twice_counts_where_it_stands_first()
    {
        string model = folder.Write("m.pmml", Pmml.Linear);
        string data = folder.Write("d.csv", "x,c,x\n1,a,9\n");

        Mlops.Run("score", model, "--data", data, "--out", folder["o.csv"], "--target", "reference").Exits(0);

        Assert.StartsWith("y,prediction,twice\n13,", File.ReadAllText(folder["o.csv"]), StringComparison.Ordinal);
    }
}
