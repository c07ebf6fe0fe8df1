namespace MlOps.Codegen.Plan.Ranges;

/// <summary>What is known of a number without its row: where it lies, how small it can be without being 0, what it is a multiple of.</summary>
/// <remarks>
/// Nothing is said of missing values. Bounds are computed in double like the values themselves; rounding is monotone, so they hold of
/// the rounded values. Where an operation may leave the range of a double, <see cref="Fits"/> of the result is false.
/// </remarks>
/// <param name="Low">No value is below.</param>
/// <param name="High">No value is above; below <paramref name="Low"/> where there are no values at all.</param>
/// <param name="Least">No value but 0 has a smaller magnitude; 0 where an operation may yield 0 though by mathematics it is not.</param>
/// <param name="Grid">A power of two that all finite values are multiples of; infinite where 0 is the only value.</param>
public readonly record struct ValueRange(double Low, double High, double Least, double Grid)
{
    // Far below the largest double: what rounding adds to a bound does not matter.
    private const double Largest = 1e308;
    private const int PrecisionBits = 52;

    /// <summary>Any double, infinities included.</summary>
    public static ValueRange AnyDouble { get; } =
        new(double.NegativeInfinity, double.PositiveInfinity, double.Epsilon, double.Epsilon);

    /// <summary>Ordinary doubles: 0, or of a magnitude from 1e-100 to 1e100.</summary>
    public static ValueRange OrdinaryDouble { get; } = Between(-1e100, 1e100, 1e-100);

    /// <summary>Any integer of 64 bits.</summary>
    public static ValueRange AnyInteger { get; } = new(long.MinValue, long.MaxValue, 1, 1);

    /// <summary>No value: what is always missing.</summary>
    public static ValueRange Nothing { get; } =
        new(double.PositiveInfinity, double.NegativeInfinity, double.PositiveInfinity, double.PositiveInfinity);

    /// <summary>Whether there are no values.</summary>
    public bool IsNothing => Low > High;

    /// <summary>No value has a larger magnitude; infinite where a value may be.</summary>
    public double Most => IsNothing ? 0 : Math.Max(Math.Abs(Low), Math.Abs(High));

    /// <summary>Whether a value may be 0.</summary>
    public bool MayBeZero => Low <= 0 && High >= 0;

    /// <summary>Whether a value may be infinite.</summary>
    public bool MayBeInfinite => double.IsInfinity(Most);

    /// <summary>Whether no double here is beyond the range of doubles, and none is lost to 0.</summary>
    public bool Fits => IsNothing || (Most <= Largest && Least > 0);

    /// <summary>Whether a number may be one of the values, by their bounds.</summary>
    /// <param name="value">The number.</param>
    public bool Holds(double value) => value >= Low && value <= High && (value == 0 || Math.Abs(value) >= Least);

    /// <summary>One value.</summary>
    /// <param name="value">The value, not NaN.</param>
    public static ValueRange Of(double value) => value == 0
        ? new ValueRange(0, 0, double.PositiveInfinity, double.PositiveInfinity)
        : new ValueRange(value, value, Math.Abs(value), GridOf(value));

    /// <summary>Values between two bounds.</summary>
    /// <param name="low">The lower bound.</param>
    /// <param name="high">The upper bound.</param>
    /// <param name="least">The smallest magnitude but 0.</param>
    public static ValueRange Between(double low, double high, double least) => new(low, high, least, GridFrom(least));

    /// <summary>The values of either.</summary>
    /// <param name="other">The other.</param>
    public ValueRange Or(ValueRange other) => new(
        Math.Min(Low, other.Low), Math.Max(High, other.High), Math.Min(Least, other.Least), Math.Min(Grid, other.Grid));

    /// <summary>The values within bounds.</summary>
    /// <param name="low">The lower bound.</param>
    /// <param name="high">The upper bound.</param>
    public ValueRange Within(double low, double high) => this with { Low = Math.Max(Low, low), High = Math.Min(High, high) };

    /// <summary>The values but those of a smaller magnitude.</summary>
    /// <param name="least">The magnitude.</param>
    public ValueRange AtLeast(double least) => this with { Least = Math.Max(Least, least), Grid = Math.Max(Grid, GridFrom(least)) };

    /// <summary>The values with the sign changed.</summary>
    public ValueRange Negate() => this with { Low = -High, High = -Low };

    /// <summary>The magnitudes.</summary>
    public ValueRange Abs() => IsNothing ? this : this with { Low = MayBeZero ? 0 : Math.Min(Math.Abs(Low), Math.Abs(High)), High = Most };

    /// <summary>The sums.</summary>
    /// <param name="other">The second summand.</param>
    public ValueRange Plus(ValueRange other)
    {
        if (IsNothing || other.IsNothing)
        {
            return Nothing;
        }

        double grid = Math.Min(Grid, other.Grid);

        // Summands of one sign do not cancel.
        bool oneSign = (Low >= 0 && other.Low >= 0) || (High <= 0 && other.High <= 0);
        return new ValueRange(
            Known(Low + other.Low, double.NegativeInfinity),
            Known(High + other.High, double.PositiveInfinity),
            oneSign ? Math.Min(Least, other.Least) : grid,
            grid);
    }

    /// <summary>The products.</summary>
    /// <param name="other">The second factor.</param>
    public ValueRange Times(ValueRange other)
    {
        if (IsNothing || other.IsNothing)
        {
            return Nothing;
        }

        ReadOnlySpan<double> corners =
            [Product(Low, other.Low), Product(Low, other.High), Product(High, other.Low), Product(High, other.High)];
        return Rounded(corners, Least * other.Least);
    }

    /// <summary>The quotients; a quotient by 0 is missing.</summary>
    /// <param name="other">The divisor.</param>
    public ValueRange DividedBy(ValueRange other)
    {
        if (IsNothing || other.IsNothing || other.Most == 0)
        {
            return Nothing;
        }

        double least = Least / other.Most;
        if (other.Low < 0 && other.High > 0)
        {
            double most = Most / other.Least;
            ReadOnlySpan<double> symmetric = [-most, most];
            return Rounded(symmetric, least);
        }

        // A divisor of one sign is no closer to 0 than its least magnitude.
        double low = other.Low >= 0 ? Math.Max(other.Low, other.Least) : other.Low;
        double high = other.High <= 0 ? Math.Min(other.High, -other.Least) : other.High;
        ReadOnlySpan<double> corners = [Quotient(Low, low), Quotient(Low, high), Quotient(High, low), Quotient(High, high)];
        return Rounded(corners, least);
    }

    /// <summary>A power of two that all doubles of at least some magnitude are multiples of.</summary>
    /// <param name="least">The magnitude.</param>
    public static double GridFrom(double least) => least switch
    {
        <= double.Epsilon => double.Epsilon,
        double.PositiveInfinity => double.PositiveInfinity,
        _ => Math.Max(double.Epsilon, Math.ScaleB(1, Math.ILogB(least) - PrecisionBits)),
    };

    private static ValueRange Rounded(ReadOnlySpan<double> corners, double least)
    {
        double low = double.PositiveInfinity;
        double high = double.NegativeInfinity;
        foreach (double corner in corners)
        {
            low = Math.Min(low, corner);
            high = Math.Max(high, corner);
        }

        return new ValueRange(low, high, least, GridFrom(least));
    }

    // A bound of infinity times a bound of 0 bounds nothing but 0.
    private static double Product(double left, double right) => left == 0 || right == 0 ? 0 : left * right;

    private static double Quotient(double left, double right) =>
        left == 0 || double.IsInfinity(right) ? 0 : left / right;

    private static double Known(double bound, double otherwise) => double.IsNaN(bound) ? otherwise : bound;

    private static double GridOf(double value)
    {
        if (double.IsInfinity(value))
        {
            return double.PositiveInfinity;
        }

        long bits = BitConverter.DoubleToInt64Bits(Math.Abs(value));
        long fraction = bits & ((1L << PrecisionBits) - 1);
        int exponent = (int)(bits >> PrecisionBits);

        // Subnormal numbers have no hidden bit.
        long significand = exponent == 0 ? fraction : fraction | (1L << PrecisionBits);
        return Math.ScaleB(1, Math.Max(exponent, 1) - 1075 + System.Numerics.BitOperations.TrailingZeroCount(significand));
    }
}
