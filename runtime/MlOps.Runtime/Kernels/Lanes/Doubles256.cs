using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MlOps.Runtime;

/// <summary>Numbers of 4 rows in 256 bits.</summary>
[SuppressMessage("Usage", "CA2225", Justification = "Generated code writes formulas.")]
public readonly struct Doubles256 : IDoubleLanes<Doubles256>
{
    private readonly Vector256<double> value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Doubles256(Vector256<double> value) => this.value = value;

    /// <inheritdoc/>
    public static int Count => Vector256<double>.Count;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles256 Create(double value) => new(Vector256.Create(value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles256 Load(ReadOnlySpan<double> column, int row) =>
        new(Vector256.LoadUnsafe(ref Unsafe.Add(ref MemoryMarshal.GetReference(column), row)));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles256 Load(ReadOnlySpan<float> column, int row)
    {
        Vector128<float> narrow = Vector128.LoadUnsafe(ref Unsafe.Add(ref MemoryMarshal.GetReference(column), row));
        return new(Avx.IsSupported ? Avx.ConvertToVector256Double(narrow) : Vector256.WidenLower(Vector256.Create(narrow, narrow)));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(Span<double> column, int row) => value.StoreUnsafe(ref Unsafe.Add(ref MemoryMarshal.GetReference(column), row));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(Span<float> column, int row) =>
        Vector256.Narrow(value, value).GetLower().StoreUnsafe(ref Unsafe.Add(ref MemoryMarshal.GetReference(column), row));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles256 operator +(Doubles256 left, Doubles256 right) => new(left.value + right.value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles256 operator -(Doubles256 left, Doubles256 right) => new(left.value - right.value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles256 operator *(Doubles256 left, Doubles256 right) => new(left.value * right.value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles256 Scale(Doubles256 value, ref readonly double factor) => new(value.value * Vector256.Create(factor));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles256 operator /(Doubles256 left, Doubles256 right) => new(left.value / right.value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles256 operator &(Doubles256 left, Doubles256 right) => new(left.value & right.value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles256 operator |(Doubles256 left, Doubles256 right) => new(left.value | right.value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles256 operator -(Doubles256 value) => new(-value.value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles256 operator ~(Doubles256 mask) => new(~mask.value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles256 operator <=(Doubles256 left, Doubles256 right) => new(Vector256.LessThanOrEqual(left.value, right.value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles256 operator >=(Doubles256 left, Doubles256 right) => new(Vector256.GreaterThanOrEqual(left.value, right.value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles256 operator <(Doubles256 left, Doubles256 right) => new(Vector256.LessThan(left.value, right.value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles256 operator >(Doubles256 left, Doubles256 right) => new(Vector256.GreaterThan(left.value, right.value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles256 AreEqual(Doubles256 left, Doubles256 right) => new(Vector256.Equals(left.value, right.value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles256 Select(Doubles256 mask, Doubles256 whenTrue, Doubles256 whenFalse) =>
        new(Vector256.ConditionalSelect(mask.value, whenTrue.value, whenFalse.value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles256 Min(Doubles256 left, Doubles256 right) => new(Vector256.Min(left.value, right.value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles256 Max(Doubles256 left, Doubles256 right) => new(Vector256.Max(left.value, right.value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles256 AtLeast(Doubles256 value, Doubles256 least) =>
        new(Avx.IsSupported ? Avx.Max(least.value, value.value) : Vector256.Max(least.value, value.value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles256 AtMost(Doubles256 value, Doubles256 most) =>
        new(Avx.IsSupported ? Avx.Min(most.value, value.value) : Vector256.Min(most.value, value.value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles256 Abs(Doubles256 value) => new(Vector256.Abs(value.value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles256 Divide(Doubles256 left, Doubles256 right) =>
        Select(AreEqual(right, Create(0)), Create(double.NaN), left / right);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles256 Bound(Doubles256 value, Doubles256 most) => Within(value, Abs(value), most);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles256 Bound(Doubles256 value, Doubles256 least, Doubles256 most)
    {
        // NaN is no number that is kept, nor is it 0: it fails the second comparison, too.
        Vector256<double> magnitude = Vector256.Abs(value.value);
        Vector256<double> kept = value.value & Vector256.GreaterThanOrEqual(magnitude, least.value);
        return new(Vector256.ConditionalSelect(Vector256.LessThanOrEqual(magnitude, most.value), kept, Vector256.Create(double.NaN)));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles256 ScaleBounded(Doubles256 value, Doubles256 factor, Doubles256 least) =>
        new(Vector256.AndNot(factor.value * value.value, Vector256.LessThan(Vector256.Abs(value.value), least.value)));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles256 Farther(Doubles256 farthest, Doubles256 value) =>
        new(Avx.IsSupported
            ? Avx.Max(Vector256.Abs(value.value), farthest.value)
            : Vector256.Max(Vector256.Abs(value.value), farthest.value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles256 Within(Doubles256 value, Doubles256 farthest, Doubles256 most) =>
        Select(farthest <= most, value, Create(double.NaN));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles256 Sqrt(Doubles256 value) => new(Vector256.Sqrt(value.value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles256 Floor(Doubles256 value) => new(Vector256.Floor(value.value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles256 Ceiling(Doubles256 value) => new(Vector256.Ceiling(value.value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles256 ToFloat32(Doubles256 value) => new(Vector256.WidenLower(Vector256.Narrow(value.value, value.value)));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles256 Exp(Doubles256 value) => new(Exponential.Exp(value.value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Doubles256 Ln(Doubles256 value)
    {
        Span<double> numbers = stackalloc double[Vector256<double>.Count];
        value.Store(numbers, 0);
        foreach (ref double number in numbers)
        {
            number = ScalarMath.Ln(number);
        }

        return Load(numbers, 0);
    }
}
