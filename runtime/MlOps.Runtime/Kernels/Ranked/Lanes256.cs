using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MlOps.Runtime.Kernels;

/// <summary>Rows in 256 bits.</summary>
/// <typeparam name="T">A rank.</typeparam>
internal readonly struct Lanes256<T>(Vector256<T> value) : ILanes<Lanes256<T>, T>
    where T : unmanaged
{
    private readonly Vector256<T> value = value;

    /// <inheritdoc/>
    public static int Count => Vector256<T>.Count;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> Load(ref T source, nuint offset) => new(Vector256.LoadUnsafe(ref source, offset));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> Broadcast(T value) => new(Vector256.Create(value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> SelectAtMost(Lanes256<T> ranks, Lanes256<T> cut, Lanes256<T> whenTrue, Lanes256<T> whenFalse) =>
        new(Vector256.ConditionalSelect(Vector256.LessThanOrEqual(ranks.value, cut.value), whenTrue.value, whenFalse.value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> SelectMember(Lanes256<T> index, Lanes256<T> bit, ref byte set, Lanes256<T> whenTrue, Lanes256<T> whenFalse)
    {
        Vector128<byte> low = Vector128.LoadUnsafe(ref set);
        Vector128<byte> high = Vector128.LoadUnsafe(ref set, 16);
        Vector256<byte> bytes = Vector256.Create(
            Lanes128<T>.Look(low, high, index.value.AsByte().GetLower()), Lanes128<T>.Look(low, high, index.value.AsByte().GetUpper()));
        Vector256<byte> absent = Vector256.Equals(bytes & bit.value.AsByte(), Vector256<byte>.Zero);
        return new(Vector256.ConditionalSelect(absent.As<byte, T>(), whenFalse.value, whenTrue.value));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref T target, nuint offset) => value.StoreUnsafe(ref target, offset);
}
