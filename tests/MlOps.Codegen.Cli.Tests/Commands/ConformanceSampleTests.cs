using System.Globalization;
using MlOps.Codegen.Cli.Tests.Running;
using Sylvan.Data.Csv;

namespace MlOps.Codegen.Cli.Tests.Commands;

/// <summary>
/// A few models of every kind from the suite beside the repository, against its expected numbers. The whole suite is run by the
/// program that comes with it.
/// </summary>
public sealed class ConformanceSampleTests : IDisposable
{
    private const int PerElement = 2;
    private const long MostBytes = 200_000;
    private readonly TempFolder folder = new();

    public static TheoryData<string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (string model in Sample())
            {
                foreach (string target in new[] { "reference", "duckdb", "sqlite" })
                {
                    cases.Add(model, target);
                }
            }

            return cases;
        }
    }

    public void Dispose() => folder.Dispose();

    [SkippableTheory]
    [MemberData(nameof(Cases))]
    public void A_model_of_the_suite_scores_as_expected(string model, string target)
    {
        Skip.If(Repository.Suite is null, "the conformance suite (../shared/suite) is not there");
        Dictionary<string, string> row = Rows().Single(row => row["path"] == model);
        MlopsResult result = Mlops.Run(
            "score", InSuite(model), "--data", InSuite(row["input_path"]), "--out", folder["o.csv"], "--target", target);
        Skip.If(result.ExitCode == 3, $"refused: {result.Error.Split('\n')[0]}");
        result.Exits(0);

        double tolerance = Math.Max(1e-9, 4 * Number(row["max_rel_diff"]));
        (Dictionary<string, int> columns, List<string[]> scores) = Read(folder["o.csv"]);
        (Dictionary<string, int> wanted, List<string[]> expected) = Read(InSuite(row["expected_path"]));
        string[] common = [.. columns.Keys.Intersect(wanted.Keys)];
        Assert.NotEmpty(common);
        Assert.Equal(expected.Count, scores.Count);
        foreach ((string[] score, string[] wish) in scores.Zip(expected))
        {
            Assert.All(common, column => Assert.True(
                IsSame(score[columns[column]], wish[wanted[column]], tolerance), $"{column}: {score[columns[column]]}, expected {wish[wanted[column]]}"));
        }
    }

    private static IEnumerable<string> Sample() => Repository.Suite is null
        ? ["(no suite)"]
        : Rows()
            .Where(row => row["role"] == "model" && row["state"] == "gate" && row["format"] == "pmml")
            .Where(row => row["input_path"].Length > 0 && row["input_path"] != row["expected_path"] && long.Parse(row["bytes"], CultureInfo.InvariantCulture) < MostBytes)
            .GroupBy(row => row["model_element"])
            .SelectMany(group => group.OrderBy(row => row["path"], StringComparer.Ordinal).Take(PerElement))
            .Select(row => row["path"]);

    private static IEnumerable<Dictionary<string, string>> Rows()
    {
        string[] lines = File.ReadAllLines(InSuite("MANIFEST.tsv"));
        string[] names = lines[0].Split('\t');
        return lines.Skip(1).Select(line => names.Zip(line.Split('\t')).ToDictionary(pair => pair.First, pair => pair.Second));
    }

    private static string InSuite(string path) => Path.Combine(Repository.Suite!, path);

    private static (Dictionary<string, int> Columns, List<string[]> Rows) Read(string path)
    {
        using CsvDataReader csv = CsvDataReader.Create(path, new CsvDataReaderOptions { CsvStyle = CsvStyle.Lax });
        var columns = Enumerable.Range(0, csv.FieldCount).ToDictionary(csv.GetName, i => i);
        var rows = new List<string[]>();
        while (csv.Read())
        {
            rows.Add([.. Enumerable.Range(0, columns.Count).Select(i => csv.GetString(i) is "NA" or "N/A" ? "" : csv.GetString(i))]);
        }

        return (columns, rows);
    }

    // The suite's own rule: numbers within the tolerance, relative above 1 and absolute below; a question mark asks nothing.
    private static bool IsSame(string actual, string expected, double tolerance)
    {
        if (expected == "?" || string.Equals(actual, expected, StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        return double.TryParse(actual, NumberStyles.Float, CultureInfo.InvariantCulture, out double x)
            && double.TryParse(expected, NumberStyles.Float, CultureInfo.InvariantCulture, out double y)
            && Math.Abs(x - y) <= tolerance * Math.Max(1, Math.Abs(y));
    }

    private static double Number(string text) => text.Length == 0 ? 0 : double.Parse(text, CultureInfo.InvariantCulture);
}
