using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MlOps.Runtime.Kernels;

/// <summary>Rows in 128 bits.</summary>
/// <typeparam name="T">A rank.</typeparam>
internal readonly struct Lanes128<T>(Vector128<T> value) : ILanes<Lanes128<T>, T>
    where T : unmanaged
{
    private readonly Vector128<T> value = value;

    /// <inheritdoc/>
    public static int Count => Vector128<T>.Count;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> Load(ref T source, nuint offset) => new(Vector128.LoadUnsafe(ref source, offset));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> Broadcast(T value) => new(Vector128.Create(value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> SelectAtMost(Lanes128<T> ranks, Lanes128<T> cut, Lanes128<T> whenTrue, Lanes128<T> whenFalse) =>
        new(Vector128.ConditionalSelect(Vector128.LessThanOrEqual(ranks.value, cut.value), whenTrue.value, whenFalse.value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> SelectMember(Lanes128<T> index, Lanes128<T> bit, ref byte set, Lanes128<T> whenTrue, Lanes128<T> whenFalse)
    {
        Vector128<byte> bytes = Look(Vector128.LoadUnsafe(ref set), Vector128.LoadUnsafe(ref set, 16), index.value.AsByte());
        Vector128<byte> absent = Vector128.Equals(bytes & bit.value.AsByte(), Vector128<byte>.Zero);
        return new(Vector128.ConditionalSelect(absent.As<byte, T>(), whenFalse.value, whenTrue.value));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref T target, nuint offset) => value.StoreUnsafe(ref target, offset);

    /// <summary>Per row, a byte of a table of 32.</summary>
    /// <param name="low">The first half of the table.</param>
    /// <param name="high">The second half.</param>
    /// <param name="index">Per row, which byte.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Look(Vector128<byte> low, Vector128<byte> high, Vector128<byte> index) =>
        Vector128.Shuffle(low, index) | Vector128.Shuffle(high, index - Vector128.Create((byte)16));
}
