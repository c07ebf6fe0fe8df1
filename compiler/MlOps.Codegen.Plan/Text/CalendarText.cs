using MlOps.Runtime.Text;

namespace MlOps.Codegen.Plan.Text;

/// <summary>Calendar values as text.</summary>
public static class CalendarText
{
    private const long SecondsPerDay = 86_400;

    /// <summary>Seconds from 1970-01-01T00:00:00 to 0001-01-01T00:00:00, the first date-time.</summary>
    public const long FirstSecond = -62_135_596_800;

    /// <summary>Seconds from 1970-01-01T00:00:00 to 9999-12-31T23:59:59, the last date-time.</summary>
    public const long LastSecond = 253_402_300_799;

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
    public static long? ParseDate(string text) => IsoDate.TryParse(text);

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
        return StrftimeFormat.Format(format, moment);
    }

    /// <summary>Whether <see cref="Format"/> takes the format.</summary>
    /// <param name="format">The format.</param>
    public static bool IsSupported(string format) => StrftimeFormat.IsSupported(format);

    /// <summary>Days since 1970-01-01 of the first of January of a year.</summary>
    /// <param name="year">The year, 1 to 9999.</param>
    public static long DaysToYear(int year) =>
        new DateTime(year, 1, 1, 0, 0, 0, DateTimeKind.Utc).Ticks / TimeSpan.TicksPerDay - (DateTime.UnixEpoch.Ticks / TimeSpan.TicksPerDay);

    /// <summary>Seconds since 1970-01-01T00:00:00 of the start of a year.</summary>
    /// <param name="year">The year, 1 to 9999.</param>
    public static long SecondsToYear(int year) => DaysToYear(year) * SecondsPerDay;
}
