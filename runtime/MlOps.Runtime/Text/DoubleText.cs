using System.Globalization;

namespace MlOps.Runtime.Text;

/// <summary>A double as text, in the form of Java's <c>Double.toString</c>.</summary>
internal static class DoubleText
{
    /// <summary>
    /// The shortest digits that read back as the same number: <c>1.0</c>, <c>0.001</c>, <c>1.0E-4</c>, <c>1.0E7</c>,
    /// <c>Infinity</c>. Zero is <c>0.0</c> whatever its sign.
    /// </summary>
    /// <param name="value">The number, not NaN.</param>
    public static string Of(double value) => OfShortest(value, value.ToString("R", CultureInfo.InvariantCulture));

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
}
