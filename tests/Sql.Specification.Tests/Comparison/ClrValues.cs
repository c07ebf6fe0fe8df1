using System.Globalization;
using MlOps.Codegen.Plan;

namespace MlOps.Codegen.Sql.Specification.Comparison;

/// <summary>Values of plans as engines take and yield them.</summary>
internal static class ClrValues
{
    public static object? Box(Scalar value, DataType type) => value.IsMissing ? null : type switch
    {
        DataType.Boolean => value.Boolean,
        DataType.Integer => value.Integer,
        DataType.Double => value.Double,
        DataType.String => value.Text,
        DataType.Date => DateOnly.FromDateTime(DateTime.UnixEpoch.AddDays(value.Integer)),
        DataType.Time => new TimeOnly(value.Integer * TimeSpan.TicksPerSecond),
        DataType.DateTime => new DateTime(DateTime.UnixEpoch.AddSeconds(value.Integer).Ticks, DateTimeKind.Unspecified),
        _ => throw new InvalidOperationException($"no values of type {type}"),
    };

    public static Scalar Unbox(object? value) => value switch
    {
        null => Scalar.Missing,
        bool truth => Scalar.FromBoolean(truth),
        long number => Scalar.FromInteger(number),
        double number => double.IsNegative(number) && number == 0
            ? throw new InvalidOperationException("a negative zero came out")
            : Scalar.FromDouble(number),
        string text => Scalar.FromText(text),
        DateOnly date => Scalar.FromInteger(date.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber),
        TimeOnly time => Scalar.FromInteger(time.Ticks / TimeSpan.TicksPerSecond),
        DateTime moment => Scalar.FromInteger((moment.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerSecond),
        _ => throw new InvalidOperationException($"an output is a {value.GetType().Name}"),
    };

    // Drivers have types of their own for some.
    public static Scalar Read(object value, DataType type) => type switch
    {
        DataType.Boolean => Scalar.FromBoolean(Convert.ToBoolean(value, CultureInfo.InvariantCulture)),
        DataType.Integer => Scalar.FromInteger(Convert.ToInt64(value, CultureInfo.InvariantCulture)),
        DataType.Double => Scalar.FromDouble(Convert.ToDouble(value, CultureInfo.InvariantCulture)),
        DataType.String => Scalar.FromText((string)value),
        _ => throw new InvalidOperationException($"no {type} is read here"),
    };
}
