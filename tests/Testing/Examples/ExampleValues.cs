using MlOps.Codegen.Plan;

namespace MlOps.Codegen.Testing.Examples;

/// <summary>Draws values of columns; the same seed draws the same.</summary>
internal sealed class ExampleValues(int seed)
{
    private readonly Random random = new(seed);

    /// <summary>A whole number from 0 on.</summary>
    /// <param name="below">What it is below.</param>
    public int Next(int below) => random.Next(below);

    /// <summary>A whole number.</summary>
    /// <param name="from">The least.</param>
    /// <param name="below">What it is below.</param>
    public int Next(int from, int below) => random.Next(from, below);

    /// <summary>One of several.</summary>
    public T Of<T>(params ReadOnlySpan<T> values) => values[random.Next(values.Length)];

    /// <summary>A text of several.</summary>
    public Scalar Text(params ReadOnlySpan<string> texts) => Scalar.FromText(Of(texts));

    /// <summary>A value, or now and then a missing one.</summary>
    /// <param name="share">How often it is missing, from 0 to 1.</param>
    /// <param name="value">The value.</param>
    public Scalar Or(double share, Scalar value) => random.NextDouble() < share ? Scalar.Missing : value;

    /// <summary>A decimal as a double: a whole number of its last digits.</summary>
    /// <param name="from">The least, in last digits.</param>
    /// <param name="below">What it is below, in last digits.</param>
    /// <param name="scale">How many last digits make one.</param>
    public Scalar Decimal(int from, int below, int scale) => Scalar.FromDouble(random.Next(from, below) / (double)scale);

    /// <summary>A day, counted from 1970.</summary>
    public static Scalar Day(DateOnly date) => Scalar.FromInteger(date.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber);

    /// <summary>A time, in seconds from 1970.</summary>
    public static Scalar Time(DateTime time) => Scalar.FromInteger((time.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerSecond);
}
