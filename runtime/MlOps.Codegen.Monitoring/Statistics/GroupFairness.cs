namespace MlOps.Codegen.Monitoring.Statistics;

/// <summary>What is decided about the rows of one group of a protected attribute.</summary>
/// <param name="Group">The group.</param>
/// <param name="Rows">How many rows it has.</param>
/// <param name="Selected">How many of them are selected.</param>
/// <param name="Positives">How many have a known positive outcome.</param>
/// <param name="TruePositives">How many of these are selected.</param>
/// <param name="Negatives">How many have a known negative outcome.</param>
/// <param name="FalsePositives">How many of these are selected.</param>
public sealed record GroupCounts(string Group, long Rows, long Selected, long Positives, long TruePositives, long Negatives, long FalsePositives)
{
    /// <summary>The share of rows that are selected.</summary>
    public double? SelectionRate => Share(Selected, Rows);

    /// <summary>The share of positive rows that are selected.</summary>
    public double? TruePositiveRate => Share(TruePositives, Positives);

    /// <summary>The share of negative rows that are selected.</summary>
    public double? FalsePositiveRate => Share(FalsePositives, Negatives);

    private static double? Share(long part, long whole) => whole == 0 ? null : (double)part / whole;
}

/// <summary>Whether groups are treated alike.</summary>
/// <param name="SelectionRatio">The smallest selection rate over the largest: below 0.8 is adverse impact by the four-fifths rule (29 CFR 1607.4 D). Missing where no row is selected, or there are fewer than two groups.</param>
/// <param name="EqualizedOdds">The larger of the largest differences of true and of false positive rates; missing where they are not known for two groups.</param>
/// <param name="Left">The groups that are left out, since they have too few rows.</param>
public sealed record GroupFairness(double? SelectionRatio, double? EqualizedOdds, IReadOnlyList<string> Left)
{
    /// <summary>Compares groups.</summary>
    /// <param name="groups">The groups.</param>
    /// <param name="minimumRows">Groups with fewer rows say nothing, and groups with fewer rows of a class nothing of the rate among these.</param>
    public static GroupFairness Of(IEnumerable<GroupCounts> groups, long minimumRows)
    {
        ILookup<bool, GroupCounts> parts = groups.ToLookup(group => group.Rows >= minimumRows);
        GroupCounts[] large = [.. parts[true]];
        double[] rates = [.. large.Select(group => group.SelectionRate).OfType<double>()];
        double? ratio = rates.Length < 2 || rates.Max() == 0 ? null : rates.Min() / rates.Max();
        double? odds = Largest(
            Range(large.Where(group => group.Positives >= minimumRows).Select(group => group.TruePositiveRate)),
            Range(large.Where(group => group.Negatives >= minimumRows).Select(group => group.FalsePositiveRate)));
        return new GroupFairness(ratio, odds, [.. parts[false].Select(group => group.Group)]);
    }

    private static double? Range(IEnumerable<double?> rates)
    {
        double[] known = [.. rates.OfType<double>()];
        return known.Length < 2 ? null : known.Max() - known.Min();
    }

    private static double? Largest(double? first, double? second) =>
        first is null ? second : second is null ? first : Math.Max(first.Value, second.Value);
}
