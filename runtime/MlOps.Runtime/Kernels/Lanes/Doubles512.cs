using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MlOps.Runtime;

/// <summary>Numbers of 8 rows in 512 bits.</summary>
[SuppressMessage("Usage", "CA2225", Justification = "Generated code writes formulas.")]
public readonly struct Doubles512 : IDoubleLanes<Doubles512>
{
    private readonly Vector512<double> value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Doubles512(Vector512<double> value) => this.value = value;

    /// <inheritdoc/>
    public static int Count => Vector512<double>.Count;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles512 Create(double value) => new(Vector512.Create(value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles512 Load(ReadOnlySpan<double> column, int row) =>
        new(Vector512.LoadUnsafe(ref Unsafe.Add(ref MemoryMarshal.GetReference(column), row)));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles512 Load(ReadOnlySpan<float> column, int row)
    {
        Vector256<float> narrow = Vector256.LoadUnsafe(ref Unsafe.Add(ref MemoryMarshal.GetReference(column), row));
        return new(Avx512F.IsSupported ? Avx512F.ConvertToVector512Double(narrow) : Vector512.WidenLower(Vector512.Create(narrow, narrow)));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(Span<double> column, int row) => value.StoreUnsafe(ref Unsafe.Add(ref MemoryMarshal.GetReference(column), row));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(Span<float> column, int row) =>
        Vector512.Narrow(value, value).GetLower().StoreUnsafe(ref Unsafe.Add(ref MemoryMarshal.GetReference(column), row));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles512 operator +(Doubles512 left, Doubles512 right) => new(left.value + right.value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles512 operator -(Doubles512 left, Doubles512 right) => new(left.value - right.value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles512 operator *(Doubles512 left, Doubles512 right) => new(left.value * right.value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles512 Scale(Doubles512 value, ref readonly double factor) => new(value.value * Vector512.Create(factor));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles512 operator /(Doubles512 left, Doubles512 right) => new(left.value / right.value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles512 operator &(Doubles512 left, Doubles512 right) => new(left.value & right.value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles512 operator |(Doubles512 left, Doubles512 right) => new(left.value | right.value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles512 operator -(Doubles512 value) => new(-value.value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles512 operator ~(Doubles512 mask) => new(~mask.value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles512 operator <=(Doubles512 left, Doubles512 right) => new(Vector512.LessThanOrEqual(left.value, right.value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles512 operator >=(Doubles512 left, Doubles512 right) => new(Vector512.GreaterThanOrEqual(left.value, right.value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles512 operator <(Doubles512 left, Doubles512 right) => new(Vector512.LessThan(left.value, right.value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles512 operator >(Doubles512 left, Doubles512 right) => new(Vector512.GreaterThan(left.value, right.value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles512 AreEqual(Doubles512 left, Doubles512 right) => new(Vector512.Equals(left.value, right.value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles512 Select(Doubles512 mask, Doubles512 whenTrue, Doubles512 whenFalse) =>
        new(Vector512.ConditionalSelect(mask.value, whenTrue.value, whenFalse.value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles512 Min(Doubles512 left, Doubles512 right) => new(Vector512.Min(left.value, right.value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles512 Max(Doubles512 left, Doubles512 right) => new(Vector512.Max(left.value, right.value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles512 AtLeast(Doubles512 value, Doubles512 least) =>
        new(Avx512F.IsSupported ? Avx512F.Max(least.value, value.value) : Vector512.Max(least.value, value.value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles512 AtMost(Doubles512 value, Doubles512 most) =>
        new(Avx512F.IsSupported ? Avx512F.Min(most.value, value.value) : Vector512.Min(most.value, value.value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles512 Abs(Doubles512 value) => new(Vector512.Abs(value.value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles512 Divide(Doubles512 left, Doubles512 right) =>
        Avx512F.IsSupported
            ? new(Avx512F.BlendVariable(
                left.value / right.value, Vector512.Create(double.NaN), Avx512F.CompareEqual(right.value, Vector512<double>.Zero)))
            : Select(AreEqual(right, Create(0)), Create(double.NaN), left / right);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles512 Bound(Doubles512 value, Doubles512 most) => Within(value, Abs(value), most);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles512 Bound(Doubles512 value, Doubles512 least, Doubles512 most)
    {
        // NaN is no number that is kept, nor is it 0: it fails the second comparison, too.
        Vector512<double> magnitude = Vector512.Abs(value.value);
        if (Avx512F.IsSupported)
        {
            // The processor has masks of its own, which the general form would turn into vectors.
            Vector512<double> present = Avx512F.BlendVariable(Vector512<double>.Zero, value.value, Avx512F.CompareGreaterThanOrEqual(magnitude, least.value));
            return new(Avx512F.BlendVariable(Vector512.Create(double.NaN), present, Avx512F.CompareLessThanOrEqual(magnitude, most.value)));
        }

        Vector512<double> kept = value.value & Vector512.GreaterThanOrEqual(magnitude, least.value);
        return new(Vector512.ConditionalSelect(Vector512.LessThanOrEqual(magnitude, most.value), kept, Vector512.Create(double.NaN)));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles512 ScaleBounded(Doubles512 value, Doubles512 factor, Doubles512 least) =>
        new(Avx512F.IsSupported
            ? Vector512.ConditionalSelect(
                Avx512F.CompareNotLessThan(Vector512.Abs(value.value), least.value), factor.value * value.value, Vector512<double>.Zero)
            : Vector512.AndNot(factor.value * value.value, Vector512.LessThan(Vector512.Abs(value.value), least.value)));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles512 Farther(Doubles512 farthest, Doubles512 value) =>
        // The bits of magnitudes are ordered as they are, NaN being above all. Integers leave the units of products alone.
        new(Vector512.Max(Vector512.Abs(value.value).AsInt64(), farthest.value.AsInt64()).AsDouble());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles512 Within(Doubles512 value, Doubles512 farthest, Doubles512 most) =>
        Avx512F.IsSupported
            ? new(Avx512F.BlendVariable(Vector512.Create(double.NaN), value.value, Avx512F.CompareLessThanOrEqual(farthest.value, most.value)))
            : Select(farthest <= most, value, Create(double.NaN));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles512 Sqrt(Doubles512 value) => new(Vector512.Sqrt(value.value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles512 Floor(Doubles512 value) => new(Vector512.Floor(value.value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles512 Ceiling(Doubles512 value) => new(Vector512.Ceiling(value.value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles512 ToFloat32(Doubles512 value) => new(Vector512.WidenLower(Vector512.Narrow(value.value, value.value)));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles512 Exp(Doubles512 value) =>
        new(Avx512F.IsSupported
            ? Exponential.Exp(value.value)
            : Vector512.Create(Exponential.Exp(value.value.GetLower()), Exponential.Exp(value.value.GetUpper())));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Doubles512 Ln(Doubles512 value)
    {
        Span<double> numbers = stackalloc double[Vector512<double>.Count];
        value.Store(numbers, 0);
        foreach (ref double number in numbers)
        {
            number = ScalarMath.Ln(number);
        }

        return Load(numbers, 0);
    }
}
