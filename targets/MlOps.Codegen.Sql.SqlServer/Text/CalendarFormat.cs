namespace MlOps.Codegen.Sql.SqlServer.Text;

/// <summary>Calendar values as text, independent of the session's language and first day of the week.</summary>
internal static class CalendarFormat
{
    private const string Months = "January  February March    April    May      June     July     August   SeptemberOctober  November December ";
    private const string Days = "Monday   Tuesday  WednesdayThursday Friday   Saturday Sunday   ";

    /// <summary>ISO 8601.</summary>
    /// <param name="operand">The operand.</param>
    /// <param name="type">Its type.</param>
    public static string Iso(string operand, DataType type) => type switch
    {
        DataType.Date => $"CONVERT(nvarchar(10), {operand}, 23)",
        DataType.Time => $"CONVERT(nvarchar(8), {operand}, 108)",
        DataType.DateTime => $"CONVERT(nvarchar(19), {operand}, 126)",
        _ => throw new InvalidOperationException($"{type} is not a calendar type"),
    };

    /// <summary>The fields of <c>strftime</c>; null where the format has an unknown one.</summary>
    /// <param name="operand">A column or constant: it is written more than once.</param>
    /// <param name="type">Its type.</param>
    /// <param name="format">The format; a percent sign at its end stands for itself.</param>
    public static string? Format(string operand, DataType type, string format)
    {
        string date = type == DataType.Time ? "DATEFROMPARTS(1970, 1, 1)" : operand;
        string time = type == DataType.Date ? "TIMEFROMPARTS(0, 0, 0, 0, 0)" : operand;
        var parts = new List<string>();
        int plain = 0;
        for (int i = 0; i + 1 < format.Length; i++)
        {
            if (format[i] != '%')
            {
                continue;
            }

            if (Field(format[i + 1], date, time) is not { } field)
            {
                return null;
            }

            AddPlain(i);
            parts.Add(field);
            plain = i + 2;
            i++;
        }

        AddPlain(format.Length);

        // A constant field would hide that the operand is missing.
        return $"CASE WHEN {operand} IS NOT NULL THEN CONCAT(N'', {string.Join(", ", parts.DefaultIfEmpty("N''"))}) END";

        void AddPlain(int end)
        {
            if (end > plain)
            {
                parts.Add(NationalText.Literal(format[plain..end]));
            }
        }
    }

    private static string? Field(char field, string date, string time) => field switch
    {
        'Y' => $"CONVERT(nvarchar(4), {date}, 23)",
        'y' => $"SUBSTRING({Iso(date, DataType.Date)}, 3, 2)",
        'm' => $"SUBSTRING({Iso(date, DataType.Date)}, 6, 2)",
        'd' => $"SUBSTRING({Iso(date, DataType.Date)}, 9, 2)",
        'e' => $"RIGHT(N' ' + CONVERT(nvarchar(2), DAY({date})), 2)",
        'j' => $"RIGHT(N'00' + CONVERT(nvarchar(3), DATEPART(dayofyear, {date})), 3)",
        'H' => $"CONVERT(nvarchar(2), {time}, 108)",
        'I' => $"RIGHT(N'0' + CONVERT(nvarchar(2), (DATEPART(hour, {time}) + 11) % 12 + 1), 2)",
        'M' => $"SUBSTRING({Iso(time, DataType.Time)}, 4, 2)",
        'S' => $"SUBSTRING({Iso(time, DataType.Time)}, 7, 2)",
        'p' => $"CASE WHEN DATEPART(hour, {time}) < 12 THEN N'AM' ELSE N'PM' END",
        'a' => Day(date, 3),
        'A' => $"RTRIM({Day(date, 9)})",
        'b' => Month(date, 3),
        'B' => $"RTRIM({Month(date, 9)})",
        'D' => $"CONVERT(nvarchar(8), {date}, 1)",
        'F' => Iso(date, DataType.Date),
        'T' => Iso(time, DataType.Time),
        '%' => "N'%'",
        _ => null,
    };

    private static string Month(string date, int length) => $"SUBSTRING(N'{Months}', 9 * MONTH({date}) - 8, {length})";

    // The first of January of year 1 is a Monday.
    private static string Day(string date, int length) =>
        $"SUBSTRING(N'{Days}', 9 * (DATEDIFF(day, DATEFROMPARTS(1, 1, 1), {date}) % 7) + 1, {length})";
}
