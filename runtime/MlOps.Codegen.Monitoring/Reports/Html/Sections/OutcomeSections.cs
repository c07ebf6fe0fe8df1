using System.Globalization;
using MlOps.Codegen.Artifacts.Monitoring;
using MlOps.Codegen.Monitoring.Reports.Html.Charts;
using MlOps.Codegen.Monitoring.Statistics;

namespace MlOps.Codegen.Monitoring.Reports.Html.Sections;

/// <summary>What outcomes say: accuracy, champion and challenger, fairness, worth, and how runs go.</summary>
/// <param name="report">The report.</param>
/// <param name="trends">Its windows over time.</param>
internal sealed class OutcomeSections(MonitorReport report, Trends trends)
{
    /// <summary>How right the model is.</summary>
    public SectionView Accuracy()
    {
        int place = Latest(window => window.Ranking.Count > 0);
        return Metrics(
            ReportArea.Accuracy,
            "accuracy",
            "Accuracy",
            place < 0
                ? "No outcome is known yet: what is estimated is right if scores are calibrated, and blind to a change of what inputs mean."
                : $"Outcomes come late: the latest window with some is {Period(report.Windows[place])}.",
            place < 0 ? [] : [.. Curves(place)]);
    }

    /// <summary>The challenger beside the champion.</summary>
    public SectionView Challenger()
    {
        (WindowReport Window, string Path)[] compared = [.. trends.Windows.Where(each => each.Window.Challenge is not null)];
        if (compared.Length == 0)
        {
            return new SectionView("challenger", "Champion and challenger", ["There is no challenger whose scores or decisions could be compared."]);
        }

        return new SectionView(
            "challenger",
            "Champion and challenger",
            ["Both scored the same rows. What is said of a window is of one look at it; what is said over all looks holds whenever one stops looking, however often one has looked."])
        {
            Charts = [.. compared.Any(each => each.Window.Challenge!.Ranking is not null) ? [Difference(compared)] : Array.Empty<ChartView>()],
            Tables = [.. compared.Any(each => each.Window.Challenge!.DecisionProbability is not null) ? [Pairs(compared)] : Array.Empty<TableView>()],
        };
    }

    /// <summary>Whom the model treats how.</summary>
    public SectionView Fairness()
    {
        int place = Latest(window => window.Groups.Count > 0);
        SectionView section = Metrics(
            ReportArea.Fairness,
            "fairness",
            "Fairness",
            "The ratio of the smallest to the largest selection rate; by the four-fifths rule it is 0.8 at least. The difference of odds is the larger of the largest differences of true and of false positive rates.",
            place < 0 ? [] : [.. report.Windows[place].Groups.Select(group => group.Attribute).Distinct().Select((attribute, i) => Groups(place, attribute, i))]);
        return place < 0 ? section : section with { Tables = [GroupTable(place), .. report.ImpactTrends.Count == 0 ? Array.Empty<TableView>() : [ImpactTable()]] };
    }

    /// <summary>What the model is worth.</summary>
    public SectionView Value() => Metrics(ReportArea.Value, "value", "Value", "Measures of the user’s own, in the database’s SQL.", []);

    /// <summary>How runs go.</summary>
    public SectionView Operations() => Metrics(ReportArea.Operations, "operations", "Operations", "Runs of batches that begin in a window.", []);

    private SectionView Metrics(ReportArea area, string id, string title, string note, IReadOnlyList<ChartView> charts)
    {
        (string Metric, string Slice)[] known =
        [
            .. report.Windows.SelectMany(window => window.Metrics)
                .Where(metric => metric.Value is not null && metric.SliceValue.Length == 0 && AreaOf(metric.Metric) == area)
                .Select(metric => (metric.Metric, metric.Slice))
                .Distinct()
                .OrderBy(each => MetricCatalog.Place(each.Metric)).ThenBy(each => each.Metric, StringComparer.Ordinal).ThenBy(each => each.Slice, StringComparer.Ordinal),
        ];
        ChartView[] drawn = [.. known.Select((each, i) => trends.OfMetric($"{id}-{(i + 1).ToString(CultureInfo.InvariantCulture)}", each.Metric, each.Slice, Title(each.Metric, each.Slice))).OfType<ChartView>()];
        return drawn.Length + charts.Count == 0
            ? new SectionView(id, title, ["There are no figures."])
            : new SectionView(id, title, [note]) { Charts = [.. charts, .. drawn], Details = [.. Slices(area)] };
    }

    private IEnumerable<TableView> Slices(ReportArea area)
    {
        int place = Latest(window => window.Metrics.Any(metric => IsOfPart(metric, area)));
        if (place < 0)
        {
            yield break;
        }

        WindowReport window = report.Windows[place];
        (MetricReport Metric, int Index)[] parts = [.. window.Metrics.Select((metric, i) => (metric, i)).Where(each => IsOfPart(each.metric, area))];
        foreach (IGrouping<string, (MetricReport Metric, int Index)> slice in parts.GroupBy(each => each.Metric.Slice))
        {
            string[] names = [.. slice.Select(each => each.Metric.Metric).Distinct().OrderBy(MetricCatalog.Place).ThenBy(name => name, StringComparer.Ordinal)];
            yield return new TableView(
                $"{slice.Key}, {Period(window)}",
                Cells.Headings(slice.Key, [.. names.Select(MetricCatalog.Title), "Rows"]),
                [
                    .. slice.GroupBy(each => each.Metric.SliceValue).Select(part => new RowView(
                        Cells.Text(part.Key),
                        [
                            .. names.Select(name => part.FirstOrDefault(each => each.Metric.Metric == name) is { Metric: { } metric, Index: var i } ? Cells.Measure(MetricPath(place, i, "value"), metric.Value) : Cells.Measure("", null)),
                            Cells.Count(MetricPath(place, part.First().Index, "rows"), part.First().Metric.Rows),
                        ])),
                ]);
        }
    }

    private bool IsOfPart(MetricReport metric, ReportArea area) => metric.SliceValue.Length > 0 && AreaOf(metric.Metric) == area && metric.Value is not null;

    private IEnumerable<ChartView> Curves(int place)
    {
        WindowReport window = report.Windows[place];
        IReadOnlyList<RankingCut> points = window.Ranking;
        TableView ranking = RankingTable(place, points);
        if (points.All(point => point is { TruePositiveRate: not null, FalsePositiveRate: not null }))
        {
            yield return new ChartView(
                "roc",
                "ROC",
                $"Share of positive rows against share of negative rows that are selected by falling score, {Period(window)}, at the ends of {points.Count} intervals of the score. The diagonal is what chance gives.",
                CurveChart.Height,
                CurveChart.Draw(
                    [(0, 0), .. points.Select(point => (point.FalsePositiveRate!.Value, point.TruePositiveRate!.Value))], ((0, 0), (1, 1)), "False positive rate", FigureStyle.Share, "True positive rate", FigureStyle.Share),
                [new LegendView("dot", "score"), new LegendView("reference-dash", "chance")],
                null,
                ranking);
        }

        RankingCut[] lifted = [.. points.Where(point => point.Lift is not null)];
        if (lifted.Length > 0)
        {
            yield return new ChartView(
                "lift",
                "Lift",
                $"How many times as many of the selected rows are positive as of all rows, {Period(window)}. At 1 the score says nothing. The figures are in the table of the ROC curve.",
                CurveChart.Height,
                CurveChart.Draw([.. lifted.Select(point => (point.Share, point.Lift!.Value))], ((0, 1), (1, 1)), "Selected rows", FigureStyle.Share, "Lift", FigureStyle.Measure),
                [new LegendView("dot", "score"), new LegendView("reference-dash", "chance")],
                "The figures are in the table of the ROC curve.",
                null);
        }

        CurvePoint[] calibrated = [.. window.Curve.Where(point => point is { MeanScore: >= 0 and <= 1, PositiveRate: not null }).OrderBy(point => point.MeanScore)];
        if (calibrated.Length > 0 && calibrated.Length == window.Curve.Count(point => point.Rows > 0))
        {
            yield return new ChartView(
                "calibration",
                "Calibration",
                $"Share of positive rows against mean score, {Period(window)}, by interval of the score. On the diagonal scores are probabilities.",
                CurveChart.Height,
                CurveChart.Draw([.. calibrated.Select(point => (point.MeanScore!.Value, point.PositiveRate!.Value))], ((0, 0), (1, 1)), "Mean score", FigureStyle.Share, "Positive rows", FigureStyle.Share),
                [new LegendView("dot", "interval"), new LegendView("reference-dash", "calibrated")],
                null,
                CurveTable(place));
        }
    }

    private static TableView RankingTable(int place, IReadOnlyList<RankingCut> points) => new(
        "ROC and lift, by falling score",
        Cells.Headings("Score above", "Rows", "Share of rows", "True positive rate", "False positive rate", "Precision", "Lift"),
        [
            .. points.Select((point, i) =>
            {
                string path = string.Create(CultureInfo.InvariantCulture, $"windows[{place}].ranking[{i}]");
                return new RowView(
                    point.Threshold is { } threshold ? new CellView([new PartView(Figure: Figure.Of($"{path}.threshold", threshold, FigureStyle.Edge))], IsNumber: false) : Cells.Text("all rows"),
                    [
                        Cells.Count($"{path}.rows", point.Rows), Cells.Share($"{path}.share", point.Share), Cells.Share($"{path}.truePositiveRate", point.TruePositiveRate),
                        Cells.Share($"{path}.falsePositiveRate", point.FalsePositiveRate), Cells.Share($"{path}.precision", point.Precision), Cells.Measure($"{path}.lift", point.Lift),
                    ]);
            }),
        ]);

    private TableView CurveTable(int place) => new(
        "Outcomes by interval of the score",
        Cells.Headings("Score", "Rows", "Positive rows", "Share of positive rows", "Mean score"),
        [
            .. report.Windows[place].Curve.Select((point, i) =>
            {
                string path = string.Create(CultureInfo.InvariantCulture, $"windows[{place}].curve[{i}]");
                return new RowView(
                    Interval(point.Bin),
                    [
                        Cells.Count($"{path}.rows", point.Rows), Cells.Count($"{path}.positives", point.Positives), Cells.Share($"{path}.positiveRate", point.PositiveRate), Cells.Measure($"{path}.meanScore", point.MeanScore),
                    ]);
            }),
        ]);

    private CellView Interval(int bin)
    {
        for (int i = 0; i < report.Windows[0].Columns.Count; i++)
        {
            if (report.Windows[0].Columns[i].Role == "score" && report.Distributions[i].Bins.Select((each, b) => (each, b)).FirstOrDefault(each => each.each.Bin == bin) is { each: { } found, b: var place })
            {
                return ColumnSections.Name(string.Create(CultureInfo.InvariantCulture, $"distributions[{i}].bins[{place}]"), found);
            }
        }

        return Cells.Text($"interval {bin.ToString(CultureInfo.InvariantCulture)}");
    }

    private ChartView Difference((WindowReport Window, string Path)[] compared)
    {
        (WindowReport Window, string Path)[] tested = [.. compared.Where(each => each.Window.Challenge!.Ranking is not null)];
        TrendPoint[] points =
        [
            .. trends.Windows.Select(each => each.Window.Challenge?.Ranking is { } test
                ? new TrendPoint(each.Window.From, test.Difference, 0, test.Low, test.High)
                : new TrendPoint(each.Window.From, null)),
        ];
        return new ChartView(
            "auc-difference",
            "Area under the ROC curve, challenger less champion",
            Trends.Describe("Area under the ROC curve, challenger less champion", points, tested.Length) + " Upright lines are intervals of 95 % confidence.",
            TrendChart.Height,
            TrendChart.Draw(points, FigureStyle.Measure, [new TrendMark(0, "equally good")], fromZero: false),
            [new LegendView("dot", "difference"), new LegendView("interval", "95 % confidence (DeLong)"), new LegendView("dash", "equally good")],
            null,
            new TableView(
                "Champion and challenger by window",
                Cells.Headings("Window", "Champion", "Challenger", "Difference", "from", "to", "Probability", "Over all looks", "from", "to", "Probability"),
                [
                    .. tested.Select(each =>
                    {
                        DeLongTest test = each.Window.Challenge!.Ranking!;
                        string path = $"{each.Path}.challenge.ranking";
                        return new RowView(
                            Cells.Period(each.Path, each.Window.From, each.Window.To),
                            [
                                Cells.Measure($"{path}.champion", test.Champion), Cells.Measure($"{path}.challenger", test.Challenger), Cells.Measure($"{path}.difference", test.Difference),
                                Cells.Measure($"{path}.low", test.Low), Cells.Measure($"{path}.high", test.High), Cells.Measure($"{path}.probability", test.Probability),
                                .. Over(each.Path, each.Window.Challenge!.Sequence),
                            ]);
                    }),
                ]));
    }

    private static IEnumerable<CellView> Over(string window, SequentialLook? sequence) =>
    [
        Cells.Measure($"{window}.challenge.sequence.difference", sequence?.Difference), Cells.Measure($"{window}.challenge.sequence.low", sequence?.Low),
        Cells.Measure($"{window}.challenge.sequence.high", sequence?.High), Cells.Measure($"{window}.challenge.sequence.probability", sequence?.Probability),
    ];

    private static TableView Pairs((WindowReport Window, string Path)[] compared) => new(
        "Decisions that only one of them got right (McNemar)",
        Cells.Headings("Window", "Only the champion", "Only the challenger", "Probability", "over all looks"),
        [
            .. compared.Where(each => each.Window.Challenge!.DecisionProbability is not null).Reverse().Select(each => new RowView(
                Cells.Period(each.Path, each.Window.From, each.Window.To),
                [
                    Cells.Count($"{each.Path}.challenge.onlyChampionRight", each.Window.Challenge!.OnlyChampionRight),
                    Cells.Count($"{each.Path}.challenge.onlyChallengerRight", each.Window.Challenge!.OnlyChallengerRight),
                    Cells.Measure($"{each.Path}.challenge.decisionProbability", each.Window.Challenge!.DecisionProbability),
                    Cells.Measure($"{each.Path}.challenge.decisionSequenceProbability", each.Window.Challenge!.DecisionSequenceProbability),
                ])),
        ]);

    private ChartView Groups(int place, string attribute, int number)
    {
        WindowReport window = report.Windows[place];
        GroupCounts[] groups = [.. window.Groups.Where(group => group.Attribute == attribute).Select(group => group.Counts)];
        return new ChartView(
            string.Create(CultureInfo.InvariantCulture, $"groups-{number + 1}"),
            $"Selection rates by {attribute}",
            $"Shares of selected rows by {attribute}, {Period(window)}, of {groups.Length} groups.",
            BarChart.Height(groups.Length),
            BarChart.Draw([.. groups.Select(group => (group.Group, (double?)null, group.SelectionRate))]),
            [new LegendView("bar", "selected rows")],
            groups.Any(group => group.Rows < report.Basis.Policy.MinimumGroupRows) ? $"Groups with fewer than {report.Basis.Policy.MinimumGroupRows} rows are not judged." : null,
            null);
    }

    private TableView GroupTable(int place) => new(
        $"Decisions by group, {Period(report.Windows[place])}",
        [
            new HeadingView("Attribute", false), new HeadingView("Group", false),
            .. ((string[])["Rows", "Selected", "Selection rate", "Positive outcomes", "True positive rate", "False positive rate"]).Select(heading => new HeadingView(heading, true)),
        ],
        [
            .. report.Windows[place].Groups.Select((group, i) =>
            {
                string path = string.Create(CultureInfo.InvariantCulture, $"windows[{place}].groups[{i}].counts");
                return new RowView(
                    Cells.Text(group.Attribute),
                    [
                        Cells.Text(group.Counts.Group), Cells.Count($"{path}.rows", group.Counts.Rows), Cells.Count($"{path}.selected", group.Counts.Selected),
                        Cells.Share($"{path}.selectionRate", group.Counts.SelectionRate), Cells.Count($"{path}.positives", group.Counts.Positives),
                        Cells.Share($"{path}.truePositiveRate", group.Counts.TruePositiveRate), Cells.Share($"{path}.falsePositiveRate", group.Counts.FalsePositiveRate),
                    ]);
            }),
        ]);

    private TableView ImpactTable() => new(
        "Selection rates of groups over that of the group that is selected most, over all windows",
        [
            new HeadingView("Attribute", false), new HeadingView("Group", false), new HeadingView("Against", false),
            .. ((string[])["Windows", "Ratio now", "Times in 30 days", "Probability without a trend"]).Select(heading => new HeadingView(heading, true)),
        ],
        [
            .. report.ImpactTrends.Select((trend, i) =>
            {
                string path = string.Create(CultureInfo.InvariantCulture, $"impactTrends[{i}]");
                return new RowView(
                    Cells.Text(trend.Attribute),
                    [
                        Cells.Text(trend.Group), Cells.Text(trend.Compared), Cells.Count($"{path}.windows", trend.Windows), Cells.Measure($"{path}.ratio", trend.Ratio),
                        Cells.Measure($"{path}.monthlyChange", trend.MonthlyChange), Cells.Measure($"{path}.probability", trend.Probability),
                    ]);
            }),
        ]);

    // The windows are the latest first.
    private int Latest(Func<WindowReport, bool> condition)
    {
        for (int i = 0; i < report.Windows.Count; i++)
        {
            if (condition(report.Windows[i]))
            {
                return i;
            }
        }

        return -1;
    }

    private ReportArea AreaOf(string metric) => MetricCatalog.AreaOf(metric, report.Basis.Values);

    private static string Title(string metric, string slice) => slice.Length == 0 ? MetricCatalog.Title(metric) : $"{MetricCatalog.Title(metric)}: {slice}";

    private static string MetricPath(int window, int metric, string member) => string.Create(CultureInfo.InvariantCulture, $"windows[{window}].metrics[{metric}].{member}");

    private static string Period(WindowReport window) => $"{Figure.Show(window.From)} to {Figure.Show(window.To)}";
}
