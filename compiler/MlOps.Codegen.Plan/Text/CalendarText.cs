using System.Globalization;
using System.Text;

namespace MlOps.Codegen.Plan.Text;

/// <summary>Calendar values as text.</summary>
public static class CalendarText
{
    private const long SecondsPerDay = 86_400;

    /// <summary>ISO 8601: <c>2024-02-29</c>, <c>13:05:00</c>, <c>2024-02-29T13:05:00</c>.</summary>
    /// <param name="value">Days or seconds, as <see cref="DataType"/> states.</param>
    /// <param name="type">The calendar type.</param>
    public static string Iso(long value, DataType type) => type switch
    {
        DataType.Date => Format("%Y-%m-%d", value, type),
        DataType.Time => Format("%H:%M:%S", value, type),
        DataType.DateTime => Format("%Y-%m-%dT%H:%M:%S", value, type),
        _ => throw new InvalidOperationException($"{type} is not a calendar type"),
    };

    /// <summary>Days since 1970-01-01 of a date of the form <c>yyyy-MM-dd</c>; null where the text is none.</summary>
    /// <param name="text">The text.</param>
    public static long? ParseDate(string text) =>
        DateTime.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime date)
            ? (date - DateTime.UnixEpoch).Days
            : null;

    /// <summary>Formats a calendar value by the fields of POSIX <c>strftime</c>.</summary>
    /// <param name="format">The format; see <see cref="IsSupported"/>.</param>
    /// <param name="value">Days or seconds, as <see cref="DataType"/> states.</param>
    /// <param name="type">The calendar type.</param>
    /// <exception cref="FormatException">The format has an unsupported field.</exception>
    public static string Format(string format, long value, DataType type)
    {
        DateTime moment = type == DataType.Date
            ? DateTime.UnixEpoch.AddDays(value)
            : DateTime.UnixEpoch.AddTicks(value * TimeSpan.TicksPerSecond);
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

    /// <summary>Whether <see cref="Format"/> takes the format.</summary>
    /// <param name="format">The format.</param>
    public static bool IsSupported(string format)
    {
        for (int i = 0; i < format.Length; i++)
        {
            if (format[i] == '%' && (++i == format.Length || !"YymdejHIMSpaAbBDFT%".Contains(format[i], StringComparison.Ordinal)))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Days since 1970-01-01 of the first of January of a year.</summary>
    /// <param name="year">The year, 1 to 9999.</param>
    public static long DaysToYear(int year) =>
        new DateTime(year, 1, 1, 0, 0, 0, DateTimeKind.Utc).Ticks / TimeSpan.TicksPerDay - (DateTime.UnixEpoch.Ticks / TimeSpan.TicksPerDay);

    /// <summary>Seconds since 1970-01-01T00:00:00 of the start of a year.</summary>
    /// <param name="year">The year, 1 to 9999.</param>
    public static long SecondsToYear(int year) => DaysToYear(year) * SecondsPerDay;

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
