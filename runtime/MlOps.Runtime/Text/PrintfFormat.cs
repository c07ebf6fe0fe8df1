using System.Globalization;
using System.Text;

namespace MlOps.Runtime.Text;

/// <summary>A format of C's <c>printf</c> with exactly one conversion, of <c>d</c>, <c>f</c> or <c>e</c>.</summary>
/// <remarks>
/// Flags are <c>-</c>, <c>+</c>, blank and <c>0</c>; the width has up to three digits, the precision up to two. <c>%%</c> is a
/// percent sign. Halves are rounded to the even digit, as C does.
/// </remarks>
internal sealed class PrintfFormat
{
    private const int DefaultPrecision = 6;

    private string before = "";
    private string after = "";
    private bool left;
    private bool plus;
    private bool blank;
    private bool zeros;
    private int width;
    private int precision = -1;
    private char conversion;

    private PrintfFormat()
    {
    }

    /// <summary>Reads a format.</summary>
    /// <param name="format">The format.</param>
    /// <returns>The format, or null where it has another form.</returns>
    public static PrintfFormat? TryParse(string format)
    {
        var result = new PrintfFormat();
        var text = new StringBuilder();
        for (int i = 0; i < format.Length; i++)
        {
            if (format[i] != '%')
            {
                text.Append(format[i]);
            }
            else if (i + 1 < format.Length && format[i + 1] == '%')
            {
                text.Append('%');
                i++;
            }
            else if (result.conversion != '\0' || !result.TryReadConversion(format, ref i))
            {
                return null;
            }
            else
            {
                result.before = text.ToString();
                text.Clear();
            }
        }

        result.after = text.ToString();
        return result.conversion == '\0' ? null : result;
    }

    /// <summary>Formats a double.</summary>
    /// <param name="value">The number, not NaN.</param>
    public string Format(double value)
    {
        // A conversion to whole numbers cuts; adding 0 takes the sign from a zero, which the plan does not know.
        double number = (conversion == 'd' ? Math.Truncate(value) : value) + 0.0;
        if (double.IsInfinity(number))
        {
            return Assemble(number < 0, "inf", mayPadWithZeros: false);
        }

        string digits = Math.Abs(number).ToString(NetFormat(), CultureInfo.InvariantCulture);
        return Assemble(double.IsNegative(number), conversion == 'e' ? ShortExponent(digits) : digits, mayPadWithZeros: true);
    }

    /// <summary>Formats an integer.</summary>
    /// <param name="value">The number.</param>
    public string Format(long value)
    {
        if (conversion != 'd')
        {
            return Format((double)value);
        }

        string digits = value.ToString(CultureInfo.InvariantCulture).TrimStart('-');
        return Assemble(value < 0, digits.PadLeft(Math.Max(precision, 0), '0'), mayPadWithZeros: true);
    }

    private string NetFormat() => conversion switch
    {
        'd' => "F0",
        'f' => "F" + Precision(),
        'e' => "e" + Precision(),
        _ => throw new InvalidOperationException($"unknown conversion {conversion}"),
    };

    private string Precision() =>
        (precision < 0 ? DefaultPrecision : precision).ToString(CultureInfo.InvariantCulture);

    private string Assemble(bool negative, string digits, bool mayPadWithZeros)
    {
        string sign = negative ? "-" : plus ? "+" : blank ? " " : "";
        string number = left
            ? (sign + digits).PadRight(width)
            : zeros && mayPadWithZeros
                ? sign + digits.PadLeft(Math.Max(0, width - sign.Length), '0')
                : (sign + digits).PadLeft(width);
        return before + number + after;
    }

    private bool TryReadConversion(string format, ref int i)
    {
        i++;
        for (; i < format.Length && TryReadFlag(format[i]); i++)
        {
        }

        width = Math.Max(0, ReadNumber(format, ref i, longest: 3));
        if (i < format.Length && format[i] == '.')
        {
            i++;
            precision = ReadNumber(format, ref i, longest: 2);
            if (precision < 0)
            {
                return false;
            }
        }

        conversion = i < format.Length ? format[i] : '\0';
        return conversion is 'd' or 'f' or 'e';
    }

    private bool TryReadFlag(char flag)
    {
        switch (flag)
        {
            case '-':
                return left = true;
            case '+':
                return plus = true;
            case ' ':
                return blank = true;
            case '0':
                return zeros = true;
            default:
                return false;
        }
    }

    // −1 where there is no digit.
    private static int ReadNumber(string format, ref int i, int longest)
    {
        int start = i;
        while (i < format.Length && i - start < longest && char.IsAsciiDigit(format[i]))
        {
            i++;
        }

        return i == start ? -1 : int.Parse(format.AsSpan(start, i - start), CultureInfo.InvariantCulture);
    }

    // .NET writes at least three digits of exponent, C two.
    private static string ShortExponent(string text)
    {
        int e = text.IndexOf('e', StringComparison.Ordinal);
        return text[..(e + 2)] + text[(e + 2)..].TrimStart('0').PadLeft(2, '0');
    }
}
