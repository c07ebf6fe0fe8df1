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
    private readonly int[] places = new int[RankedEnsemble.LongBlockRows];
    private uint[] groups = [];
    private byte[] row = [];
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

    /// <summary>A leaf's place per row, for trees that are descended; a few more, so that rows come by <see cref="PackedTrees.Lanes"/>.</summary>
    /// <param name="rows">How many rows.</param>
    public Span<int> Places(int rows) => places.AsSpan(0, (rows + PackedTrees.Lanes - 1) / PackedTrees.Lanes * PackedTrees.Lanes);

    /// <summary>The ranks of the block as descents read them.</summary>
    public Span<uint> Groups => groups;

    /// <summary>A number per row, for ranking.</summary>
    public Span<long> Buckets => buckets;

    /// <summary>A single row in bytes.</summary>
    /// <param name="length">How many.</param>
    public Span<byte> Row(int length)
    {
        if (row.Length < length)
        {
            row = new byte[length];
        }

        return row.AsSpan(0, length);
    }

    /// <summary>The thread's room, enlarged where it is too small.</summary>
    /// <param name="columns">How many columns.</param>
    /// <param name="slots">How many slots.</param>
    /// <param name="rows">How many rows are descended together.</param>
    public static BlockBuffer<T> Rent(int columns, int slots, int rows)
    {
        // A tree without nodes asks the first column all the same.
        int columnLength = Math.Max(columns, 1) * RankedEnsemble.BlockRows;
        int slotLength = slots * RankedEnsemble.BlockRows;
        int length = columnLength + slotLength;
        if (current is null || current.room.Length - (Alignment / Marshal.SizeOf<T>()) < length)
        {
            current = new BlockBuffer<T>(length);
        }

        // Rows come by eight, and whole blocks are ranked.
        int groupLength = (rows + RankedEnsemble.BlockRows - 1) / RankedEnsemble.BlockRows * columnLength;
        if (current.groups.Length < groupLength)
        {
            current.groups = GC.AllocateArray<uint>(groupLength, pinned: true);
        }

        current.columnLength = columnLength;
        current.slotLength = slotLength;
        return current;
    }
}
