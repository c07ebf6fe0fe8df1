using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace MlOps.Codegen.Artifacts.Monitoring;

/// <summary>
/// What windows are compared with: the bins of every column and how many rows of the reference each has, and all constants of the
/// decisions. It is frozen; the same reference and specification give the same bytes.
/// </summary>
public sealed record MonitoringBaseline
{
    /// <summary>The layout of this file; raised when a reader of the former one would misunderstand it.</summary>
    public int FormatVersion { get; init; } = 1;

    /// <summary>What is monitored.</summary>
    public required MonitorSpecification Specification { get; init; }

    /// <summary>Where the reference begins, as the time column has it; null for the first row. A window must not lie inside the reference.</summary>
    public string? From { get; init; }

    /// <summary>Before which time the reference ends; null for the last row.</summary>
    public string? To { get; init; }

    /// <summary>How many rows the reference has.</summary>
    public required long Rows { get; init; }

    /// <summary>The columns, in the order of the specification.</summary>
    public required ImmutableArray<BaselineFeature> Features { get; init; }

    /// <summary>What χ² exceeds by chance, by degrees of freedom and level, so that a database needs no χ² function.</summary>
    public required ImmutableArray<CriticalLevel> Criticals { get; init; }

    /// <summary>What χ² with one degree of freedom exceeds by chance where the four rates of every column are tested (Bonferroni).</summary>
    public required double RateCritical { get; init; }

    /// <summary>
    /// From which exponent on Chernoff's bound of the Poisson distribution, c·ln(c/λ)−(c−λ), says the same: χ² is too light where few rows are
    /// expected.
    /// </summary>
    public required double RateExponent { get; init; }

    /// <summary>Accuracy, calibration, fairness and worth of the reference, as far as they are known: what limits on changes start from.</summary>
    public ImmutableArray<ReferenceMetric> Reference { get; init; } = [];

    /// <summary>Where expected performance lies in parts of the reference; empty where there are no scores and decisions, or too few parts with rows.</summary>
    public ImmutableArray<PerformanceBand> Bands { get; init; } = [];

    /// <summary>By which windows, results and this file are tied together: SHA-256 of the text of this file, in hexadecimal.</summary>
    [JsonIgnore]
    public string Hash => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(ToJson())));

    /// <summary>The baseline as JSON, ending with a line break.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, MonitoringJson.Indented) + "\n";

    /// <summary>The same without line breaks and blanks between: a constant of SQL.</summary>
    public string ToLine() => JsonSerializer.Serialize(this, MonitoringJson.Line);

    /// <summary>Reads a baseline.</summary>
    /// <param name="json">The text of its file.</param>
    /// <exception cref="FormatException">The text is no baseline, or one of a later format.</exception>
    public static MonitoringBaseline FromJson(string json)
    {
        try
        {
            MonitoringBaseline baseline = JsonSerializer.Deserialize<MonitoringBaseline>(json, MonitoringJson.Indented)
                ?? throw new FormatException("the file is empty");
            if (baseline.FormatVersion != 1)
            {
                throw new FormatException("the baseline was written by a later version of this program");
            }

            baseline.Specification.Validate();
            return baseline;
        }
        catch (JsonException exception)
        {
            throw new FormatException(exception.Message, exception);
        }
    }
}

/// <summary>A column of the reference.</summary>
public sealed record BaselineFeature
{
    /// <summary>The column.</summary>
    public required MonitoredColumn Column { get; init; }

    /// <summary>Between the intervals of a numeric column, ascending: an interval has its upper end. Empty for other columns.</summary>
    public ImmutableArray<double> Edges { get; init; } = [];

    /// <summary>The smallest number of the reference; null where there is none.</summary>
    public double? Low { get; init; }

    /// <summary>The largest number of the reference; null where there is none.</summary>
    public double? High { get; init; }

    /// <summary>The standard deviation of the numbers of the reference; null where there are none.</summary>
    public double? Deviation { get; init; }

    /// <summary>The categories that are counted on their own, the most frequent first. Empty for other columns.</summary>
    public ImmutableArray<string> Categories { get; init; } = [];

    /// <summary>Whether the reference has no categories but these, so that another one is unseen.</summary>
    public bool IsClosed { get; init; } = true;

    /// <summary>The bins, by number.</summary>
    public required ImmutableArray<BaselineBin> Bins { get; init; }
}

/// <summary>A bin of a column: what rows are counted by.</summary>
/// <param name="Bin">Its number: 1, 2, … for intervals and categories, one of <see cref="BinNumbers"/> for the rest.</param>
/// <param name="Cell">The bin that it is compared as: numbers beyond the reference's range belong to the outer intervals.</param>
/// <param name="Rows">How many rows of the reference it has.</param>
/// <param name="Lower">Above which number it begins; null for none.</param>
/// <param name="Upper">At which number it ends; null for none.</param>
/// <param name="Label">What to call it where it is no interval; null for one.</param>
public sealed record BaselineBin(int Bin, int Cell, long Rows, double? Lower = null, double? Upper = null, string? Label = null);

/// <summary>The numbers of bins that are neither intervals nor categories.</summary>
public static class BinNumbers
{
    /// <summary>NULL.</summary>
    public const int Missing = 0;

    /// <summary>Numbers below the smallest of the reference.</summary>
    public const int Below = -1;

    /// <summary>Numbers above the largest of the reference.</summary>
    public const int Above = -2;

    /// <summary>What is no number that can be computed with: NaN, infinite, or of a magnitude beyond <see cref="LargestNumber"/>.</summary>
    public const int Invalid = -3;

    /// <summary>Up to which magnitude numbers are computed with: squares of larger ones would leave the range of doubles, which some engines refuse.</summary>
    public const double LargestNumber = 1e100;

    /// <summary>Categories that are not counted on their own: unseen ones, and, where the reference has rare ones, these too.</summary>
    public const int Other = -4;
}

/// <summary>A figure of the reference.</summary>
/// <param name="Metric">What it is.</param>
/// <param name="Slice">By which column the rows were divided; empty for all rows.</param>
/// <param name="SliceValue">Which part it is of.</param>
/// <param name="Value">The figure.</param>
/// <param name="Rows">From how many rows it comes.</param>
public sealed record ReferenceMetric(string Metric, string Slice, string SliceValue, double Value, long Rows);

/// <summary>
/// How much a figure of performance that is expected without outcomes varies among parts of the reference. A window with fewer rows than
/// the parts have varies more, by the root of the ratio.
/// </summary>
/// <param name="Metric">The figure, such as <c>estimated_accuracy</c>.</param>
/// <param name="Mean">Its mean over the parts.</param>
/// <param name="Deviation">Its standard deviation (n − 1) over the parts; at least 1e-9.</param>
/// <param name="Chunks">How many parts had enough rows.</param>
/// <param name="Rows">How many rows these have on average.</param>
public sealed record PerformanceBand(string Metric, double Mean, double Deviation, int Chunks, double Rows)
{
    /// <summary>How far from the mean a window may lie.</summary>
    /// <param name="rows">How many rows the window has, at least 1.</param>
    /// <param name="deviations">How many standard deviations are in order.</param>
    public double Margin(long rows, double deviations) => deviations * Deviation * Math.Sqrt(Math.Max(1, Rows / rows));
}

/// <summary>What χ² exceeds with a probability of level/columns of the rate of false discoveries.</summary>
/// <param name="Degrees">The degrees of freedom.</param>
/// <param name="Level">From 1, the strictest, to the number of columns.</param>
/// <param name="Value">The critical value.</param>
public sealed record CriticalLevel(int Degrees, int Level, double Value);
