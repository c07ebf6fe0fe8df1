using MlOps.Codegen.Artifacts.Monitoring;
using MlOps.Codegen.Monitoring.Baselines;
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
    public void A_figure_is_judged_by_limits_by_changes_and_by_bands()
    {
        MonitorSpecification specification = new()
        {
            Model = "m",
            Table = "t",
            TimeColumn = "at",
            Columns = [new MonitoredColumn("x", ColumnKind.Numeric)],
            Limits = [new MetricLimit("auc", AtLeast: 0.7, FallsBy: 0.05), new MetricLimit("brier", RisesBy: 0.01)],
        };
        MonitoringBaseline baseline = BaselineBuilder.Freeze(specification, null, null, 10, [BaselineBuilder.Numeric(specification.Columns[0], 0, 1, 1, [0.5])]) with
        {
            Reference = [new ReferenceMetric("auc", "", "", 0.8, 500), new ReferenceMetric("brier", "region", "north", 0.2, 100)],
            Bands = [new PerformanceBand("estimated_accuracy", 0.8, 0.01, 10, 400)],
        };
        bool? Judge(string metric, double? value, string slice = "", string part = "", long rows = 400) => new MetricJudgement(baseline).IsBeyond(new MetricReport(metric, slice, part, value, rows));
        Assert.Equal([false, true, true], new[] { 0.76, 0.74, 0.69 }.Select(value => Judge("auc", value)));
        Assert.Equal([false, true], new[] { 0.71, 0.69 }.Select(value => Judge("auc", value, "region", "north")));
        Assert.Equal([false, true, null], new[] { Judge("brier", 0.205, "region", "north"), Judge("brier", 0.215, "region", "north"), Judge("brier", 0.9) });
        Assert.Equal([false, true, true, false], new[] { (0.83 - 1e-9, 400), (0.831, 400), (0.769, 10_000), (0.831, 300) }.Select(each => Judge("estimated_accuracy", each.Item1, rows: each.Item2)));
        Assert.Null(Judge("auc", null));
        Assert.Null(Judge("gini", 0));
    }
}
