using System.Globalization;

namespace MlOps.Codegen.Sql.SqlServer.Tests.Interpreter;

/// <summary>The functions that generated scripts call, as the reference documents them for a database of collation version below 140.</summary>
internal static class SqlFunctions
{
    public static object? Call(string name, object?[] arguments)
    {
        if (name == "CONCAT")
        {
            return new SqlText(string.Concat(arguments.OfType<SqlText>().Select(text => text.Value)), arguments.OfType<SqlText>().Any(text => text.IsBinary));
        }

        return arguments.Contains(null) ? null : name switch
        {
            "ABS" => arguments[0] switch
            {
                double number => Math.Abs(number) as object,
                int number => Math.Abs(number),
                _ => Math.Abs(SqlArithmetic.ToLong(arguments[0]!)),
            },
            "FLOOR" => Math.Floor(Number(0)),
            "CEILING" => Math.Ceiling(Number(0)),
            "EXP" => SqlArithmetic.Finite(Math.Exp(Number(0))),
            "LOG" => Number(0) > 0 ? Math.Log(Number(0)) : throw Domain(),
            "LOG10" => Number(0) > 0 ? Math.Log10(Number(0)) : throw Domain(),
            "SQRT" => Number(0) >= 0 ? Math.Sqrt(Number(0)) : throw Domain(),
            "SIN" => Math.Sin(Number(0)),
            "COS" => Math.Cos(Number(0)),
            "TAN" => Math.Tan(Number(0)),
            "ASIN" => Math.Abs(Number(0)) <= 1 ? Math.Asin(Number(0)) : throw Domain(),
            "ACOS" => Math.Abs(Number(0)) <= 1 ? Math.Acos(Number(0)) : throw Domain(),
            "ATAN" => Math.Atan(Number(0)),
            "POWER" => Power(Number(0), Number(1)),
            "DATALENGTH" => 2L * Text(0).Value.Length,
            "LEN" => (long)Text(0).Value.TrimEnd(' ').Length,
            "SUBSTRING" => Substring(Text(0), Integer(1), Integer(2)),
            "RIGHT" => Text(0) with { Value = Text(0).Value[^(int)Math.Min(Integer(1), Text(0).Value.Length)..] },
            "RTRIM" => Text(0) with { Value = Text(0).Value.TrimEnd(' ') },
            "REPLACE" => Replace(Text(0), Text(1), Text(2)),
            "TRANSLATE" => Translate(Text(0), Text(1), Text(2)),
            "LOWER" => Text(0) with { Value = Ascii(Text(0)).ToLowerInvariant() },
            "UPPER" => Text(0) with { Value = Ascii(Text(0)).ToUpperInvariant() },
            "UNICODE" => Text(0).Value.Length == 0 ? null : (int)Text(0).Value[0],
            "NCHAR" => new SqlText(((char)Integer(0)).ToString(), IsBinary: false),
            "TRIM" => Text(1) with { Value = Text(1).Value.Trim(Text(0).Value.ToCharArray()) },
            "DATEFROMPARTS" => new DateOnly(Part(0), Part(1), Part(2)),
            "TIMEFROMPARTS" => new TimeOnly(Part(0), Part(1), Part(2)),
            "DATETIME2FROMPARTS" => new DateTime(Part(0), Part(1), Part(2), Part(3), Part(4), Part(5), DateTimeKind.Unspecified),
            "DAY" => Date(0).Day,
            "MONTH" => Date(0).Month,
            _ => throw new SqlError($"'{name}' is not a recognized built-in function name"),
        };

        double Number(int i) => SqlArithmetic.ToDouble(arguments[i]!);
        long Integer(int i) => SqlArithmetic.ToLong(arguments[i]!);
        int Part(int i) => (int)Integer(i);
        SqlText Text(int i) => arguments[i] as SqlText ?? throw new SqlError($"argument {i} of {name} is no text");
        DateOnly Date(int i) => arguments[i] is DateTime moment ? DateOnly.FromDateTime(moment) : (DateOnly)arguments[i]!;
    }

    /// <summary>DATEADD by an int, DATEPART, and DATEDIFF: boundaries crossed.</summary>
    public static object? CallWithPart(string name, string part, object?[] arguments) => arguments.Contains(null) ? null : (name, part) switch
    {
        ("DATEDIFF" or "DATEDIFF_BIG", "day") => Sized(name, Days(arguments[1]!) - Days(arguments[0]!)),
        ("DATEDIFF_BIG", "second") => (Seconds(arguments[1]!) - Seconds(arguments[0]!)) as object,
        ("DATEADD", "day") => ((DateTime)arguments[1]!).AddDays((int)arguments[0]!),
        ("DATEADD", "second") => ((DateTime)arguments[1]!).AddSeconds((int)arguments[0]!),
        ("DATEPART", "hour") => arguments[0] is DateTime moment ? moment.Hour : ((TimeOnly)arguments[0]!).Hour,
        ("DATEPART", "dayofyear") => arguments[0] is DateTime moment ? moment.DayOfYear : ((DateOnly)arguments[0]!).DayOfYear,
        _ => throw new SqlError($"no {name} by {part}"),
    };

    private static object Sized(string name, long days) => name == "DATEDIFF" ? (int)days : days;

    private static long Days(object value) => value is DateTime moment ? DateOnly.FromDateTime(moment).DayNumber : ((DateOnly)value).DayNumber;

    private static long Seconds(object value) => value is DateTime moment ? moment.Ticks / TimeSpan.TicksPerSecond : ((TimeOnly)value).Ticks / TimeSpan.TicksPerSecond;

    private static double Power(double x, double y) =>
        x == 0 && y < 0 ? throw new SqlError("divide by zero (8134)")
        : x < 0 && y != Math.Floor(y) ? throw Domain()
        : SqlArithmetic.Finite(Math.Pow(x, y));

    private static SqlText Substring(SqlText text, long start, long length)
    {
        if (length < 0)
        {
            throw new SqlError("invalid length parameter passed to the SUBSTRING function (537)");
        }

        long first = Math.Clamp(start - 1, 0, text.Value.Length);
        long end = Math.Clamp(start - 1 + length, first, text.Value.Length);
        return text with { Value = text.Value[(int)first..(int)end] };
    }

    private static SqlText Replace(SqlText text, SqlText what, SqlText by) =>
        text with { Value = text.Value.Replace(what.Value, by.Value, SqlText.Comparison(text, what)) };

    private static SqlText Translate(SqlText text, SqlText from, SqlText to)
    {
        if (from.Value.Length != to.Value.Length || !text.IsBinary)
        {
            throw new SqlError("the second and third arguments of TRANSLATE differ in length, or it would overlook case");
        }

        var map = from.Value.Zip(to.Value).ToDictionary(pair => pair.First, pair => pair.Second);
        return text with { Value = string.Concat(text.Value.Select(c => map.GetValueOrDefault(c, c))) };
    }

    private static string Ascii(SqlText text) =>
        text.Value.All(char.IsAscii) ? text.Value : throw new SqlError("the case of letters beyond ASCII depends on the collation's version");

    private static SqlError Domain() => new("an invalid floating point operation occurred (3623)");
}
