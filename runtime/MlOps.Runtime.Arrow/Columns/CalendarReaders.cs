using Apache.Arrow;
using Apache.Arrow.Types;

namespace MlOps.Runtime.Arrow.Columns;

/// <summary>Readers of dates and times. Whole seconds count; what lies before a second belongs to the one that it began in.</summary>
internal static class CalendarReaders
{
    private static readonly long FirstDay = -DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;
    private static readonly long LastDay = FirstDay + DateOnly.MaxValue.DayNumber;

    /// <summary>A reader into dates.</summary>
    /// <param name="source">The Arrow type.</param>
    /// <returns>The reader; null where the type has no date.</returns>
    public static ColumnReader? ToDate(IArrowType source) =>
        Days(source, (chunk, column) => chunk.Dates(column), day => (DateOnly?)DateOf(day))
        ?? Seconds(source, (chunk, column) => chunk.Dates(column), second => (DateOnly?)DateOnly.FromDateTime(MomentOf(second)));

    /// <summary>A reader into dates and times.</summary>
    /// <param name="source">The Arrow type.</param>
    /// <returns>The reader; null where the type has no date, or is in a zone that is not UTC.</returns>
    public static ColumnReader? ToDateTime(IArrowType source) =>
        Days(source, (chunk, column) => chunk.DateTimes(column), day => (DateTime?)DateOf(day).ToDateTime(TimeOnly.MinValue))
        ?? Seconds(source, (chunk, column) => chunk.DateTimes(column), second => (DateTime?)MomentOf(second));

    /// <summary>A reader into times of day.</summary>
    /// <param name="source">The Arrow type.</param>
    /// <returns>The reader; null where the type is no time of day.</returns>
    public static ColumnReader? ToTime(IArrowType source)
    {
        static TimeOnly?[] Column(ColumnChunk chunk, int column) => chunk.Times(column);
        switch (source)
        {
            case Time32Type time:
                long perSecond = PerSecond(time.Unit);
                return ColumnReaders.Values<int, TimeOnly?>(Column, value => TimeOf(FloorDivide(value, perSecond)), null);
            case Time64Type time:
                long units = PerSecond(time.Unit);
                return ColumnReaders.Values<long, TimeOnly?>(Column, value => TimeOf(FloorDivide(value, units)), null);
            default:
                return null;
        }
    }

    private static ColumnReader? Days<TTo>(IArrowType source, Func<ColumnChunk, int, TTo?[]> column, Func<long, TTo?> convert)
        where TTo : struct => source switch
    {
        Date32Type => ColumnReaders.Values<int, TTo?>(column, day => convert(day), null),
        Date64Type => ColumnReaders.Values<long, TTo?>(column, millisecond => convert(FloorDivide(millisecond, 86_400_000)), null),
        _ => null,
    };

    private static ColumnReader? Seconds<TTo>(IArrowType source, Func<ColumnChunk, int, TTo?[]> column, Func<long, TTo?> convert)
        where TTo : struct
    {
        // A moment elsewhere has another date and time than in UTC: which one is meant, only the caller knows.
        if (source is not TimestampType { Timezone: null or "" or "UTC" or "Etc/UTC" or "Z" or "+00:00" } type)
        {
            return null;
        }

        long perSecond = PerSecond(type.Unit);
        return ColumnReaders.Values<long, TTo?>(column, value => convert(FloorDivide(value, perSecond)), null);
    }

    private static long PerSecond(TimeUnit unit) => unit switch
    {
        TimeUnit.Second => 1,
        TimeUnit.Millisecond => 1_000,
        TimeUnit.Microsecond => 1_000_000,
        TimeUnit.Nanosecond => 1_000_000_000,
        _ => throw new InvalidOperationException($"unknown unit {unit}"),
    };

    private static long FloorDivide(long value, long divisor) => value / divisor - (value % divisor < 0 ? 1 : 0);

    private static DateOnly DateOf(long day) =>
        day >= FirstDay && day <= LastDay ? DateOnly.FromDayNumber((int)(day - FirstDay)) : throw new OverflowException();

    private static DateTime MomentOf(long second) =>
        DateOf(FloorDivide(second, 86_400)).ToDateTime(TimeOnly.MinValue).AddSeconds(second - (FloorDivide(second, 86_400) * 86_400));

    private static TimeOnly? TimeOf(long second) =>
        second is >= 0 and < 86_400 ? new TimeOnly(second * TimeSpan.TicksPerSecond) : throw new OverflowException();
}
