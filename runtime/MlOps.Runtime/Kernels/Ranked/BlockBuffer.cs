using System.Runtime.InteropServices;

namespace MlOps.Runtime.Kernels;

/// <summary>A thread's room for one block of rows. It is kept from batch to batch, so that a batch allocates nothing.</summary>
/// <typeparam name="T">A rank.</typeparam>
internal sealed class BlockBuffer<T>
    where T : unmanaged
{
    // A vector that lies across two lines of the cache takes two reads.
    private const int Alignment = 64;

    [ThreadStatic]
    private static BlockBuffer<T>? current;

    private readonly T[] room;
    private readonly int begin;
    private readonly int[] numbers = new int[RankedEnsemble.BlockRows];
    private readonly long[] buckets = new long[RankedEnsemble.BlockRows];
    private int columnLength;
    private int slotLength;

    private BlockBuffer(int length)
    {
        int size = Marshal.SizeOf<T>();
        room = GC.AllocateArray<T>(length + (Alignment / size), pinned: true);
        long address = Marshal.UnsafeAddrOfPinnedArrayElement(room, 0);
        begin = (int)((Alignment - (address % Alignment)) % Alignment) / size;
    }

    /// <summary>The columns, one after the other.</summary>
    public Span<T> Columns => room.AsSpan(begin, columnLength);

    /// <summary>What selections keep.</summary>
    public Span<T> Slots => room.AsSpan(begin + columnLength, slotLength);

    /// <summary>A leaf's number per row, for trees that may have more leaves than a rank can count.</summary>
    public Span<int> Numbers => numbers;

    /// <summary>A number per row, for ranking.</summary>
    public Span<long> Buckets => buckets;

    /// <summary>The thread's room, enlarged where it is too small.</summary>
    /// <param name="columns">How many columns.</param>
    /// <param name="slots">How many slots.</param>
    public static BlockBuffer<T> Rent(int columns, int slots)
    {
        int columnLength = columns * RankedEnsemble.BlockRows;
        int slotLength = slots * RankedEnsemble.BlockRows;
        int length = columnLength + slotLength;
        if (current is null || current.room.Length - (Alignment / Marshal.SizeOf<T>()) < length)
        {
            current = new BlockBuffer<T>(length);
        }

        current.columnLength = columnLength;
        current.slotLength = slotLength;
        return current;
    }
}
