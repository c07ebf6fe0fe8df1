using System.Globalization;
using MlOps.Runtime.Text;

namespace MlOps.Codegen.Plan.Text;

/// <summary>Numbers as text, in the forms that PMML's producers use.</summary>
public static class NumberText
{
    /// <summary>Decimal digits.</summary>
    /// <param name="value">The number.</param>
    public static string OfInteger(long value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>
    /// The shortest digits that read back as the same number, in the form of Java's <c>Double.toString</c>: <c>1.0</c>,
    /// <c>0.001</c>, <c>1.0E-4</c>, <c>1.0E7</c>, <c>Infinity</c>.
    /// </summary>
    /// <param name="value">The number, not NaN.</param>
    public static string OfDouble(double value) => DoubleText.Of(value);

    /// <summary>The same for a binary32 number: Java's <c>Float.toString</c>.</summary>
    /// <param name="value">The number, not NaN.</param>
    public static string OfSingle(float value) => DoubleText.OfSingle(value);

    /// <summary>Formats a number as C's <c>printf</c> does with one conversion of <c>d</c>, <c>f</c> or <c>e</c>.</summary>
    /// <param name="format">The format.</param>
    /// <param name="value">An integer or a double.</param>
    /// <exception cref="FormatException">The format has another form.</exception>
    public static string Format(string format, Scalar value)
    {
        PrintfFormat parsed = PrintfFormat.TryParse(format) ?? throw new FormatException($"'{format}' is not a supported format");
        return value.IsDouble ? parsed.Format(value.Double) : parsed.Format(value.Integer);
    }

    /// <summary>Whether <see cref="Format"/> takes the format.</summary>
    /// <param name="format">The format.</param>
    public static bool IsSupported(string format) => PrintfFormat.TryParse(format) is not null;
}
