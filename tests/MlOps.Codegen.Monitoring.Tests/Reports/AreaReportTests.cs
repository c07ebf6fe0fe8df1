using MlOps.Codegen.Artifacts.Monitoring;
using MlOps.Codegen.Monitoring.Reports;

namespace MlOps.Codegen.Monitoring.Tests.Reports;

public class AreaReportTests
{
    [Fact]
    public void An_area_is_as_bad_as_the_worst_in_it_in_the_latest_window_that_has_figures()
    {
        // Outcomes of the latest two windows are not known: the AUC of the twelfth would be beyond its limit, and that of the tenth is.
        Dictionary<ReportArea, AreaReport> areas = SampleReport.Of(12).Areas.ToDictionary(area => area.Area);
        Assert.Equal((AreaState.Critical, 12L), (areas[ReportArea.Inputs].State, areas[ReportArea.Inputs].Window));
        Assert.Equal([SampleReport.Script, SampleReport.Long], areas[ReportArea.Inputs].Subjects);
        Assert.Equal(1, areas[ReportArea.Inputs].OpenAlerts);
        Assert.Equal(AreaState.InOrder, areas[ReportArea.Scores].State);
        Assert.Equal((AreaState.Warning, 1), (areas[ReportArea.Accuracy].State, areas[ReportArea.Accuracy].OpenAlerts));
        Assert.Equal(AreaState.InOrder, areas[ReportArea.Fairness].State);
        Assert.Equal(AreaState.Unjudged, areas[ReportArea.Value].State);
        Assert.Equal(AreaState.Unknown, areas[ReportArea.Challenger].State);
        Assert.All(SampleReport.Of(0).Areas, area => Assert.Equal((AreaState.Unknown, (long?)null), (area.State, area.Window)));
    }

    [Fact]
    public void The_curves_follow_falling_scores()
    {
        CurvePoint[] curve = [new(BinNumbers.Above, 2, 2, 0.9), new(BinNumbers.Below, 4, 0, 0.05), new(BinNumbers.Invalid, 9, 9, null), new(1, 4, 1, 0.2), new(2, 2, 1, 0.6)];
        IReadOnlyList<RankingPoint> points = RankingPoint.Of(curve);
        Assert.Equal([null, BinNumbers.Above, 2, 1, BinNumbers.Below], points.Select(point => point.Bin));
        Assert.Equal([0, 2 / 4.0, 3 / 4.0, 1, 1], points.Select(point => point.TruePositiveRate!.Value));
        Assert.Equal([0, 0, 1 / 8.0, 4 / 8.0, 1], points.Select(point => point.FalsePositiveRate!.Value));
        Assert.Equal([null, 3, 2.25, 1.5, 1], points.Select(point => point.Lift));

        // The area under it is that of the ranking whose ties are the intervals.
        double area = points.Zip(points.Skip(1), (a, b) => (b.FalsePositiveRate!.Value - a.FalsePositiveRate!.Value) * (a.TruePositiveRate!.Value + b.TruePositiveRate!.Value) / 2).Sum();
        IEnumerable<(double, bool)> rows = curve.Where(point => point.MeanScore is not null)
            .SelectMany(point => Enumerable.Range(0, (int)point.Rows).Select(i => (point.MeanScore!.Value, i < point.Positives)));
        Assert.Equal(Monitoring.Statistics.Ranking.Auc([.. rows])!.Value, area, 12);
        Assert.Empty(RankingPoint.Of([]));
        Assert.All(RankingPoint.Of([new CurvePoint(1, 3, 0, 0.5)]), point => Assert.Null(point.TruePositiveRate));
    }
}
