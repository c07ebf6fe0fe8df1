using System.Globalization;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Text;

namespace MlOps.Codegen.Compiler.Transformations;

/// <summary>Reads values as PMML writes them in attributes and table cells.</summary>
public static class ConstantText
{
    private const NumberStyles RealNumber =
        NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent | NumberStyles.AllowLeadingWhite
        | NumberStyles.AllowTrailingWhite;

    // 2^63: the first double that no longer fits an integer.
    private const double IntegerLimit = 9223372036854775808.0;

    /// <summary>Reads a value of a type.</summary>
    /// <param name="text">The text as written.</param>
    /// <param name="type">The type; a float is read as binary32 and held as a double.</param>
    /// <returns>The value; null where the text is no value of the type. Not-a-number is a missing value.</returns>
    public static Literal? Parse(string text, DataType type) => type switch
    {
        DataType.String => Literal.String(text),
        DataType.Boolean => Flag(text) ?? FlagOfNumber(text),
        DataType.Integer => WholeNumber(text),
        DataType.Float => SingleNumber(text),
        DataType.Double => Number(text),
        DataType.Date => Calendar(text, type, ["yyyy-MM-dd"]),
        DataType.Time => Calendar(text, type, ["HH:mm:ss", "HH:mm"]),
        DataType.DateTime => Calendar(text, type, ["yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd HH:mm:ss"]),
        _ => throw new InvalidOperationException($"unknown type {type}"),
    };

    /// <summary>Reads a value of a declared type: those that count from an epoch are written as dates, or as plain integers.</summary>
    /// <param name="text">The text as written.</param>
    /// <param name="type">The type.</param>
    /// <returns>The value; null where the text is no value of the type.</returns>
    public static Literal? Parse(string text, DeclaredType type)
    {
        if (WholeNumber(text) is { } plain && type.Type == DataType.Integer)
        {
            return plain;
        }

        return type.Unit switch
        {
            TimeUnit.None => Parse(text, type.Type),
            TimeUnit.DaysSince => Since(Parse(text, DataType.Date), Epoch.Days(type)),
            TimeUnit.Seconds => Since(Parse(text, DataType.Time), 0),
            TimeUnit.SecondsSince => Since(Parse(text, DataType.DateTime), Epoch.Seconds(type)),
            _ => throw new InvalidOperationException($"unknown unit {type.Unit}"),
        };
    }

    /// <summary>Reads a constant whose type is not declared: an integer, a number with a decimal point, otherwise text.</summary>
    /// <param name="text">The text as written.</param>
    public static Literal Infer(string text)
    {
        if (Special(text) is { } special)
        {
            return special;
        }

        if (text.Contains('.', StringComparison.Ordinal))
        {
            return double.TryParse(text, RealNumber, CultureInfo.InvariantCulture, out double real) ? Literal.Double(real) : Literal.String(text);
        }

        return TryInteger(text, out long whole) ? Literal.Integer(whole) : Literal.String(text);
    }

    private static Literal? Flag(string text) =>
        string.Equals(text, "true", StringComparison.OrdinalIgnoreCase) ? Literal.True
        : string.Equals(text, "false", StringComparison.OrdinalIgnoreCase) ? Literal.False
        : null;

    private static Literal? FlagOfNumber(string text) => Number(text) switch
    {
        { IsMissing: false, Value.Double: 0 } => Literal.False,
        { IsMissing: false, Value.Double: 1 } => Literal.True,
        _ => null,
    };

    private static Literal? WholeNumber(string text)
    {
        if (TryInteger(text, out long whole))
        {
            return Literal.Integer(whole);
        }

        if (double.TryParse(text, RealNumber, CultureInfo.InvariantCulture, out double real))
        {
            return real == Math.Floor(real) && Math.Abs(real) < IntegerLimit ? Literal.Integer((long)real) : null;
        }

        return Flag(text) is { } flag ? Literal.Integer(flag.Value.Boolean ? 1 : 0) : null;
    }

    private static bool TryInteger(string text, out long whole) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out whole);

    private static Literal? Number(string text) =>
        double.TryParse(text, RealNumber, CultureInfo.InvariantCulture, out double real) ? Literal.Double(real)
        : Special(text) ?? (Flag(text) is { } flag ? Literal.Double(flag.Value.Boolean ? 1 : 0) : null);

    // Through binary32 directly: reading as binary64 first would round twice.
    private static Literal? SingleNumber(string text) =>
        float.TryParse(text, RealNumber, CultureInfo.InvariantCulture, out float real) ? Literal.Double(real)
        : Special(text) ?? (Flag(text) is { } flag ? Literal.Double(flag.Value.Boolean ? 1 : 0) : null);

    private static Literal? Special(string text) => text.ToUpperInvariant() switch
    {
        "NAN" => Literal.Missing(DataType.Double),
        "INF" => Literal.Double(double.PositiveInfinity),
        "-INF" => Literal.Double(double.NegativeInfinity),
        _ => null,
    };

    private static Literal? Calendar(string text, DataType type, string[] formats)
    {
        const DateTimeStyles Zoneless = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal | DateTimeStyles.NoCurrentDateDefault;
        if (!DateTime.TryParseExact(text, formats, CultureInfo.InvariantCulture, Zoneless, out DateTime moment))
        {
            return null;
        }

        long seconds = (moment.Ticks - (type == DataType.Time ? 0 : DateTime.UnixEpoch.Ticks)) / TimeSpan.TicksPerSecond;
        return new Literal(type, Scalar.FromInteger(type == DataType.Date ? seconds / Epoch.SecondsPerDay : seconds));
    }

    private static Literal? Since(Literal? moment, long epoch) =>
        moment is null ? null : Literal.Integer(moment.Value.Integer - epoch);
}
