using System.Globalization;

namespace MlOps.Codegen.Monitoring.Reports.Html;

/// <summary>How a number is shown.</summary>
internal enum FigureStyle
{
    /// <summary>Whole, with separators of thousands.</summary>
    Count,

    /// <summary>With four significant digits.</summary>
    Measure,

    /// <summary>In percent.</summary>
    Share,

    /// <summary>With six significant digits: an end of an interval.</summary>
    Edge,
}

/// <summary>A number or a time of the report, as it is shown and as it is in the report's JSON.</summary>
/// <param name="Path">Where it is in the JSON, such as <c>windows[0].rows</c>.</param>
/// <param name="Value">What stands there, in full.</param>
/// <param name="Text">What is shown.</param>
internal sealed record Figure(string Path, string Value, string Text)
{
    private const double SmallestPlain = 1e-4;
    private const double LargestRounded = 1e4;
    private const double LargestPlain = 1e15;
    private const double SmallestPercent = 0.01;
    private const double Percent = 100;

    /// <summary>A count.</summary>
    public static Figure Of(string path, long value) => new(path, value.ToString(CultureInfo.InvariantCulture), value.ToString("N0", CultureInfo.InvariantCulture));

    /// <summary>A number.</summary>
    public static Figure Of(string path, double value, FigureStyle style) => new(path, value.ToString("R", CultureInfo.InvariantCulture), Show(value, style));

    /// <summary>A time.</summary>
    public static Figure Of(string path, DateTime value) => new(path, value.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture), Show(value));

    /// <summary>A time as it is shown: without a time of day where that is midnight.</summary>
    public static string Show(DateTime value) => value.ToString(value.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    /// <summary>A number as it is shown.</summary>
    public static string Show(double value, FigureStyle style) => style switch
    {
        FigureStyle.Count => value.ToString("N0", CultureInfo.InvariantCulture),
        FigureStyle.Measure => Rounded(value, 4),
        FigureStyle.Share => Math.Abs(value * Percent) is > 0 and < SmallestPercent ? Rounded(value * Percent, 2) + "%" : (value * Percent).ToString("0.00", CultureInfo.InvariantCulture) + "%",
        FigureStyle.Edge => Rounded(value, 6),
        _ => throw new ArgumentOutOfRangeException(nameof(style)),
    };

    // Powers of ten only where a plain number would be long; people read 0.00012 and 1,234,568.
    private static string Rounded(double value, int digits)
    {
        double size = Math.Abs(value);
        return size switch
        {
            0 => "0",
            >= LargestPlain or < SmallestPlain => value.ToString("0.##e+0", CultureInfo.InvariantCulture),
            >= LargestRounded => value.ToString("#,0.##", CultureInfo.InvariantCulture),
            _ => value.ToString("#,0." + new string('#', Math.Max(0, digits - 1 - (int)Math.Floor(Math.Log10(size)))), CultureInfo.InvariantCulture),
        };
    }
}
