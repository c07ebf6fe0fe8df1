using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Series;

namespace MlOps.Codegen.Monitoring.Reports.Html.Charts;

/// <summary>Shares by name, as lying bars: names are longer than bars are wide.</summary>
internal static class BarChart
{
    private const double RowHeight = 26;
    private const double AxisHeight = 48;

    /// <summary>How high a chart is.</summary>
    /// <param name="rows">How many names it has.</param>
    public static double Height(int rows) => AxisHeight + (RowHeight * rows);

    /// <summary>Draws shares of the reference, as frames, and of a window, filled; or the latter alone.</summary>
    /// <param name="rows">The names with their shares, the first at the top.</param>
    public static Markup Draw(IReadOnlyList<(string Name, double? Reference, double? Share)> rows)
    {
        PlotModel model = ChartFrame.Empty();
        model.Axes.Add(ChartFrame.Names(rows.Select(row => row.Name)));
        LinearAxis axis = ChartFrame.Numbers(AxisPosition.Bottom, "", FigureStyle.Share);
        axis.Minimum = 0;
        axis.MinimumPadding = 0;
        model.Axes.Add(axis);
        if (rows.Any(row => row.Reference is not null))
        {
            var reference = new BarSeries { FillColor = OxyColors.Transparent, StrokeColor = ChartColor.Reference, StrokeThickness = 1.5 };
            reference.Items.AddRange(rows.Select(row => new BarItem(row.Reference ?? 0)));
            model.Series.Add(reference);
        }

        var current = new BarSeries { FillColor = ChartColor.Current, StrokeThickness = 0 };
        current.Items.AddRange(rows.Select(row => new BarItem(row.Share ?? 0)));
        model.Series.Add(current);
        return ChartFrame.Draw(model, Height(rows.Count));
    }
}
