namespace MlOps.Codegen.Plan;

/// <summary>
/// Values of plans as values of .NET, and back: <see cref="bool"/>, <see cref="long"/>, <see cref="double"/>, <see cref="string"/>,
/// <see cref="DateOnly"/>, <see cref="TimeOnly"/>, <see cref="DateTime"/> without a kind, and null for missing.
/// </summary>
public static class ClrValue
{
    /// <summary>A value of .NET; null for missing.</summary>
    /// <param name="value">The value.</param>
    /// <param name="type">Its type.</param>
    /// <exception cref="ArgumentOutOfRangeException">A date or time is not in the years 1 to 9999.</exception>
    public static object? Of(Scalar value, DataType type) => value.IsMissing
        ? null
        : type switch
        {
            DataType.Boolean => value.Boolean,
            DataType.Integer => value.Integer,
            DataType.Float or DataType.Double => value.Double,
            DataType.String => value.Text,
            DataType.Date => DateOnly.FromDateTime(DateTime.UnixEpoch.AddDays(value.Integer)),
            DataType.Time => new TimeOnly(value.Integer * TimeSpan.TicksPerSecond),
            DataType.DateTime => new DateTime(DateTime.UnixEpoch.AddSeconds(value.Integer).Ticks, DateTimeKind.Unspecified),
            _ => throw new InvalidOperationException($"unknown type {type}"),
        };

    /// <summary>A value of a plan; missing for null.</summary>
    /// <param name="value">The value, of one of the types above.</param>
    /// <exception cref="InvalidOperationException">It is of another type.</exception>
    public static Scalar ToScalar(object? value) => value switch
    {
        null => Scalar.Missing,
        bool flag => Scalar.FromBoolean(flag),
        long number => Scalar.FromInteger(number),
        double number => Scalar.FromDouble(number),
        string text => Scalar.FromText(text),
        DateOnly date => Scalar.FromInteger(date.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber),
        TimeOnly time => Scalar.FromInteger(time.Ticks / TimeSpan.TicksPerSecond),
        DateTime moment => Scalar.FromInteger((moment.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerSecond),
        _ => throw new InvalidOperationException($"unexpected value {value.GetType().Name}"),
    };
}
