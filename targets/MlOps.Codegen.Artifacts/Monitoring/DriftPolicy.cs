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

    /// <summary>Says what is out of range.</summary>
    /// <exception cref="FormatException">Something is.</exception>
    public void Validate()
    {
        Check(Bins is >= 2 and <= 100, "bins is from 2 to 100");
        Check(Categories is >= 1 and <= 200, "categories is from 1 to 200");
        Check(MinimumCategoryRows >= 1, "minimumCategoryRows is at least 1");
        Check(Epsilon is > 0 and < 0.1, "epsilon is above 0 and below 0.1");
        Check(FalseDiscoveryRate is > 0 and < 0.5, "falseDiscoveryRate is above 0 and below 0.5");
        Check(Confidence is > 0.5 and < 1, "confidence is above 0.5 and below 1");
        Check(WarningStability > 0 && CriticalStability >= WarningStability, "warningStability is above 0, and criticalStability at least that");
        Check(MinimumJensenShannon > 0 && MinimumWasserstein > 0 && MinimumRate > 0, "minimum effects are above 0");
        Check(WindowsChanged >= 1 && WindowsLookedAt >= WindowsChanged, "windowsChanged is at least 1, and windowsLookedAt at least that");
        Check(MinimumRows >= 1 && MinimumGroupRows >= 1, "minimumRows and minimumGroupRows are at least 1");
    }

    private static void Check(bool holds, string rule)
    {
        if (!holds)
        {
            throw new FormatException($"policy: {rule}");
        }
    }
}
