using MlOps.Runtime.Text;

namespace MlOps.Runtime;

/// <summary>A <c>printf</c> format with one conversion of <c>d</c>, <c>f</c> or <c>e</c>, read once.</summary>
public sealed class NumberFormat
{
    private readonly PrintfFormat format;

    /// <summary>Reads a format.</summary>
    /// <param name="format">The format.</param>
    /// <exception cref="FormatException">The format has another form.</exception>
    public NumberFormat(string format) =>
        this.format = PrintfFormat.TryParse(format) ?? throw new FormatException($"'{format}' is not a supported format");

    /// <summary>Formats a number.</summary>
    /// <param name="value">The number; NaN is missing.</param>
    public string? Format(double value) => double.IsNaN(value) ? null : format.Format(value);

    /// <summary>Formats an integer.</summary>
    /// <param name="value">The integer.</param>
    public string? Format(long? value) => value is long number ? format.Format(number) : null;
}
