namespace MlOps.Codegen.Monitoring.Statistics;

/// <summary>
/// How the selection rate of a group, over that of the group which is selected most, changes from window to window: the slope of a weighted
/// line through the logarithms of the ratios. A ratio that falls is adverse impact that grows, before it is below four fifths.
/// </summary>
/// <param name="Attribute">The protected attribute.</param>
/// <param name="Group">The group.</param>
/// <param name="Compared">The group that is selected most, over all windows together.</param>
/// <param name="Windows">How many windows have enough rows of both.</param>
/// <param name="Ratio">The ratio that the line has at the last window.</param>
/// <param name="MonthlyChange">By which factor the ratio changes in 30 days; 1 for no change.</param>
/// <param name="Probability">The probability of such a slope, or a steeper one, without a trend; windows that vary more than chance makes them widen it.</param>
public sealed record ImpactTrend(string Attribute, string Group, string Compared, int Windows, double Ratio, double MonthlyChange, double Probability)
{
    /// <summary>Below so many windows there is no line.</summary>
    public const int FewestWindows = 3;

    private const double DaysOfMonth = 30;

    /// <summary>The trends of all groups of an attribute but the one that is selected most.</summary>
    /// <param name="attribute">The attribute.</param>
    /// <param name="windows">When windows begin, and what was decided about the groups in them.</param>
    /// <param name="minimumRows">In a window, groups with fewer rows say nothing.</param>
    public static IReadOnlyList<ImpactTrend> Of(string attribute, IReadOnlyCollection<(DateTime Begins, IReadOnlyList<GroupCounts> Groups)> windows, long minimumRows)
    {
        (DateTime Begins, GroupCounts[] Groups)[] large = [.. windows.Select(window => (window.Begins, window.Groups.Where(group => group.Rows >= minimumRows).ToArray())).OrderBy(window => window.Begins)];
        string[] groups =
        [
            .. large.SelectMany(window => window.Groups).GroupBy(group => group.Group)
                .OrderByDescending(group => (double)group.Sum(counts => counts.Selected) / group.Sum(counts => counts.Rows))
                .ThenBy(group => group.Key, StringComparer.Ordinal)
                .Select(group => group.Key),
        ];
        return [.. groups.Skip(1).Order(StringComparer.Ordinal).Select(group => Line(attribute, group, groups[0], large)).OfType<ImpactTrend>()];
    }

    private static ImpactTrend? Line(string attribute, string group, string compared, IEnumerable<(DateTime Begins, GroupCounts[] Groups)> windows)
    {
        List<(double Day, double LogRatio, double Weight)> points = [];
        DateTime? first = null;
        foreach ((DateTime begins, GroupCounts[] groups) in windows)
        {
            if (groups.FirstOrDefault(counts => counts.Group == group) is { } own && groups.FirstOrDefault(counts => counts.Group == compared) is { } other)
            {
                first ??= begins;

                // Half a row is added, so that a group of which nobody is selected has a logarithm (S. D. Walter 1975).
                double variance = (1 / (own.Selected + 0.5)) - (1 / (own.Rows + 0.5)) + (1 / (other.Selected + 0.5)) - (1 / (other.Rows + 0.5));
                double ratio = Math.Log((own.Selected + 0.5) / (own.Rows + 0.5)) - Math.Log((other.Selected + 0.5) / (other.Rows + 0.5));
                if (variance > 0)
                {
                    points.Add(((begins - first.Value).TotalDays, ratio, 1 / variance));
                }
            }
        }

        if (points.Count < FewestWindows)
        {
            return null;
        }

        double weights = points.Sum(point => point.Weight);
        double day = points.Sum(point => point.Weight * point.Day) / weights;
        double mean = points.Sum(point => point.Weight * point.LogRatio) / weights;
        double spread = points.Sum(point => point.Weight * (point.Day - day) * (point.Day - day));
        double slope = points.Sum(point => point.Weight * (point.Day - day) * (point.LogRatio - mean)) / spread;

        // Windows may differ by more than chance, as seasons do: the line is as uncertain as they lie off it (R. T. Birge 1932).
        double off = points.Sum(point => point.Weight * Math.Pow(point.LogRatio - mean - (slope * (point.Day - day)), 2)) / (points.Count - 2);
        double error = Math.Sqrt(Math.Max(1, off) / spread);
        return new ImpactTrend(
            attribute, group, compared, points.Count, Math.Exp(mean + (slope * (points[^1].Day - day))), Math.Exp(slope * DaysOfMonth), CriticalValue.NormalTails(slope / error));
    }
}
