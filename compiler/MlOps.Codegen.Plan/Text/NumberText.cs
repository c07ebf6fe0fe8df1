using System.Globalization;
using System.Text.RegularExpressions;

namespace MlOps.Codegen.Plan.Text;

/// <summary>Numbers as text, in the forms that PMML's producers use.</summary>
public static partial class NumberText
{
    /// <summary>Decimal digits.</summary>
    /// <param name="value">The number.</param>
    public static string OfInteger(long value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>
    /// The shortest digits that read back as the same number, in the form of Java's <c>Double.toString</c>: <c>1.0</c>,
    /// <c>0.001</c>, <c>1.0E-4</c>, <c>1.0E7</c>, <c>Infinity</c>.
    /// </summary>
    /// <param name="value">The number, not NaN.</param>
    public static string OfDouble(double value) => OfShortest(value, value.ToString("R", CultureInfo.InvariantCulture));

    /// <summary>The same for a binary32 number: Java's <c>Float.toString</c>.</summary>
    /// <param name="value">The number, not NaN.</param>
    public static string OfSingle(float value) => OfShortest(value, value.ToString("R", CultureInfo.InvariantCulture));

    private static string OfShortest(double value, string shortest)
    {
        if (double.IsInfinity(value))
        {
            return value > 0 ? "Infinity" : "-Infinity";
        }

        double magnitude = Math.Abs(value);
        if (magnitude == 0)
        {
            return "0.0";
        }

        // .NET writes a binary32 number with an exponent from 1E+08 on, a binary64 number from 1E+15 on.
        if (magnitude is < 1e-3 or >= 1e7)
        {
            return Scientific(shortest);
        }

        return shortest.Contains('.', StringComparison.Ordinal) ? shortest : shortest + ".0";
    }

    /// <summary>Formats a number as C's <c>printf</c> does with one conversion of <c>d</c>, <c>f</c> or <c>e</c>.</summary>
    /// <param name="format">The format.</param>
    /// <param name="value">An integer or a double.</param>
    /// <exception cref="FormatException">The format has another form.</exception>
    public static string Format(string format, Scalar value)
    {
        Match match = Conversion().Match(format);
        if (!match.Success)
        {
            throw new FormatException($"'{format}' is not a supported format");
        }

        string number = FormatOne(match, value);
        string before = format[..match.Index].Replace("%%", "%", StringComparison.Ordinal);
        string after = format[(match.Index + match.Length)..].Replace("%%", "%", StringComparison.Ordinal);
        return before + number + after;
    }

    /// <summary>Whether <see cref="Format"/> takes the format.</summary>
    /// <param name="format">The format.</param>
    public static bool IsSupported(string format)
    {
        string rest = Conversion().Replace(format.Replace("%%", "", StringComparison.Ordinal), "", 1);
        return Conversion().IsMatch(format) && !rest.Contains('%', StringComparison.Ordinal);
    }

    private static string FormatOne(Match match, Scalar value)
    {
        string flags = match.Groups["flags"].Value;
        int precision = match.Groups["precision"].Success
            ? int.Parse(match.Groups["precision"].ValueSpan, CultureInfo.InvariantCulture)
            : 6;
        double asDouble = value.IsDouble ? value.Double : value.Integer;
        string digits = match.Groups["type"].Value switch
        {
            "d" => value.IsDouble ? Math.Truncate(asDouble).ToString("F0", CultureInfo.InvariantCulture) : OfInteger(value.Integer),
            "f" => asDouble.ToString("F" + precision.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture),
            "e" => Exponent(asDouble.ToString("e" + precision.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)),
            _ => throw new FormatException($"'{match.Value}' is not a supported conversion"),
        };
        bool negative = digits.StartsWith('-');
        string sign = negative ? "-" : flags.Contains('+', StringComparison.Ordinal) ? "+" : flags.Contains(' ', StringComparison.Ordinal) ? " " : "";
        digits = negative ? digits[1..] : digits;
        int width = match.Groups["width"].Success ? int.Parse(match.Groups["width"].ValueSpan, CultureInfo.InvariantCulture) : 0;
        if (flags.Contains('-', StringComparison.Ordinal))
        {
            return (sign + digits).PadRight(width);
        }

        return flags.Contains('0', StringComparison.Ordinal)
            ? sign + digits.PadLeft(Math.Max(0, width - sign.Length), '0')
            : (sign + digits).PadLeft(width);
    }

    // .NET writes at least three digits of exponent, C two.
    private static string Exponent(string text)
    {
        int e = text.IndexOf('e', StringComparison.Ordinal);
        string exponent = text[(e + 2)..].TrimStart('0').PadLeft(2, '0');
        return text[..(e + 2)] + exponent;
    }

    private static string Scientific(string shortest)
    {
        bool negative = shortest.StartsWith('-');
        string text = negative ? shortest[1..] : shortest;
        int e = text.IndexOf('E', StringComparison.Ordinal);
        int exponent = e < 0 ? 0 : int.Parse(text.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        string mantissa = e < 0 ? text : text[..e];
        int point = mantissa.IndexOf('.', StringComparison.Ordinal);
        string digits = mantissa.Replace(".", "", StringComparison.Ordinal);
        exponent += (point < 0 ? digits.Length : point) - 1;
        string significant = digits.TrimStart('0');
        exponent -= digits.Length - significant.Length;
        significant = significant.TrimEnd('0');
        string fraction = significant.Length > 1 ? significant[1..] : "0";
        return string.Create(CultureInfo.InvariantCulture, $"{(negative ? "-" : "")}{significant[0]}.{fraction}E{exponent}");
    }

    [GeneratedRegex(@"%(?<flags>[-+ 0]*)(?<width>[0-9]{1,3})?(\.(?<precision>[0-9]{1,2}))?(?<type>[dfe])", RegexOptions.CultureInvariant)]
    private static partial Regex Conversion();
}
