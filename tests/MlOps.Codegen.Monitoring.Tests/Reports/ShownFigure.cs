using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using MlOps.Codegen.Monitoring.Reports;

namespace MlOps.Codegen.Monitoring.Tests.Reports;

/// <summary>A figure as it is on a page.</summary>
/// <param name="Path">Where it says that it is in the report's JSON.</param>
/// <param name="Value">The value that stands behind it.</param>
/// <param name="Text">What is shown.</param>
internal sealed partial record ShownFigure(string Path, string Value, string Text)
{
    private const double Percent = 100;

    /// <summary>Asserts that figures are those of a report: the value behind them to the last digit, what is shown to the last digit shown.</summary>
    public static void AssertAreThoseOf(MonitorReport report, IReadOnlyCollection<ShownFigure> figures)
    {
        using JsonDocument json = JsonDocument.Parse(ReportText.Json(report));
        Assert.All(figures, figure => figure.AssertIs(Find(json.RootElement, figure.Path)));

        // And all are there, of what the page is about.
        HashSet<string> shown = [.. figures.Select(figure => figure.Path)];
        string[] absent = [.. Numbers(json.RootElement, "").Where(IsWanted).Except(shown)];
        Assert.True(absent.Length == 0, $"not on the page: {string.Join(", ", absent.Take(20))}");
    }

    private void AssertIs(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.String)
        {
            Assert.Equal(element.GetString(), Value);
            Assert.StartsWith(Text.Replace(' ', 'T'), Value, StringComparison.Ordinal);
            return;
        }

        double number = element.GetDouble();
        Assert.Equal(number, double.Parse(Value, CultureInfo.InvariantCulture));
        Match parsed = Shown().Match(Text);
        Assert.True(parsed.Success, $"{Path} shows {Text}");
        double scale = (parsed.Groups["percent"].Success ? Percent : 1) / Math.Pow(10, parsed.Groups["power"].Success ? int.Parse(parsed.Groups["power"].Value, CultureInfo.InvariantCulture) : 0);
        double shown = double.Parse(parsed.Groups["number"].Value.Replace(",", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
        double half = 0.5 * Math.Pow(10, -parsed.Groups["decimals"].Length);
        Assert.True(Math.Abs(shown - (number * scale)) <= half * (1 + 1e-9) + (1e-12 * Math.Abs(shown)), $"{Path} is {number:R} and shows {Text}");

        // What is shown of a number that is not zero has a digit that is not zero, but for shares, whose two decimals are enough.
        Assert.True(shown != 0 || number == 0, $"{Path} is {number:R} and shows {Text}");
    }

    private static JsonElement Find(JsonElement element, string path)
    {
        foreach (Match step in Steps().Matches(path))
        {
            element = step.Groups["index"].Success ? element[int.Parse(step.Groups["index"].Value, CultureInfo.InvariantCulture)] : element.GetProperty(step.Groups["name"].Value);
        }

        return element;
    }

    private static IEnumerable<string> Numbers(JsonElement element, string path) => element.ValueKind switch
    {
        JsonValueKind.Number => [path],
        JsonValueKind.Array => element.EnumerateArray().SelectMany((item, i) => Numbers(item, $"{path}[{i}]")),
        JsonValueKind.Object => element.EnumerateObject()
            .Where(_ => !IsOfPart(element))
            .SelectMany(member => Numbers(member.Value, path.Length == 0 ? member.Name : $"{path}.{member.Name}")),
        _ => [],
    };

    // Figures of parts of the rows are shown of the latest window that has some.
    private static bool IsOfPart(JsonElement element) => element.TryGetProperty("sliceValue", out JsonElement part) && part.GetString()!.Length > 0;

    private static bool IsWanted(string path) => Wanted().IsMatch(path);

    [GeneratedRegex(@"^(?<number>-?[0-9,]+(\.(?<decimals>[0-9]+))?)(e(?<power>[+-][0-9]+))?(?<percent>%)?$", RegexOptions.ExplicitCapture)]
    private static partial Regex Shown();

    [GeneratedRegex(@"\[(?<index>[0-9]+)\]|(?<name>\w+)", RegexOptions.ExplicitCapture)]
    private static partial Regex Steps();

    [GeneratedRegex(
        @"^(version|basis\.rows|alerts\[\d+\]\.alert|windows\[\d+\]\.rows|windows\[\d+\]\.columns\[\d+\]\.(stability|stabilityBound|missingRate)"
        + @"|windows\[0\]\.columns\[\d+\]\.(jensenShannon|kolmogorovSmirnov|wasserstein|probability|invalidRate|unseenRate|outOfRangeRate)|windows\[\d+\]\.metrics\[\d+\]\.value"
        + @"|distributions\[\d+\]\.bins\[\d+\]\.(rows|share|referenceRows|referenceShare|lower|upper)"
        + @"|windows\[\d+\]\.challenge\.(ranking\.(champion|challenger|difference|low|high|probability)|sequence\.(difference|low|high|probability)|onlyChampionRight|onlyChallengerRight|decisionProbability|decisionSequenceProbability)"
        + @"|impactTrends\[\d+\]\.(windows|ratio|monthlyChange|probability)"
        + @"|windows\[0\]\.groups\[\d+\]\.counts\.(rows|selected|selectionRate|positives|truePositiveRate|falsePositiveRate))$",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Wanted();
}
