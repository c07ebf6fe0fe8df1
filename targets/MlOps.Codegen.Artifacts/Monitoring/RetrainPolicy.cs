using System.Collections.Immutable;
using System.Globalization;
using MlOps.Codegen.Artifacts.Monitoring.Reading;

namespace MlOps.Codegen.Artifacts.Monitoring;

/// <summary>When a model is trained again, by what, and what the result must be better by: the section <c>retrain</c> of a monitor's file.</summary>
public sealed record RetrainPolicy
{
    /// <summary>
    /// The program and its arguments, started as they stand, without a shell. In an argument <c>{output}</c>, <c>{to}</c>, <c>{asOf}</c>,
    /// <c>{table}</c>, <c>{model}</c> and <c>{request}</c> are replaced by what the variables of the same meaning hold.
    /// </summary>
    public required ImmutableArray<string> Command { get; init; }

    /// <summary>The name of the model file that the command writes; its ending tells the format.</summary>
    public string ModelFile { get; init; } = "model.zip";

    /// <summary>Which of a model's outputs is compared; null for the name of the column whose role is score.</summary>
    public string? Score { get; init; }

    /// <summary>A cron expression of five fields, in the time of the time column; null for no schedule.</summary>
    public string? Schedule { get; init; }

    /// <summary>Figures of windows that must not be out of order for long.</summary>
    public ImmutableArray<RetrainMetric> Metrics { get; init; } = [];

    /// <summary>How many outcomes must have become known after the last training's rows; null for no such trigger.</summary>
    public long? Labels { get; init; }

    /// <summary>How many days before the time of the request are held out of training, at least 1: champion and challenger are compared on them.</summary>
    public int HeldOutDays { get; init; } = 7;

    /// <summary>By how much the area under the ROC curve must grow to matter, 0 to 1.</summary>
    public double MinimumEffect { get; init; } = 0.005;

    /// <summary>The probability below which a difference is not by chance, between 0 and 1.</summary>
    public double Significance { get; init; } = 0.05;

    /// <summary>After how many retrained versions in a row that are no better retraining has stopped helping, at least 1.</summary>
    public int RemodelAfter { get; init; } = 3;

    /// <summary>After how many minutes the command is ended, 1 to 10,080.</summary>
    public int TimeLimitMinutes { get; init; } = 60;

    /// <summary>What is missing or out of range.</summary>
    internal IEnumerable<SpecificationProblem> Problems()
    {
        (string Member, bool Holds, string Rule)[] rules =
        [
            ("/command", !Command.IsDefaultOrEmpty && !string.IsNullOrWhiteSpace(Command[0]), "command names a program"),
            ("/modelFile", IsFileName(ModelFile), "modelFile is the name of a file, without folders"),
            ("", Schedule is not null || !Metrics.IsDefaultOrEmpty || Labels is not null, "one of schedule, metrics and labels says when"),
            ("/labels", Labels is null or > 0, "labels is at least 1"),
            ("/heldOutDays", HeldOutDays is >= 1 and <= 3_660, "heldOutDays is from 1 to 3660"),
            ("/minimumEffect", MinimumEffect is >= 0 and < 1, "minimumEffect is from 0 to 1"),
            ("/significance", Significance is > 0 and < 1, "significance is between 0 and 1"),
            ("/remodelAfter", RemodelAfter is >= 1 and <= 1_000, "remodelAfter is from 1 to 1000"),
            ("/timeLimitMinutes", TimeLimitMinutes is >= 1 and <= 10_080, "timeLimitMinutes is from 1 to 10080"),
            .. Metrics.SelectMany(Of),
        ];
        return rules.Where(rule => !rule.Holds).Select(rule => new SpecificationProblem($"/retrain{rule.Member}", $"retrain: {rule.Rule}"));
    }

    private static IEnumerable<(string Member, bool Holds, string Rule)> Of(RetrainMetric metric, int i)
    {
        string at = string.Create(CultureInfo.InvariantCulture, $"/metrics/{i}");
        return
        [
            ($"{at}/metric", !string.IsNullOrWhiteSpace(metric.Metric), "every metric has a name"),
            (at, metric.AtLeast is not null || metric.AtMost is not null, $"the metric {metric.Metric} has atLeast or atMost"),
            ($"{at}/windows", metric.Windows is >= 1 and <= 1_000, $"the metric {metric.Metric} has 1 to 1000 windows"),
            (at, metric.Slice is null == metric.SliceValue is null, $"the metric {metric.Metric} has slice and sliceValue, or neither"),
        ];
    }

    private static bool IsFileName(string name) =>
        Path.GetFileName(name) == name && name is not ("" or "." or "..") && name.IndexOfAny(Path.GetInvalidFileNameChars()) < 0;
}

/// <summary>A figure that must not be out of order in so many windows, one after the other.</summary>
/// <param name="Metric">Its name, such as <c>auc</c>.</param>
/// <param name="AtLeast">The smallest value that is in order; null for none.</param>
/// <param name="AtMost">The largest value that is in order; null for none.</param>
/// <param name="Windows">In how many of the latest windows it must be out of order.</param>
/// <param name="Slice">The column by whose value rows are looked at; null for all rows.</param>
/// <param name="SliceValue">The value.</param>
public sealed record RetrainMetric(
    string Metric, double? AtLeast = null, double? AtMost = null, int Windows = 2, string? Slice = null, string? SliceValue = null);
