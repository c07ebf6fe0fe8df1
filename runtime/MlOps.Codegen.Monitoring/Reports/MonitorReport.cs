using MlOps.Codegen.Artifacts.Monitoring;

namespace MlOps.Codegen.Monitoring.Reports;

/// <summary>What the monitor has found of a model: figures that were computed in the database, and probabilities that follow from them.</summary>
/// <param name="Model">The model.</param>
/// <param name="Version">Its version.</param>
/// <param name="Baseline">The hash of the baseline.</param>
/// <param name="Windows">The windows, the latest first.</param>
/// <param name="Alerts">The alerts of these windows that nobody has acknowledged, the latest first.</param>
public sealed record MonitorReport(string Model, int Version, string Baseline, IReadOnlyList<WindowReport> Windows, IReadOnlyList<AlertRecord> Alerts)
{
    /// <summary>What windows are compared with, and what is judged how.</summary>
    public required BasisReport Basis { get; init; }

    /// <summary>The state of each area: columns, accuracy, fairness and so on.</summary>
    public IReadOnlyList<AreaReport> Areas { get; init; } = [];

    /// <summary>How the columns of the latest window are distributed, beside the reference; empty where there is no window.</summary>
    public IReadOnlyList<DistributionReport> Distributions { get; init; } = [];

    /// <summary>Where the reference and its parts lie: what windows' figures are held against.</summary>
    public IReadOnlyList<ReferenceMetric> Reference { get; init; } = [];

    /// <summary>How expected performance varies among parts of the reference.</summary>
    public IReadOnlyList<BandReport> Bands { get; init; } = [];

    /// <summary>How selection rates of groups change against each other, over all windows.</summary>
    public IReadOnlyList<Statistics.ImpactTrend> ImpactTrends { get; init; } = [];
}

/// <summary>What windows are compared with.</summary>
/// <param name="From">Where the reference begins, as the time column has it; null for the first row.</param>
/// <param name="To">Before which time it ends; null for the last row.</param>
/// <param name="Rows">How many rows it has.</param>
/// <param name="Policy">When a change is one.</param>
/// <param name="Limits">Limits on accuracy, fairness and worth.</param>
/// <param name="Values">What the model is worth.</param>
public sealed record BasisReport(
    string? From, string? To, long Rows, DriftPolicy Policy, IReadOnlyList<MetricLimit> Limits, IReadOnlyList<ValueMeasure> Values);

/// <summary>How a column is distributed.</summary>
/// <param name="Name">The column.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="Bins">Its bins: intervals ascending, or categories, the most frequent of the reference first; then the special ones.</param>
public sealed record DistributionReport(string Name, ColumnKind Kind, IReadOnlyList<DistributionBin> Bins);

/// <summary>A bin in the reference and in a window.</summary>
/// <param name="Bin">Its number; 0 and below for missing, invalid, unseen and out-of-range values (<see cref="BinNumbers"/>).</param>
/// <param name="Label">What to call it; null for an interval.</param>
/// <param name="Lower">Above which number it begins; the first interval has the smallest number of the reference itself.</param>
/// <param name="Upper">At which number it ends.</param>
/// <param name="ReferenceRows">How many rows of the reference it has.</param>
/// <param name="ReferenceShare">Their share of its rows, from 0 to 1; null where it has none.</param>
/// <param name="Rows">How many rows of the window it has.</param>
/// <param name="Share">Their share of its rows; null where it has none.</param>
public sealed record DistributionBin(
    int Bin, string? Label, double? Lower, double? Upper, long ReferenceRows, double? ReferenceShare, long Rows, double? Share);

/// <summary>A band of expected performance, for windows with as many rows as the parts of the reference have, or more.</summary>
/// <param name="Metric">The figure.</param>
/// <param name="Mean">Its mean over the parts.</param>
/// <param name="Low">Where the band begins.</param>
/// <param name="High">Where it ends.</param>
/// <param name="Chunks">How many parts there are.</param>
/// <param name="Rows">How many rows they have on average; of fewer rows the band is wider by the root of the ratio.</param>
public sealed record BandReport(string Metric, double Mean, double Low, double High, int Chunks, double Rows);

/// <summary>What was found in a window.</summary>
/// <param name="Window">Its number.</param>
/// <param name="From">Where it begins.</param>
/// <param name="To">Before which time it ends.</param>
/// <param name="Rows">How many rows it has.</param>
/// <param name="Columns">How its columns differ from the reference.</param>
/// <param name="Metrics">Accuracy, fairness and worth, as far as they are known.</param>
/// <param name="Groups">Decisions by group of a protected attribute.</param>
/// <param name="Curve">Outcomes by interval of the score.</param>
/// <param name="Challenge">The challenger beside the champion; null where there is none, or outcomes are not known.</param>
public sealed record WindowReport(
    long Window,
    DateTime From,
    DateTime To,
    long Rows,
    IReadOnlyList<ColumnReport> Columns,
    IReadOnlyList<MetricReport> Metrics,
    IReadOnlyList<GroupReport> Groups,
    IReadOnlyList<CurvePoint> Curve,
    ChallengeReport? Challenge)
{
    /// <summary>Points of the ROC, lift and gains curves at the ends of the score's intervals, the highest score first.</summary>
    public IReadOnlyList<Statistics.RankingCut> Ranking { get; init; } = [];
}

/// <summary>How a column differs from the reference. Figures are missing for empty windows, and where they are not defined.</summary>
public sealed record ColumnReport
{
    /// <summary>The column.</summary>
    public required string Name { get; init; }

    /// <summary>What it is to the model.</summary>
    public required string Role { get; init; }

    /// <summary>0; 1 where the change matters; 2 where it is critical.</summary>
    public required int Severity { get; init; }

    /// <summary>Whether the change is beyond chance, among all columns.</summary>
    public required bool IsSignificant { get; init; }

    /// <summary>The population stability index.</summary>
    public double? Stability { get; init; }

    /// <summary>What chance alone stays below, of the index.</summary>
    public double? StabilityBound { get; init; }

    /// <summary>The Jensen-Shannon distance, with natural logarithms.</summary>
    public double? JensenShannon { get; init; }

    /// <summary>The Hellinger distance.</summary>
    public double? Hellinger { get; init; }

    /// <summary>The total variation.</summary>
    public double? TotalVariation { get; init; }

    /// <summary>The largest difference of a bin's share.</summary>
    public double? LargestDifference { get; init; }

    /// <summary>max|F−G| at the ends of intervals.</summary>
    public double? KolmogorovSmirnov { get; init; }

    /// <summary>By how much that may understate.</summary>
    public double? KolmogorovSmirnovError { get; init; }

    /// <summary>The Wasserstein distance, in standard deviations of the reference.</summary>
    public double? Wasserstein { get; init; }

    /// <summary>The statistic of the χ² test.</summary>
    public double? ChiSquare { get; init; }

    /// <summary>Its degrees of freedom.</summary>
    public int? Degrees { get; init; }

    /// <summary>The probability of such a statistic without a change, of this column alone.</summary>
    public double? Probability { get; init; }

    /// <summary>The share of missing values.</summary>
    public double? MissingRate { get; init; }

    /// <summary>The share of values that are no finite numbers.</summary>
    public double? InvalidRate { get; init; }

    /// <summary>The share of categories that are not counted on their own.</summary>
    public double? UnseenRate { get; init; }

    /// <summary>The share of numbers beyond the reference's range.</summary>
    public double? OutOfRangeRate { get; init; }
}

/// <summary>A figure of accuracy, fairness or worth.</summary>
/// <param name="Metric">What it is.</param>
/// <param name="Slice">By which column the rows were divided; empty for all rows.</param>
/// <param name="SliceValue">Which part it is of.</param>
/// <param name="Value">The figure; missing where it is not defined.</param>
/// <param name="Rows">From how many rows it comes.</param>
public sealed record MetricReport(string Metric, string Slice, string SliceValue, double? Value, long Rows)
{
    /// <summary>Whether it breaks a limit of the specification, or lies outside the band of what is expected; null where it has neither.</summary>
    public bool? IsBeyondLimit { get; init; }
}

/// <summary>Decisions about a group.</summary>
/// <param name="Attribute">The protected attribute.</param>
/// <param name="Counts">The group and its counts.</param>
public sealed record GroupReport(string Attribute, Statistics.GroupCounts Counts);

/// <summary>Outcomes of an interval of the score.</summary>
/// <param name="Bin">The interval's number.</param>
/// <param name="Rows">How many rows it has whose outcome is known.</param>
/// <param name="Positives">How many of these are positive.</param>
/// <param name="MeanScore">Their mean score.</param>
public sealed record CurvePoint(int Bin, long Rows, long Positives, double? MeanScore)
{
    /// <summary>The share of positive rows: what the mean score is if it is calibrated.</summary>
    public double? PositiveRate => Rows == 0 ? null : (double)Positives / Rows;
}

/// <summary>A challenger beside the champion, over the same rows.</summary>
/// <param name="Ranking">The test of DeLong; null where no scores were compared.</param>
/// <param name="OnlyChampionRight">Rows that only the champion decided right; null where no decisions were compared.</param>
/// <param name="OnlyChallengerRight">Rows that only the challenger decided right.</param>
/// <param name="DecisionProbability">McNemar's probability of such a difference if both are equally good.</param>
public sealed record ChallengeReport(Statistics.DeLongTest? Ranking, long? OnlyChampionRight, long? OnlyChallengerRight, double? DecisionProbability)
{
    /// <summary>The areas over all windows up to this one, all looks accounted for; null where no scores were compared, or the window shares rows with another.</summary>
    public Statistics.SequentialLook? Sequence { get; init; }

    /// <summary>The probability of so uneven decisions at any of the looks; null likewise.</summary>
    public double? DecisionSequenceProbability { get; init; }
}

/// <summary>An alert.</summary>
/// <param name="Alert">Its number.</param>
/// <param name="Window">The window's number.</param>
/// <param name="From">Where the window begins.</param>
/// <param name="To">Before which time it ends.</param>
/// <param name="Subject">A column, or a figure that is beyond its limit.</param>
/// <param name="Severity">1, or 2 where it is critical.</param>
/// <param name="AcknowledgedBy">Who has seen it; null for nobody.</param>
public sealed record AlertRecord(long Alert, long Window, DateTime From, DateTime To, string Subject, int Severity, string? AcknowledgedBy);
