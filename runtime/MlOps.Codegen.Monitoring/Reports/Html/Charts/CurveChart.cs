using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Series;

namespace MlOps.Codegen.Monitoring.Reports.Html.Charts;

/// <summary>A line of points in a plane, beside what chance or a perfect model would give.</summary>
internal static class CurveChart
{
    /// <summary>How high a curve is.</summary>
    public const double Height = 300;

    /// <summary>Draws a curve.</summary>
    /// <param name="points">Its points, from the left.</param>
    /// <param name="expected">The two ends of the line that it is compared with.</param>
    /// <param name="across">What is measured from left to right.</param>
    /// <param name="acrossStyle">How that is shown.</param>
    /// <param name="up">What is measured upwards.</param>
    /// <param name="upStyle">How that is shown.</param>
    public static Markup Draw(
        IReadOnlyList<(double X, double Y)> points, ((double X, double Y) From, (double X, double Y) To) expected, string across, FigureStyle acrossStyle, string up, FigureStyle upStyle)
    {
        PlotModel model = ChartFrame.Empty();
        LinearAxis x = ChartFrame.Numbers(AxisPosition.Bottom, across, acrossStyle);
        LinearAxis y = ChartFrame.Numbers(AxisPosition.Left, up, upStyle);
        (double X, double Y)[] all = [.. points, expected.From, expected.To];
        x.Minimum = Math.Min(0, all.Min(point => point.X));
        x.Maximum = all.Max(point => point.X);
        y.Minimum = Math.Min(0, all.Min(point => point.Y));
        y.Maximum = all.Max(point => point.Y) * 1.02;
        model.Axes.Add(x);
        model.Axes.Add(y);
        var chance = new LineSeries { Color = ChartColor.Reference, LineStyle = LineStyle.Dash, StrokeThickness = 1.5 };
        chance.Points.Add(new DataPoint(expected.From.X, expected.From.Y));
        chance.Points.Add(new DataPoint(expected.To.X, expected.To.Y));
        model.Series.Add(chance);
        var line = new LineSeries { Color = ChartColor.Current, StrokeThickness = 2, MarkerType = MarkerType.Circle, MarkerSize = 3.5, MarkerFill = ChartColor.Current };
        line.Points.AddRange(points.Select(point => new DataPoint(point.X, point.Y)));
        model.Series.Add(line);
        return ChartFrame.Draw(model, Height);
    }
}
