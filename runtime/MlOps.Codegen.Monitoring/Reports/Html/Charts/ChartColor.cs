using OxyPlot;

namespace MlOps.Codegen.Monitoring.Reports.Html.Charts;

/// <summary>
/// The colours of charts. A chart is drawn once and seen on light and on dark ground, so that its colours are names, which the page's style
/// gives values; the red of each is its number here, and it is never seen.
/// </summary>
internal static class ChartColor
{
    /// <summary>Text and axes.</summary>
    public static readonly OxyColor Ink = Of(1);

    /// <summary>Lines behind the data.</summary>
    public static readonly OxyColor Grid = Of(2);

    /// <summary>What is compared with.</summary>
    public static readonly OxyColor Reference = Of(3);

    /// <summary>What is looked at.</summary>
    public static readonly OxyColor Current = Of(4);

    /// <summary>What matters.</summary>
    public static readonly OxyColor Warning = Of(5);

    /// <summary>What is critical.</summary>
    public static readonly OxyColor Critical = Of(6);

    private static readonly string[] Names = ["", "ink", "grid", "reference", "current", "warning", "critical"];

    /// <summary>The name of a colour in the page's style.</summary>
    /// <param name="color">One of the colours above.</param>
    public static string Name(OxyColor color) => color.A == byte.MaxValue && color.R > 0 && color.R < Names.Length
        ? Names[color.R]
        : throw new ArgumentOutOfRangeException(nameof(color), color, "a chart has a colour that the page has no name for");

    private static OxyColor Of(byte number) => OxyColor.FromRgb(number, 0, 0);
}
