using MlOps.Runtime.Text;

namespace MlOps.Runtime;

/// <summary>
/// Calendar values, which generated code holds as integers: dates as days since 1970-01-01, times as seconds since midnight,
/// date-times as seconds since 1970-01-01T00:00:00. Missing is null.
/// </summary>
public static class ScalarCalendar
{
    private static readonly long EpochSeconds = DateTime.UnixEpoch.Ticks / TimeSpan.TicksPerSecond;
    private static readonly long FirstSecond = -EpochSeconds;
    private static readonly long LastSecond = (DateTime.MaxValue.Ticks / TimeSpan.TicksPerSecond) - EpochSeconds;
    private static readonly int EpochDay = DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;

    /// <summary>Days since 1970-01-01.</summary>
    /// <param name="date">The date.</param>
    public static long? FromDate(DateOnly? date) => date is DateOnly day ? day.DayNumber - EpochDay : null;

    /// <summary>Whole seconds since midnight.</summary>
    /// <param name="time">The time of day.</param>
    public static long? FromTime(TimeOnly? time) => time is TimeOnly clock ? clock.Ticks / TimeSpan.TicksPerSecond : null;

    /// <summary>Whole seconds since 1970-01-01T00:00:00; the value's kind is not looked at.</summary>
    /// <param name="moment">The date and time.</param>
    public static long? FromDateTime(DateTime? moment) =>
        moment is DateTime at ? (at.Ticks / TimeSpan.TicksPerSecond) - EpochSeconds : null;

    /// <summary>The date.</summary>
    /// <param name="days">Days since 1970-01-01.</param>
    /// <exception cref="ArgumentOutOfRangeException">The year is not within 1 to 9999.</exception>
    public static DateOnly? ToDate(long? days) => days is long day ? DateOnly.FromDayNumber(checked((int)(day + EpochDay))) : null;

    /// <summary>The time of day.</summary>
    /// <param name="seconds">Seconds since midnight.</param>
    /// <exception cref="ArgumentOutOfRangeException">The value is not within a day.</exception>
    public static TimeOnly? ToTime(long? seconds) => seconds is long clock ? new TimeOnly(clock * TimeSpan.TicksPerSecond) : null;

    /// <summary>The date and time, of unspecified kind.</summary>
    /// <param name="seconds">Seconds since 1970-01-01T00:00:00.</param>
    /// <exception cref="ArgumentOutOfRangeException">The year is not within 1 to 9999.</exception>
    public static DateTime? ToDateTime(long? seconds) =>
        seconds is long at ? new DateTime((at + EpochSeconds) * TimeSpan.TicksPerSecond, DateTimeKind.Unspecified) : null;

    /// <summary>Seconds since 1970-01-01T00:00:00 as those of a date-time: missing where the year is not within 1 to 9999.</summary>
    /// <param name="seconds">The seconds.</param>
    public static long? Moment(long? seconds) => seconds >= FirstSecond && seconds <= LastSecond ? seconds : null;

    /// <summary>Days since 1970-01-01 of a text of the form <c>yyyy-MM-dd</c>; missing where it is no date.</summary>
    /// <param name="text">The text.</param>
    public static long? ParseDate(string? text) => text is null ? null : IsoDate.TryParse(text);

    /// <summary>A date by the fields of POSIX <c>strftime</c>.</summary>
    /// <param name="days">Days since 1970-01-01.</param>
    /// <param name="format">The format.</param>
    /// <exception cref="FormatException">The format has an unsupported field.</exception>
    public static string? FormatDate(long? days, string format) =>
        days is long day ? StrftimeFormat.Format(format, DateTime.UnixEpoch.AddDays(day)) : null;

    /// <summary>A time of day, or a date and time, by the fields of POSIX <c>strftime</c>.</summary>
    /// <param name="seconds">Seconds since midnight (the date is then 1970-01-01), or since 1970-01-01T00:00:00.</param>
    /// <param name="format">The format.</param>
    /// <exception cref="FormatException">The format has an unsupported field.</exception>
    public static string? FormatDateTime(long? seconds, string format) =>
        seconds is long at ? StrftimeFormat.Format(format, DateTime.UnixEpoch.AddTicks(at * TimeSpan.TicksPerSecond)) : null;
}
