namespace MlOps.Codegen.Monitoring.Statistics;

/// <summary>A point of the ROC curve, of the lift curve and of the gains curve: what choosing all rows from a score on would yield.</summary>
/// <param name="Interval">The lowest interval of the score that is chosen, from 1; scores beyond the reference's range belong to the outer ones.</param>
/// <param name="Threshold">Above which score rows are chosen; null for all rows.</param>
/// <param name="Rows">How many rows are chosen.</param>
/// <param name="Share">Which share of the rows.</param>
/// <param name="TruePositiveRate">Which share of the positive rows; missing where there are none.</param>
/// <param name="FalsePositiveRate">Which share of the negative rows; missing where there are none.</param>
/// <param name="Precision">Which share of the chosen rows is positive.</param>
/// <param name="Lift">How many times more positive rows are among the chosen ones than among all; missing where there are none.</param>
public sealed record RankingCut(int Interval, double? Threshold, long Rows, double Share, double? TruePositiveRate, double? FalsePositiveRate, double Precision, double? Lift)
{
    /// <summary>The points at the ends of intervals, the highest score first; exact, since an interval is chosen as a whole.</summary>
    /// <param name="intervals">The intervals that have rows, the highest scores first: number, end below, rows, and positive rows among them.</param>
    public static IReadOnlyList<RankingCut> Of(IReadOnlyCollection<(int Number, double? Below, long Rows, long Positives)> intervals)
    {
        double all = intervals.Sum(interval => interval.Rows);
        double allPositives = intervals.Sum(interval => interval.Positives);
        double allNegatives = all - allPositives;
        long rows = 0;
        long positives = 0;
        return
        [
            .. intervals.Where(interval => interval.Rows > 0).Select(interval =>
            {
                rows += interval.Rows;
                positives += interval.Positives;
                double precision = (double)positives / rows;
                return new RankingCut(
                    interval.Number,
                    interval.Below,
                    rows,
                    rows / all,
                    allPositives == 0 ? null : positives / allPositives,
                    allNegatives == 0 ? null : (rows - positives) / allNegatives,
                    precision,
                    allPositives == 0 ? null : precision / (allPositives / all));
            }),
        ];
    }
}
