using System.Globalization;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Text;

namespace MlOps.Codegen.Cli.Data;

/// <summary>Values as the text of CSV files.</summary>
internal static class TextValue
{
    private static readonly string[] DateFormats = ["yyyy-MM-dd"];
    private static readonly string[] DateTimeFormats = ["yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd"];

    /// <summary>Reads a value; null where the text is none of its type. NaN is missing.</summary>
    /// <param name="text">The text, not missing.</param>
    /// <param name="type">The type.</param>
    public static Scalar? Parse(ReadOnlySpan<char> text, DataType type)
    {
        switch (type)
        {
            case DataType.String:
                return Scalar.FromText(text.ToString());
            case DataType.Integer:
                return ParseInteger(text);
            case DataType.Float or DataType.Double:
                return ParseDouble(text) is { } number ? Scalar.FromDouble(number) : null;
            case DataType.Boolean:
                return ParseBoolean(text);
            case DataType.Date:
                return DateTime.TryParseExact(text, DateFormats, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime date)
                    ? Scalar.FromInteger((date - DateTime.UnixEpoch).Days)
                    : null;
            case DataType.DateTime:
                return DateTime.TryParseExact(text, DateTimeFormats, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime moment)
                    ? Scalar.FromInteger((moment - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerSecond)
                    : null;
            case DataType.Time:
                return TimeOnly.TryParseExact(text, "HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out TimeOnly time)
                    ? Scalar.FromInteger(time.Ticks / TimeSpan.TicksPerSecond)
                    : null;
            default:
                throw new InvalidOperationException($"unknown type {type}");
        }
    }

    /// <summary>Writes a value so that it reads back as the same; missing is empty.</summary>
    /// <param name="value">The value.</param>
    /// <param name="type">Its type.</param>
    public static string Format(Scalar value, DataType type) => value.IsMissing
        ? ""
        : type switch
        {
            DataType.Boolean => value.Boolean ? "true" : "false",
            DataType.Date or DataType.Time or DataType.DateTime => CalendarText.Iso(value.Integer, type),
            _ => value.ToString(),
        };

    private static Scalar? ParseInteger(ReadOnlySpan<char> text)
    {
        if (long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out long whole))
        {
            return Scalar.FromInteger(whole);
        }

        // Tools that know only doubles write 3.0 for 3, and NaN for nothing.
        return ParseDouble(text) switch
        {
            null => null,
            double.NaN => Scalar.Missing,
            { } number when number == Math.Floor(number) && Math.Abs(number) < 9e15 => Scalar.FromInteger((long)number),
            _ => null,
        };
    }

    private static double? ParseDouble(ReadOnlySpan<char> text) => text switch
    {
        "NaN" or "nan" => double.NaN,
        "INF" or "Inf" or "inf" or "Infinity" => double.PositiveInfinity,
        "-INF" or "-Inf" or "-inf" or "-Infinity" => double.NegativeInfinity,
        _ when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) => number,

        // Indicators are numbers to some tools and booleans to others.
        _ when text.Equals("true", StringComparison.OrdinalIgnoreCase) => 1,
        _ when text.Equals("false", StringComparison.OrdinalIgnoreCase) => 0,
        _ => null,
    };

    private static Scalar? ParseBoolean(ReadOnlySpan<char> text)
    {
        if (text.Equals("true", StringComparison.OrdinalIgnoreCase) || text is "1" or "1.0")
        {
            return Scalar.FromBoolean(true);
        }

        return text.Equals("false", StringComparison.OrdinalIgnoreCase) || text is "0" or "0.0" ? Scalar.FromBoolean(false) : null;
    }
}
