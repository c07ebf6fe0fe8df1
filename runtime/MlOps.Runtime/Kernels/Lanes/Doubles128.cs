using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MlOps.Runtime;

/// <summary>Numbers of 2 rows in 128 bits.</summary>
[SuppressMessage("Usage", "CA2225", Justification = "Generated code writes formulas.")]
public readonly struct Doubles128 : IDoubleLanes<Doubles128>
{
    private readonly Vector128<double> value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Doubles128(Vector128<double> value) => this.value = value;

    /// <inheritdoc/>
    public static int Count => Vector128<double>.Count;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles128 Create(double value) => new(Vector128.Create(value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles128 Load(ReadOnlySpan<double> column, int row) =>
        new(Vector128.LoadUnsafe(ref Unsafe.Add(ref MemoryMarshal.GetReference(column), row)));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles128 Load(ReadOnlySpan<float> column, int row)
    {
        ref float first = ref Unsafe.Add(ref MemoryMarshal.GetReference(column), row);
        return new(Vector128.Create(first, (double)Unsafe.Add(ref first, 1)));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(Span<double> column, int row) => value.StoreUnsafe(ref Unsafe.Add(ref MemoryMarshal.GetReference(column), row));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(Span<float> column, int row) =>
        Vector128.Narrow(value, value).GetLower().StoreUnsafe(ref Unsafe.Add(ref MemoryMarshal.GetReference(column), row));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles128 operator +(Doubles128 left, Doubles128 right) => new(left.value + right.value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles128 operator -(Doubles128 left, Doubles128 right) => new(left.value - right.value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles128 operator *(Doubles128 left, Doubles128 right) => new(left.value * right.value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles128 Scale(Doubles128 value, ref readonly double factor) => new(value.value * Vector128.Create(factor));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles128 operator /(Doubles128 left, Doubles128 right) => new(left.value / right.value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles128 operator &(Doubles128 left, Doubles128 right) => new(left.value & right.value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles128 operator |(Doubles128 left, Doubles128 right) => new(left.value | right.value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles128 operator -(Doubles128 value) => new(-value.value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles128 operator ~(Doubles128 mask) => new(~mask.value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles128 operator <=(Doubles128 left, Doubles128 right) => new(Vector128.LessThanOrEqual(left.value, right.value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles128 operator >=(Doubles128 left, Doubles128 right) => new(Vector128.GreaterThanOrEqual(left.value, right.value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles128 operator <(Doubles128 left, Doubles128 right) => new(Vector128.LessThan(left.value, right.value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles128 operator >(Doubles128 left, Doubles128 right) => new(Vector128.GreaterThan(left.value, right.value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles128 AreEqual(Doubles128 left, Doubles128 right) => new(Vector128.Equals(left.value, right.value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles128 Select(Doubles128 mask, Doubles128 whenTrue, Doubles128 whenFalse) =>
        new(Vector128.ConditionalSelect(mask.value, whenTrue.value, whenFalse.value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles128 Min(Doubles128 left, Doubles128 right) => new(Vector128.Min(left.value, right.value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles128 Max(Doubles128 left, Doubles128 right) => new(Vector128.Max(left.value, right.value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles128 AtLeast(Doubles128 value, Doubles128 least) =>
        new(Sse2.IsSupported ? Sse2.Max(least.value, value.value) : Vector128.Max(least.value, value.value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles128 AtMost(Doubles128 value, Doubles128 most) =>
        new(Sse2.IsSupported ? Sse2.Min(most.value, value.value) : Vector128.Min(most.value, value.value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles128 Abs(Doubles128 value) => new(Vector128.Abs(value.value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles128 Divide(Doubles128 left, Doubles128 right) =>
        Select(AreEqual(right, Create(0)), Create(double.NaN), left / right);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles128 Bound(Doubles128 value, Doubles128 most) => Within(value, Abs(value), most);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles128 Bound(Doubles128 value, Doubles128 least, Doubles128 most)
    {
        // NaN is no number that is kept, nor is it 0: it fails the second comparison, too.
        Vector128<double> magnitude = Vector128.Abs(value.value);
        Vector128<double> kept = value.value & Vector128.GreaterThanOrEqual(magnitude, least.value);
        return new(Vector128.ConditionalSelect(Vector128.LessThanOrEqual(magnitude, most.value), kept, Vector128.Create(double.NaN)));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles128 ScaleBounded(Doubles128 value, Doubles128 factor, Doubles128 least) =>
        new(Vector128.AndNot(factor.value * value.value, Vector128.LessThan(Vector128.Abs(value.value), least.value)));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles128 Farther(Doubles128 farthest, Doubles128 value) =>
        new(Sse2.IsSupported
            ? Sse2.Max(Vector128.Abs(value.value), farthest.value)
            : Vector128.Max(Vector128.Abs(value.value), farthest.value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles128 Within(Doubles128 value, Doubles128 farthest, Doubles128 most) =>
        Select(farthest <= most, value, Create(double.NaN));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles128 Sqrt(Doubles128 value) => new(Vector128.Sqrt(value.value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles128 Floor(Doubles128 value) => new(Vector128.Floor(value.value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles128 Ceiling(Doubles128 value) => new(Vector128.Ceiling(value.value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles128 ToFloat32(Doubles128 value) => new(Vector128.WidenLower(Vector128.Narrow(value.value, value.value)));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Doubles128 Exp(Doubles128 value) => new(Exponential.Exp(Vector256.Create(value.value, value.value)).GetLower());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Doubles128 Ln(Doubles128 value)
    {
        Span<double> numbers = stackalloc double[Vector128<double>.Count];
        value.Store(numbers, 0);
        foreach (ref double number in numbers)
        {
            number = ScalarMath.Ln(number);
        }

        return Load(numbers, 0);
    }
}
