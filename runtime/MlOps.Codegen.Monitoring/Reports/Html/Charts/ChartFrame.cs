using OxyPlot;
using OxyPlot.Annotations;
using OxyPlot.Axes;

namespace MlOps.Codegen.Monitoring.Reports.Html.Charts;

/// <summary>What charts share: size, letters, axes, lines that mark a value.</summary>
internal static class ChartFrame
{
    /// <summary>How wide a chart is, in units of its own that are about a pixel each.</summary>
    public const double Width = 440;

    private const double FontSize = 12;
    private const double HeadRoom = 0.08;

    /// <summary>An empty chart.</summary>
    public static PlotModel Empty() => new()
    {
        DefaultFontSize = FontSize,
        TextColor = ChartColor.Ink,
        PlotAreaBorderColor = ChartColor.Grid,
        PlotAreaBorderThickness = new OxyThickness(0, 0, 0, 1),
        Padding = new OxyThickness(2, 6, 14, 2),
        Culture = System.Globalization.CultureInfo.InvariantCulture,
        IsLegendVisible = false,
    };

    /// <summary>An axis of numbers.</summary>
    /// <param name="position">Where it stands.</param>
    /// <param name="title">What it measures.</param>
    /// <param name="style">How its numbers are shown.</param>
    public static LinearAxis Numbers(AxisPosition position, string title, FigureStyle style) => new()
    {
        Position = position,
        Title = title,
        LabelFormatter = value => Figure.Show(Whole(value), style).Replace(".00%", "%", StringComparison.Ordinal),
        TitleColor = ChartColor.Ink,
        TextColor = ChartColor.Ink,
        TicklineColor = ChartColor.Grid,
        MajorGridlineStyle = LineStyle.Solid,
        MajorGridlineColor = ChartColor.Grid,
        MinorTickSize = 0,
        MinimumPadding = HeadRoom,
        MaximumPadding = HeadRoom,
    };

    /// <summary>An axis of time.</summary>
    public static DateTimeAxis Times() => new()
    {
        Position = AxisPosition.Bottom,
        StringFormat = "yyyy-MM-dd",
        IntervalLength = 90,
        TextColor = ChartColor.Ink,
        TicklineColor = ChartColor.Grid,
        MinorTickSize = 0,
        MinimumPadding = 0.03,
        MaximumPadding = 0.03,
        CalendarWeekRule = System.Globalization.CalendarWeekRule.FirstFourDayWeek,
        FirstDayOfWeek = DayOfWeek.Monday,
    };

    /// <summary>An axis of names, the first at the top.</summary>
    /// <param name="names">The names; long ones are cut.</param>
    public static CategoryAxis Names(IEnumerable<string> names)
    {
        var axis = new CategoryAxis
        {
            Position = AxisPosition.Left,
            StartPosition = 1,
            EndPosition = 0,
            GapWidth = 0.35,
            TextColor = ChartColor.Ink,
            TicklineColor = OxyColors.Transparent,
        };
        axis.Labels.AddRange(names.Select(Shortened));
        return axis;
    }

    /// <summary>A dashed line across a chart at a value, whose name stands above it.</summary>
    /// <param name="value">The value.</param>
    /// <param name="name">What it is.</param>
    /// <param name="color">Its colour.</param>
    /// <param name="atLeft">Whether the name stands at the left; names of lines that are near each other stand apart so.</param>
    public static LineAnnotation Mark(double value, string name, OxyColor color, bool atLeft) => new()
    {
        Type = LineAnnotationType.Horizontal,
        Y = value,
        Text = name,
        TextColor = ChartColor.Ink,
        FontSize = FontSize - 1,
        Color = color,
        LineStyle = LineStyle.Dash,
        StrokeThickness = 1.5,
        TextLinePosition = atLeft ? 0 : 1,
        TextHorizontalAlignment = atLeft ? HorizontalAlignment.Left : HorizontalAlignment.Right,
        TextVerticalAlignment = VerticalAlignment.Bottom,
        TextMargin = 2,
    };

    /// <summary>Draws a chart.</summary>
    /// <param name="model">The chart.</param>
    /// <param name="height">How high it is.</param>
    public static Markup Draw(PlotModel model, double height)
    {
        var canvas = new SvgCanvas();
        ((IPlotModel)model).Update(updateData: true);
        ((IPlotModel)model).Render(canvas, new OxyRect(0, 0, Width, height));
        return model.GetLastPlotException() is { } failure ? throw new InvalidOperationException("a chart cannot be drawn", failure) : canvas.Content;
    }

    // Ticks are sums of steps, with the errors of sums: 0.30000000000000004, or 1e-17 for 0.
    private static double Whole(double tick) => Math.Round(tick, 12);

    private static string Shortened(string name)
    {
        const int longest = 24;
        var whole = new System.Globalization.StringInfo(name);
        return whole.LengthInTextElements <= longest ? name : whole.SubstringByTextElements(0, longest - 1) + "…";
    }
}
