using System.Globalization;

namespace MlOps.Codegen.Monitoring;

/// <summary>
/// Values of query results as numbers and times, whichever type the engine's driver has for them: counts come as integers of several widths, or
/// as decimals, and times as texts where the engine has no type for them.
/// </summary>
internal static class DriverValue
{
    /// <summary>A whole number; 0 where there is none, as sums of nothing are.</summary>
    /// <param name="value">The value.</param>
    public static long Integer(object? value) => Convert.ToInt64(value, CultureInfo.InvariantCulture);

    /// <summary>A whole number that may be missing.</summary>
    /// <param name="value">The value.</param>
    public static long? IntegerOrNull(object? value) => value is null ? null : Integer(value);

    /// <summary>A number that may be missing, or not finite.</summary>
    /// <param name="value">The value.</param>
    public static double? Number(object? value) => value is null ? null : Convert.ToDouble(value, CultureInfo.InvariantCulture);

    /// <summary>A time.</summary>
    /// <param name="value">The value, which is not missing.</param>
    public static DateTime Time(object? value) => value is DateTime time ? time : DateTime.Parse((string)value!, CultureInfo.InvariantCulture);
}
