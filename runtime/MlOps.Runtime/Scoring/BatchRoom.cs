using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MlOps.Runtime;

/// <summary>What generated code needs to score rows in batches.</summary>
public static class BatchRoom
{
    /// <summary>Checks that every row has room for its result.</summary>
    /// <param name="rows">How many rows.</param>
    /// <param name="results">How many results there is room for.</param>
    /// <exception cref="ArgumentException">There is less room than rows.</exception>
    public static void CheckLengths(int rows, int results)
    {
        if (results < rows)
        {
            throw new ArgumentException($"{rows} rows have {rows} results, but there is room for {results}", nameof(results));
        }
    }

    /// <summary>How far columns in <see cref="Slots"/> are apart: a block's rows, and some more so that they do not share lines of the cache.</summary>
    public const int SlotRows = TreeEnsemble.BlockRows + 8;

    /// <summary>How many rows of a plan of layers are scored together in columns: what layers hand on stays in the nearest cache.</summary>
    public const int LayerRows = 64;

    /// <summary>How far columns in <see cref="Slots"/> are apart where blocks are long.</summary>
    public const int LongSlotRows = TreeEnsemble.LongBlockRows + 8;

    /// <summary>How many typed rows are laid out as columns at once: they stay in the nearest cache.</summary>
    public const int RowBlock = 64;

    /// <summary>How far these columns are apart.</summary>
    public const int RowSlots = RowBlock + 8;

    // Fewer are scored one after the other sooner than they are laid out.
    private const int FewestRows = 4;

    // The most numbers that a vector has; a block is a multiple of it.
    private const int MostLanes = 8;

    // A vector that lies across two lines of the cache takes two reads.
    private const int Alignment = 64;

    [ThreadStatic]
    private static double[]? slots;

    [ThreadStatic]
    private static int firstSlot;

    /// <summary>How wide the vectors are that columns are scored on.</summary>
    public static VectorWidth Width => VectorWidths.Current;

    /// <summary>That formulas are computed on vectors where rows come in columns.</summary>
    public static BatchPath ColumnPath => new(VectorWidths.Current, 0, 0, 0);

    /// <summary>Whether a column has a value for every row, so that it may be read and written without further checks.</summary>
    /// <typeparam name="T">What it holds.</typeparam>
    /// <param name="column">The column.</param>
    /// <param name="rows">How many rows.</param>
    public static bool HasRows<T>(ReadOnlySpan<T> column, int rows) => column.Length >= rows;

    /// <summary>
    /// A number that vectors are made of before a loop, to stay in a register: one that the run-time compiler knew it would read from memory
    /// wherever it is used.
    /// </summary>
    /// <param name="value">The number.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static double Held(double value) => value;

    /// <summary>Whether typed rows are laid out as columns, to be scored on vectors.</summary>
    /// <param name="rows">How many rows.</param>
    public static bool TakesRows(int rows) => rows >= FewestRows && VectorWidths.Current != VectorWidth.Scalar;

    /// <summary>The number of rows that fill vectors of every width.</summary>
    /// <param name="rows">How many rows there are, at most <see cref="RowBlock"/>.</param>
    /// <returns>As many or more, at most <see cref="RowBlock"/>.</returns>
    public static int WholeVectors(int rows) => (rows + MostLanes - 1) / MostLanes * MostLanes;

    /// <summary>Takes an object of a class, for room that is kept from batch to batch; <see cref="Give{T}"/> it back.</summary>
    /// <typeparam name="T">The class.</typeparam>
    public static T Take<T>()
        where T : class, new() => RoomPool<T>.Take() ?? new T();

    /// <summary>Gives an object back for a later batch.</summary>
    /// <typeparam name="T">The class.</typeparam>
    /// <param name="room">The object; the caller uses it no longer.</param>
    public static void Give<T>(T room)
        where T : class, new() => RoomPool<T>.Give(room);

    /// <summary>The thread's columns for what one part of a plan computes and another needs.</summary>
    /// <param name="count">How many.</param>
    /// <param name="slotRows">How far they are apart: <see cref="SlotRows"/> or <see cref="LongSlotRows"/>.</param>
    public static Span<double> Slots(int count, int slotRows = SlotRows)
    {
        int length = count * slotRows;
        if (slots is null || slots.Length < length + (Alignment / sizeof(double)))
        {
            slots = GC.AllocateArray<double>(length + (Alignment / sizeof(double)), pinned: true);
            firstSlot = (int)((Alignment - (Marshal.UnsafeAddrOfPinnedArrayElement(slots, 0) % Alignment)) % Alignment) / sizeof(double);
        }

        return slots.AsSpan(firstSlot, length);
    }

    /// <summary>Takes room for a block; it is returned at the end of the batch.</summary>
    /// <typeparam name="TValues">What is kept of a row between its parts.</typeparam>
    /// <param name="features">How many features a row has, of all ensembles.</param>
    /// <param name="sums">How many sums, of all ensembles.</param>
    /// <param name="blockRows">How many rows a block has.</param>
    public static BatchRoom<TValues> Rent<TValues>(int features, int sums, int blockRows = TreeEnsemble.BlockRows)
        where TValues : struct => BatchRoom<TValues>.Rent(features, sums, blockRows);

    /// <summary>Takes room for typed rows; it is returned at the end of the batch.</summary>
    /// <typeparam name="TInput">The typed input.</typeparam>
    /// <typeparam name="TOutput">The typed output.</typeparam>
    /// <param name="blockRows">How many rows a block has.</param>
    public static BatchRows<TInput, TOutput> Rows<TInput, TOutput>(int blockRows = TreeEnsemble.BlockRows)
        where TInput : struct
        where TOutput : struct => BatchRows<TInput, TOutput>.Rent(blockRows);
}

/// <summary>Room for one block of rows. It is kept from batch to batch, so that a batch allocates nothing.</summary>
/// <typeparam name="TValues">What is kept of a row between its parts.</typeparam>
public sealed class BatchRoom<TValues>
    where TValues : struct
{
    private readonly int blockRows;
    private readonly TValues[] values;
    private double[] features = [];
    private double[] sums = [];

    private BatchRoom(int blockRows)
    {
        this.blockRows = blockRows;
        values = new TValues[blockRows];
    }

    /// <summary>What is kept of each row of the block.</summary>
    public Span<TValues> Values => values;

    /// <summary>Takes a room that has at least the wanted size.</summary>
    /// <param name="features">How many features a row has, of all ensembles.</param>
    /// <param name="sums">How many sums, of all ensembles.</param>
    /// <param name="blockRows">How many rows a block has.</param>
    internal static BatchRoom<TValues> Rent(int features, int sums, int blockRows)
    {
        BatchRoom<TValues> room = RoomPool<BatchRoom<TValues>>.Take() is { } kept && kept.blockRows == blockRows ? kept : new BatchRoom<TValues>(blockRows);
        if (room.features.Length < features * blockRows || room.sums.Length < sums * blockRows)
        {
            room.features = new double[features * blockRows];
            room.sums = new double[sums * blockRows];
        }

        return room;
    }

    /// <summary>Feature after feature, a value for each row of the block.</summary>
    /// <param name="begin">The first feature.</param>
    /// <param name="count">How many features.</param>
    public Span<double> Features(int begin, int count) =>
        features.AsSpan(begin * blockRows, count * blockRows);

    /// <summary>Sum after sum, a value for each row of the block.</summary>
    /// <param name="begin">The first sum.</param>
    /// <param name="count">How many sums.</param>
    public Span<double> Sums(int begin, int count) => sums.AsSpan(begin * blockRows, count * blockRows);

    /// <summary>Ends a batch: texts of its rows are not kept alive.</summary>
    public void Return()
    {
        if (RuntimeHelpers.IsReferenceOrContainsReferences<TValues>())
        {
            Array.Clear(values);
        }

        RoomPool<BatchRoom<TValues>>.Give(this);
    }
}
