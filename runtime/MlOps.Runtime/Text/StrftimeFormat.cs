using System.Globalization;
using System.Text;

namespace MlOps.Runtime.Text;

/// <summary>The fields of POSIX <c>strftime</c> in the POSIX locale.</summary>
internal static class StrftimeFormat
{
    private const string Fields = "YymdejHIMSpaAbBDFT%";

    /// <summary>Whether every field of the format is known here.</summary>
    /// <param name="format">The format.</param>
    public static bool IsSupported(string format)
    {
        for (int i = 0; i < format.Length; i++)
        {
            if (format[i] == '%' && (++i == format.Length || !Fields.Contains(format[i], StringComparison.Ordinal)))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Formats a moment.</summary>
    /// <param name="format">The format; a percent sign at its end stands for itself.</param>
    /// <param name="moment">The moment; whole seconds count.</param>
    /// <exception cref="FormatException">The format has an unknown field.</exception>
    public static string Format(string format, DateTime moment)
    {
        var text = new StringBuilder();
        for (int i = 0; i < format.Length; i++)
        {
            if (format[i] != '%' || i + 1 == format.Length)
            {
                text.Append(format[i]);
            }
            else
            {
                text.Append(Field(format[++i], moment));
            }
        }

        return text.ToString();
    }

    private static string Field(char field, DateTime moment) => field switch
    {
        'Y' => moment.ToString("yyyy", CultureInfo.InvariantCulture),
        'y' => moment.ToString("yy", CultureInfo.InvariantCulture),
        'm' => moment.ToString("MM", CultureInfo.InvariantCulture),
        'd' => moment.ToString("dd", CultureInfo.InvariantCulture),
        'e' => moment.Day.ToString(CultureInfo.InvariantCulture).PadLeft(2),
        'j' => moment.DayOfYear.ToString("000", CultureInfo.InvariantCulture),
        'H' => moment.ToString("HH", CultureInfo.InvariantCulture),
        'I' => moment.ToString("hh", CultureInfo.InvariantCulture),
        'M' => moment.ToString("mm", CultureInfo.InvariantCulture),
        'S' => moment.ToString("ss", CultureInfo.InvariantCulture),
        'p' => moment.Hour < 12 ? "AM" : "PM",
        'a' => moment.ToString("ddd", CultureInfo.InvariantCulture),
        'A' => moment.ToString("dddd", CultureInfo.InvariantCulture),
        'b' => moment.ToString("MMM", CultureInfo.InvariantCulture),
        'B' => moment.ToString("MMMM", CultureInfo.InvariantCulture),
        'D' => moment.ToString("MM/dd/yy", CultureInfo.InvariantCulture),
        'F' => moment.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        'T' => moment.ToString("HH:mm:ss", CultureInfo.InvariantCulture),
        '%' => "%",
        _ => throw new FormatException($"'%{field}' is not a supported field"),
    };
}
