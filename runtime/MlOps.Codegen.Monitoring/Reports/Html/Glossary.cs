namespace MlOps.Codegen.Monitoring.Reports.Html;

/// <summary>What the figures of a report mean, for whoever has nothing but the page.</summary>
internal static class Glossary
{
    /// <summary>The terms, in the order of the page.</summary>
    public static IReadOnlyList<Term> Terms { get; } =
    [
        new("Reference", "The rows that windows are compared with. Its bins, counts and critical values are frozen; the hash of the baseline ties results to them."),
        new("Changed", "The difference is beyond chance among all columns of the window (χ², false discoveries controlled by Benjamini and Hochberg’s procedure) and large enough to matter. Critical: the stability index is, too. An alert asks that it lasts."),
        new("Stability index", "Population stability index, Σ(q−p)·ln(q/p) over bins, with shares p of the reference and q of the window. By chance it stays below the bound beside it in 99 of 100 windows of this size."),
        new("Jensen-Shannon", "Distance of the shares, with natural logarithms: 0 for equal ones, 0.83 at most."),
        new("Kolmogorov-Smirnov", "Largest difference of the distribution functions at the ends of intervals."),
        new("Wasserstein", "How far values would have to be moved on average, in standard deviations of the reference."),
        new("χ² probability", "How probable such a difference is without a change, of this column alone."),
        new("Missing, invalid, unseen, out of range", "Shares of all rows: NULL; no finite number; a category that is not counted on its own; a number beyond those of the reference."),
        new("Area under the ROC curve", "How probable it is that a positive row has a higher score than a negative one, ties counting half. 0.5 is chance."),
        new("Brier score, log loss", "Errors of scores that are probabilities; smaller is better."),
        new("Over all looks", "Intervals and probabilities that hold at all looks together, whenever one stops looking."),
        new("Calibration error, bias, slope", "Mean distance of mean score and share of positive rows over the intervals of the score; their difference over all rows; the slope of outcomes on scores, 1 where they are calibrated."),
        new("Estimated", "Expected by the scores without outcomes: right if they are calibrated, and blind to a change of what inputs mean."),
        new("Lift", "How many times as many of the selected rows are positive as of all rows."),
        new("Calibration", "Whether of the rows with a mean score of 0.3 three in ten are positive."),
        new("Ratio of selection rates", "Smallest over largest selection rate of the groups of a protected attribute."),
        new("Difference of odds", "The larger of the largest differences of true and of false positive rates between groups."),
    ];

    /// <summary>A term and its meaning.</summary>
    /// <param name="Name">The term.</param>
    /// <param name="Meaning">The meaning.</param>
    internal sealed record Term(string Name, string Meaning);
}
