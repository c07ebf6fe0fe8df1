using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MlOps.Runtime.Kernels;

/// <summary>Rows in 512 bits.</summary>
/// <typeparam name="T">A rank.</typeparam>
internal readonly struct Lanes512<T>(Vector512<T> value) : ILanes<Lanes512<T>, T>
    where T : unmanaged
{
    private readonly Vector512<T> value = value;

    /// <inheritdoc/>
    public static int Count => Vector512<T>.Count;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Load(ref T source, nuint offset) => new(Vector512.LoadUnsafe(ref source, offset));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Broadcast(T value) => new(Vector512.Create(value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> SelectAtMost(Lanes512<T> ranks, Lanes512<T> cut, Lanes512<T> whenTrue, Lanes512<T> whenFalse) =>
        new(Vector512.ConditionalSelect(Vector512.LessThanOrEqual(ranks.value, cut.value), whenTrue.value, whenFalse.value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> SelectMember(Lanes512<T> index, Lanes512<T> bit, ref byte set, Lanes512<T> whenTrue, Lanes512<T> whenFalse)
    {
        Vector256<byte> half = Vector256.LoadUnsafe(ref set);
        Vector512<byte> bytes = Vector512.Shuffle(Vector512.Create(half, half), index.value.AsByte());
        Vector512<byte> absent = Vector512.Equals(bytes & bit.value.AsByte(), Vector512<byte>.Zero);
        return new(Vector512.ConditionalSelect(absent.As<byte, T>(), whenFalse.value, whenTrue.value));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref T target, nuint offset) => value.StoreUnsafe(ref target, offset);
}
