using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Series;

namespace MlOps.Codegen.Monitoring.Reports.Html.Charts;

/// <summary>A figure of a window.</summary>
/// <param name="Time">Where the window begins.</param>
/// <param name="Value">The figure; null where it is missing, which breaks the line.</param>
/// <param name="Severity">0; 1 where it matters; 2 where it is critical.</param>
/// <param name="Low">Where its interval of confidence begins; null for none.</param>
/// <param name="High">Where that ends.</param>
internal sealed record TrendPoint(DateTime Time, double? Value, int Severity = 0, double? Low = null, double? High = null);

/// <summary>A value that a trend is compared with.</summary>
/// <param name="Value">The value.</param>
/// <param name="Name">What it is.</param>
/// <param name="IsCritical">Whether what is beyond it is critical.</param>
internal sealed record TrendMark(double Value, string Name, bool IsCritical = false);

/// <summary>A figure over windows.</summary>
internal static class TrendChart
{
    /// <summary>How high a trend is.</summary>
    public const double Height = 190;

    private const double HeadRoom = 0.12;
    private const double MarkerSize = 3;
    private const double LoudMarkerSize = 5;

    /// <summary>Draws a trend; intervals, where there are some, as upright lines.</summary>
    /// <param name="points">The windows, the earliest first.</param>
    /// <param name="style">How numbers are shown.</param>
    /// <param name="marks">What they are compared with.</param>
    /// <param name="fromZero">Whether the axis begins at zero.</param>
    public static Markup Draw(IReadOnlyList<TrendPoint> points, FigureStyle style, IReadOnlyList<TrendMark> marks, bool fromZero)
    {
        PlotModel model = ChartFrame.Empty();
        model.Axes.Add(ChartFrame.Times());
        LinearAxis axis = ChartFrame.Numbers(AxisPosition.Left, "", style);
        (axis.Minimum, axis.Maximum) = Range(points, marks, fromZero);
        model.Axes.Add(axis);
        foreach (TrendMark mark in marks)
        {
            model.Annotations.Add(ChartFrame.Mark(mark.Value, mark.Name, mark.IsCritical ? ChartColor.Critical : ChartColor.Warning, atLeft: !mark.IsCritical));
        }

        foreach (TrendPoint point in points.Where(point => point is { Low: not null, High: not null }))
        {
            var interval = new LineSeries { Color = ChartColor.Reference, StrokeThickness = 2 };
            interval.Points.Add(At(point, point.Low));
            interval.Points.Add(At(point, point.High));
            model.Series.Add(interval);
        }

        var line = new LineSeries { Color = ChartColor.Current, StrokeThickness = 1.5, MarkerType = MarkerType.Circle, MarkerSize = MarkerSize, MarkerFill = ChartColor.Current, Decimator = null };
        line.Points.AddRange(points.Select(point => At(point, point.Value)));
        model.Series.Add(line);
        model.Series.Add(Loud(points, 1, MarkerType.Triangle, ChartColor.Warning));
        model.Series.Add(Loud(points, 2, MarkerType.Diamond, ChartColor.Critical));
        return ChartFrame.Draw(model, Height);
    }

    // By shape too, for whom colours are alike.
    private static ScatterSeries Loud(IEnumerable<TrendPoint> points, int severity, MarkerType shape, OxyColor color)
    {
        var series = new ScatterSeries { MarkerType = shape, MarkerSize = LoudMarkerSize, MarkerFill = color };
        series.Points.AddRange(points.Where(point => point.Severity == severity && point.Value is not null).Select(point => new ScatterPoint(DateTimeAxis.ToDouble(point.Time), point.Value!.Value)));
        return series;
    }

    private static DataPoint At(TrendPoint point, double? value) => new(DateTimeAxis.ToDouble(point.Time), value ?? double.NaN);

    private static (double Minimum, double Maximum) Range(IEnumerable<TrendPoint> points, IEnumerable<TrendMark> marks, bool fromZero)
    {
        double[] values = [.. points.SelectMany(point => new[] { point.Value, point.Low, point.High }).OfType<double>(), .. marks.Select(mark => mark.Value)];
        double low = values.DefaultIfEmpty(0).Min();
        double high = values.DefaultIfEmpty(1).Max();
        if (fromZero)
        {
            low = Math.Min(0, low);
        }

        double room = high > low ? (high - low) * HeadRoom : Math.Max(Math.Abs(high), 1) * HeadRoom;
        return (fromZero && low == 0 ? 0 : low - room, high + room);
    }
}
