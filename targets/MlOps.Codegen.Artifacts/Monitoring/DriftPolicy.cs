namespace MlOps.Codegen.Artifacts.Monitoring;

/// <summary>When a change of a column is one that matters. It is frozen with the baseline.</summary>
/// <remarks>
/// A column is <i>changed</i> in a window where the change is beyond chance (a χ² test whose false discoveries among all columns are
/// controlled) and large enough to matter (one of the minimum effects). An <i>alert</i> is raised where a column was changed in
/// <see cref="WindowsChanged"/> of the last <see cref="WindowsLookedAt"/> windows.
/// </remarks>
public sealed record DriftPolicy
{
    /// <summary>How many intervals a numeric column is divided into: quantiles of the reference.</summary>
    public int Bins { get; init; } = 10;

    /// <summary>How many categories of a column are counted on their own; the rarer ones are counted together.</summary>
    public int Categories { get; init; } = 50;

    /// <summary>Categories with fewer rows in the reference are counted together: their names do not leave the database.</summary>
    public long MinimumCategoryRows { get; init; } = 5;

    /// <summary>What stands for a share that is smaller, in the population stability index.</summary>
    public double Epsilon { get; init; } = 1e-4;

    /// <summary>
    /// The rate of false discoveries among the columns of a window: how often a window without any drift has a changed column. Half of it
    /// is for distributions, half for rates of missing, invalid, unseen and out-of-range values.
    /// </summary>
    public double FalseDiscoveryRate { get; init; } = 0.005;

    /// <summary>How often chance must stay below the bound of the population stability index.</summary>
    public double Confidence { get; init; } = 0.99;

    /// <summary>A stability index from here on matters.</summary>
    public double WarningStability { get; init; } = 0.1;

    /// <summary>A stability index from here on is critical.</summary>
    public double CriticalStability { get; init; } = 0.25;

    /// <summary>A Jensen-Shannon distance (natural logarithms) from here on matters.</summary>
    public double MinimumJensenShannon { get; init; } = 0.1;

    /// <summary>A Wasserstein distance of numbers, in standard deviations of the reference, from here on matters.</summary>
    public double MinimumWasserstein { get; init; } = 0.1;

    /// <summary>A rate of missing, invalid, unseen or out-of-range values matters where it is so much above that of the reference.</summary>
    public double MinimumRate { get; init; } = 0.01;

    /// <summary>In so many windows a column must be changed before an alert is raised.</summary>
    public int WindowsChanged { get; init; } = 2;

    /// <summary>Among so many of the latest windows.</summary>
    public int WindowsLookedAt { get; init; } = 3;

    /// <summary>A window with fewer rows says nothing.</summary>
    public long MinimumRows { get; init; } = 30;

    /// <summary>A group with fewer rows says nothing of fairness, and a slice with fewer nothing of accuracy.</summary>
    public long MinimumGroupRows { get; init; } = 30;

    /// <summary>Into how many parts of equal time the reference is divided, of which the bands of expected performance come.</summary>
    public int ReferenceChunks { get; init; } = 10;

    /// <summary>How many standard deviations of the parts a band is wide, to either side.</summary>
    public double BandDeviations { get; init; } = 3;

    /// <summary>
    /// The difference of areas under the ROC curve that a challenger is watched for: the boundary for repeated looks is narrowest for such.
    /// </summary>
    public double SmallestDifference { get; init; } = 0.01;

    /// <summary>What is out of range.</summary>
    internal IEnumerable<Reading.SpecificationProblem> Problems()
    {
        (string Member, bool Holds, string Rule)[] rules =
        [
            ("bins", Bins is >= 2 and <= 100, "bins is from 2 to 100"),
            ("categories", Categories is >= 1 and <= 200, "categories is from 1 to 200"),
            ("minimumCategoryRows", MinimumCategoryRows >= 1, "minimumCategoryRows is at least 1"),
            ("epsilon", Epsilon is > 0 and < 0.1, "epsilon is above 0 and below 0.1"),
            ("falseDiscoveryRate", FalseDiscoveryRate is > 0 and < 0.5, "falseDiscoveryRate is above 0 and below 0.5"),
            ("confidence", Confidence is > 0.5 and < 1, "confidence is above 0.5 and below 1"),
            ("warningStability", WarningStability > 0, "warningStability is above 0"),
            ("criticalStability", CriticalStability >= WarningStability, "criticalStability is at least warningStability"),
            ("minimumJensenShannon", MinimumJensenShannon > 0, "minimumJensenShannon is above 0"),
            ("minimumWasserstein", MinimumWasserstein > 0, "minimumWasserstein is above 0"),
            ("minimumRate", MinimumRate > 0, "minimumRate is above 0"),
            ("windowsChanged", WindowsChanged >= 1, "windowsChanged is at least 1"),
            ("windowsLookedAt", WindowsLookedAt >= WindowsChanged, "windowsLookedAt is at least windowsChanged"),
            ("referenceChunks", ReferenceChunks is >= 3 and <= 100, "referenceChunks is from 3 to 100"),
            ("bandDeviations", BandDeviations is >= 1 and <= 10, "bandDeviations is from 1 to 10"),
            ("smallestDifference", SmallestDifference is > 0 and < 1, "smallestDifference is above 0 and below 1"),
            ("minimumRows", MinimumRows >= 1, "minimumRows is at least 1"),
            ("minimumGroupRows", MinimumGroupRows >= 1, "minimumGroupRows is at least 1"),
        ];
        return rules.Where(rule => !rule.Holds).Select(rule => new Reading.SpecificationProblem($"/policy/{rule.Member}", $"policy: {rule.Rule}"));
    }
}
