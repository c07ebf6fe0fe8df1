namespace MlOps.Runtime;

/// <summary>A number of each of several rows, on which generated code works at once: what it does to each is what a row's code does.</summary>
/// <remarks>
/// NaN is missing. Masks are lanes whose bits are all set or all clear. Loads and stores do not check bounds: generated code has checked
/// lengths for the whole batch before (<see cref="BatchRoom.HasRows{T}"/>).
/// </remarks>
/// <typeparam name="TSelf">The lanes.</typeparam>
public interface IDoubleLanes<TSelf>
    where TSelf : struct, IDoubleLanes<TSelf>
{
    /// <summary>How many rows.</summary>
    static abstract int Count { get; }

    /// <summary>One number for all rows.</summary>
    /// <param name="value">The number.</param>
    static abstract TSelf Create(double value);

    /// <summary>Reads rows of a column.</summary>
    /// <param name="column">The column.</param>
    /// <param name="row">The first row; there are at least <see cref="Count"/> from it on.</param>
    static abstract TSelf Load(ReadOnlySpan<double> column, int row);

    /// <summary>Reads rows of a column of binary32 numbers.</summary>
    /// <param name="column">The column.</param>
    /// <param name="row">The first row; there are at least <see cref="Count"/> from it on.</param>
    static abstract TSelf Load(ReadOnlySpan<float> column, int row);

    /// <summary>Writes rows of a column.</summary>
    /// <param name="column">The column.</param>
    /// <param name="row">The first row; there are at least <see cref="Count"/> from it on.</param>
    void Store(Span<double> column, int row);

    /// <summary>Writes rows of a column of binary32 numbers, which these numbers are.</summary>
    /// <param name="column">The column.</param>
    /// <param name="row">The first row; there are at least <see cref="Count"/> from it on.</param>
    void Store(Span<float> column, int row);

    /// <summary>The sums.</summary>
    static abstract TSelf operator +(TSelf left, TSelf right);

    /// <summary>The differences.</summary>
    static abstract TSelf operator -(TSelf left, TSelf right);

    /// <summary>The products.</summary>
    static abstract TSelf operator *(TSelf left, TSelf right);

    /// <summary>
    /// The products with one number, which stays in memory: many processors multiply by it there, while to spread it over a register first takes
    /// one of the units that add and multiply.
    /// </summary>
    /// <param name="value">The numbers.</param>
    /// <param name="factor">The one number.</param>
    static abstract TSelf Scale(TSelf value, ref readonly double factor);

    /// <summary>The quotients; as IEEE 754 has them where a divisor is 0.</summary>
    static abstract TSelf operator /(TSelf left, TSelf right);

    /// <summary>The opposite numbers.</summary>
    static abstract TSelf operator -(TSelf value);

    /// <summary>Of masks: both.</summary>
    static abstract TSelf operator &(TSelf left, TSelf right);

    /// <summary>Of masks: either.</summary>
    static abstract TSelf operator |(TSelf left, TSelf right);

    /// <summary>The mask's opposite.</summary>
    static abstract TSelf operator ~(TSelf mask);

    /// <summary>Where left is at most right.</summary>
    static abstract TSelf operator <=(TSelf left, TSelf right);

    /// <summary>Where left is at least right.</summary>
    static abstract TSelf operator >=(TSelf left, TSelf right);

    /// <summary>Where left is below right.</summary>
    static abstract TSelf operator <(TSelf left, TSelf right);

    /// <summary>Where left is above right.</summary>
    static abstract TSelf operator >(TSelf left, TSelf right);

    /// <summary>Where both are equal numbers.</summary>
    /// <param name="left">The left numbers.</param>
    /// <param name="right">The right numbers.</param>
    static abstract TSelf AreEqual(TSelf left, TSelf right);

    /// <summary>Per row, the first number where the mask is set, otherwise the second.</summary>
    /// <param name="mask">The mask.</param>
    /// <param name="whenTrue">The first number.</param>
    /// <param name="whenFalse">The second number.</param>
    static abstract TSelf Select(TSelf mask, TSelf whenTrue, TSelf whenFalse);

    /// <summary>The smaller numbers; missing where either is missing.</summary>
    /// <param name="left">The left numbers.</param>
    /// <param name="right">The right numbers.</param>
    static abstract TSelf Min(TSelf left, TSelf right);

    /// <summary>The larger numbers; missing where either is missing.</summary>
    /// <param name="left">The left numbers.</param>
    /// <param name="right">The right numbers.</param>
    static abstract TSelf Max(TSelf left, TSelf right);

    /// <summary>
    /// The larger numbers where one is known not to be missing, of two zeros either: what processors do by themselves, which take the second of two
    /// if one is NaN.
    /// </summary>
    /// <param name="value">The numbers; where they are missing, so is the result.</param>
    /// <param name="least">Numbers, none of them missing.</param>
    static abstract TSelf AtLeast(TSelf value, TSelf least);

    /// <summary>The smaller numbers where one is known not to be missing, of two zeros either.</summary>
    /// <param name="value">The numbers; where they are missing, so is the result.</param>
    /// <param name="most">Numbers, none of them missing.</param>
    static abstract TSelf AtMost(TSelf value, TSelf most);

    /// <summary>The magnitudes.</summary>
    /// <param name="value">The numbers.</param>
    static abstract TSelf Abs(TSelf value);

    /// <summary>The quotients; missing where a divisor is 0.</summary>
    /// <param name="left">The dividends.</param>
    /// <param name="right">The divisors.</param>
    static abstract TSelf Divide(TSelf left, TSelf right);

    /// <summary>The numbers whose magnitude is not too large; missing elsewhere.</summary>
    /// <param name="value">The numbers.</param>
    /// <param name="most">The largest magnitude that is kept.</param>
    static abstract TSelf Bound(TSelf value, TSelf most);

    /// <summary>As <see cref="ScalarMath.Bound"/>.</summary>
    /// <param name="value">The numbers.</param>
    /// <param name="least">The smallest magnitude that is kept.</param>
    /// <param name="most">The largest magnitude that is kept.</param>
    static abstract TSelf Bound(TSelf value, TSelf least, TSelf most);

    /// <summary>The products; 0 where a number's magnitude is too small, missing where it is missing. Whether it is too large is left to <see cref="Within"/>.</summary>
    /// <param name="value">The numbers.</param>
    /// <param name="factor">The factors.</param>
    /// <param name="least">The smallest magnitude that is kept.</param>
    static abstract TSelf ScaleBounded(TSelf value, TSelf factor, TSelf least);

    /// <summary>The larger of magnitudes; where a number is missing, either the magnitude so far or missing.</summary>
    /// <param name="farthest">The largest magnitude so far.</param>
    /// <param name="value">The numbers.</param>
    static abstract TSelf Farther(TSelf farthest, TSelf value);

    /// <summary>A sum whose terms have numbers up to a magnitude; missing where that is too large.</summary>
    /// <param name="value">The sums; missing where a term is.</param>
    /// <param name="farthest">The largest magnitude, by <see cref="Farther"/>.</param>
    /// <param name="most">The largest magnitude that is kept.</param>
    static abstract TSelf Within(TSelf value, TSelf farthest, TSelf most);

    /// <summary>The square roots.</summary>
    /// <param name="value">The numbers.</param>
    static abstract TSelf Sqrt(TSelf value);

    /// <summary>The largest whole numbers not above.</summary>
    /// <param name="value">The numbers.</param>
    static abstract TSelf Floor(TSelf value);

    /// <summary>The smallest whole numbers not below.</summary>
    /// <param name="value">The numbers.</param>
    static abstract TSelf Ceiling(TSelf value);

    /// <summary>The nearest binary32 numbers, as <see cref="ScalarMath.ToFloat32"/>.</summary>
    /// <param name="value">The numbers.</param>
    static abstract TSelf ToFloat32(TSelf value);

    /// <summary>As <see cref="ScalarMath.Exp"/>, to the last bit.</summary>
    /// <param name="value">The exponents.</param>
    static abstract TSelf Exp(TSelf value);

    /// <summary>As <see cref="ScalarMath.Ln"/>, to the last bit.</summary>
    /// <param name="value">The operands.</param>
    static abstract TSelf Ln(TSelf value);
}
