using MlOps.Codegen.Artifacts.Monitoring;

namespace MlOps.Codegen.Monitoring.Reports;

/// <summary>
/// What selecting the highest scores down to an interval would give: a point of the ROC curve, of the curve of lift, and of gains. From 0
/// upwards, beginning with nothing selected.
/// </summary>
/// <param name="Bin">The last interval that is selected; null where nothing is.</param>
/// <param name="SelectedShare">The share of rows that are selected.</param>
/// <param name="TruePositiveRate">The share of positive rows that are selected; null where there are none.</param>
/// <param name="FalsePositiveRate">The share of negative rows that are selected; null where there are none.</param>
/// <param name="Lift">How many times as many of the selected rows are positive as of all rows; null where nothing is selected, or no row is positive.</param>
public sealed record RankingPoint(int? Bin, double SelectedShare, double? TruePositiveRate, double? FalsePositiveRate, double? Lift)
{
    /// <summary>The points of a window.</summary>
    /// <param name="curve">Its outcomes by interval of the score. Scores that are no numbers have no place in an order and are left out.</param>
    /// <returns>One point more than there are intervals with rows; none where there are no rows.</returns>
    public static IReadOnlyList<RankingPoint> Of(IEnumerable<CurvePoint> curve)
    {
        CurvePoint[] falling = [.. curve.Where(point => point.Bin != BinNumbers.Invalid && point.Rows > 0).OrderByDescending(Place)];
        long rows = falling.Sum(point => point.Rows);
        long positives = falling.Sum(point => point.Positives);
        if (rows == 0)
        {
            return [];
        }

        List<RankingPoint> points = [new RankingPoint(null, 0, Share(0, positives), Share(0, rows - positives), null)];
        long selected = 0;
        long hits = 0;
        foreach (CurvePoint point in falling)
        {
            selected += point.Rows;
            hits += point.Positives;
            double? lift = positives == 0 ? null : (double)hits / selected / ((double)positives / rows);
            points.Add(new RankingPoint(point.Bin, (double)selected / rows, Share(hits, positives), Share(selected - hits, rows - positives), lift));
        }

        return points;
    }

    // Numbers beyond the reference's range have bins whose numbers say nothing of their place.
    private static int Place(CurvePoint point) => point.Bin switch
    {
        BinNumbers.Below => int.MinValue,
        BinNumbers.Above => int.MaxValue,
        _ => point.Bin,
    };

    private static double? Share(long part, long whole) => whole == 0 ? null : (double)part / whole;
}
