using MlOps.Codegen.Monitoring.Reports.Html.Charts;

namespace MlOps.Codegen.Monitoring.Reports.Html.Sections;

/// <summary>Makes charts of figures over windows.</summary>
/// <param name="report">The report.</param>
internal sealed class Trends(MonitorReport report)
{
    /// <summary>The windows with their places in the JSON, the earliest first.</summary>
    public IReadOnlyList<(WindowReport Window, string Path)> Windows { get; } =
        [.. report.Windows.Select((window, i) => (window, $"windows[{i}]")).Reverse()];

    /// <summary>A chart of a figure of all rows; null where no window has it.</summary>
    /// <param name="id">By which its elements are tied together.</param>
    /// <param name="metric">The figure.</param>
    /// <param name="slice">The column by which rows are divided, for a figure of all parts; empty for none.</param>
    /// <param name="title">What the chart is called.</param>
    public ChartView? OfMetric(string id, string metric, string slice, string title)
    {
        (WindowReport Window, string Path, int Index)[] known =
        [
            .. Windows.Select(each => (each.Window, each.Path, Find(each.Window, metric, slice))).Where(each => each.Item3 >= 0 && each.Window.Metrics[each.Item3].Value is not null),
        ];
        if (known.Length == 0)
        {
            return null;
        }

        TrendMark[] marks =
        [
            .. report.Basis.Limits.Where(limit => limit.Metric == metric).SelectMany(limit => new[]
            {
                limit.AtLeast is { } least ? new TrendMark(least, $"at least {Figure.Show(least, FigureStyle.Measure)}") : null,
                limit.AtMost is { } most ? new TrendMark(most, $"at most {Figure.Show(most, FigureStyle.Measure)}") : null,
            }).OfType<TrendMark>(),
            .. Changes(metric, slice),
            .. report.Bands.Where(band => band.Metric == metric && slice.Length == 0).SelectMany(band => new[] { new TrendMark(band.Low, "expected from"), new TrendMark(band.High, "expected to") }),
        ];
        TrendPoint[] points =
        [
            .. Windows.Select(each => Find(each.Window, metric, slice) is var place and >= 0
                ? new TrendPoint(each.Window.From, each.Window.Metrics[place].Value, each.Window.Metrics[place].IsBeyondLimit == true ? 1 : 0)
                : new TrendPoint(each.Window.From, null)),
        ];
        return new ChartView(
            id,
            title,
            Describe(title, points, known.Length),
            TrendChart.Height,
            TrendChart.Draw(points, FigureStyle.Measure, marks, fromZero: false),
            Legend(points.Any(point => point.Severity > 0), marks.Length > 0, "beyond its limit"),
            null,
            new TableView(
                $"{title} by window",
                Cells.Headings("Window", "Value", "Rows"),
                [
                    .. known.Select(each => new RowView(
                        Cells.Period(each.Path, each.Window.From, each.Window.To),
                        [
                            Cells.Measure($"{each.Path}.metrics[{each.Index}].value", each.Window.Metrics[each.Index].Value),
                            Cells.Count($"{each.Path}.metrics[{each.Index}].rows", each.Window.Metrics[each.Index].Rows),
                        ])),
                ]));
    }

    /// <summary>What a trend shows, in words.</summary>
    /// <param name="title">What it is of.</param>
    /// <param name="points">Its points.</param>
    /// <param name="known">How many of them have a value.</param>
    public static string Describe(string title, IReadOnlyList<TrendPoint> points, int known)
    {
        double[] values = [.. points.Select(point => point.Value).OfType<double>()];
        if (values.Length == 0)
        {
            return $"{title}: no window has it.";
        }

        string last = Figure.Show(values[^1], FigureStyle.Measure);
        return $"{title} in {known} windows: from {Figure.Show(values.Min(), FigureStyle.Measure)} to {Figure.Show(values.Max(), FigureStyle.Measure)}, in the latest of them {last}. The table has all figures.";
    }

    /// <summary>The legend of a trend.</summary>
    /// <param name="hasLoud">Whether a window is marked.</param>
    /// <param name="hasMarks">Whether there is a line to compare with.</param>
    /// <param name="loud">What marked windows are.</param>
    public static IReadOnlyList<LegendView> Legend(bool hasLoud, bool hasMarks, string loud) =>
    [
        new LegendView("dot", "window"),
        .. hasLoud ? [new LegendView("triangle", loud)] : Array.Empty<LegendView>(),
        .. hasMarks ? [new LegendView("dash", "limit")] : Array.Empty<LegendView>(),
    ];

    // Limits on changes from the reference, of the same rows.
    private IEnumerable<TrendMark> Changes(string metric, string slice) =>
        from limit in report.Basis.Limits
        from reference in report.Reference
        where limit.Metric == metric && reference.Metric == metric && reference.Slice == slice && reference.SliceValue.Length == 0
        from end in new[] { reference.Value - limit.FallsBy, reference.Value + limit.RisesBy }
        where end is not null
        select new TrendMark(end.Value, $"{(end < reference.Value ? "at least" : "at most")} {Figure.Show(end.Value, FigureStyle.Measure)}");

    private static int Find(WindowReport window, string metric, string slice)
    {
        for (int i = 0; i < window.Metrics.Count; i++)
        {
            if (window.Metrics[i].Metric == metric && window.Metrics[i].Slice == slice && window.Metrics[i].SliceValue.Length == 0)
            {
                return i;
            }
        }

        return -1;
    }
}
