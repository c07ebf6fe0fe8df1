namespace MlOps.Runtime.Kernels;

/// <summary>Ranks, or leaf numbers, of several rows in one vector register.</summary>
/// <typeparam name="TSelf">The vector.</typeparam>
/// <typeparam name="T">A rank: <see cref="byte"/> or <see cref="ushort"/>.</typeparam>
internal interface ILanes<TSelf, T>
    where TSelf : struct, ILanes<TSelf, T>
    where T : unmanaged
{
    /// <summary>How many rows.</summary>
    static abstract int Count { get; }

    /// <summary>Reads the rows from an offset on.</summary>
    /// <param name="source">Where the offset counts from.</param>
    /// <param name="offset">In elements.</param>
    static abstract TSelf Load(ref T source, nuint offset);

    /// <summary>One value for all rows.</summary>
    /// <param name="value">The value.</param>
    static abstract TSelf Broadcast(T value);

    /// <summary>Per row, the first value where the rank is at most the cut, otherwise the second.</summary>
    /// <param name="ranks">The ranks.</param>
    /// <param name="cut">The cut.</param>
    /// <param name="whenTrue">The first value.</param>
    /// <param name="whenFalse">The second value.</param>
    static abstract TSelf SelectAtMost(TSelf ranks, TSelf cut, TSelf whenTrue, TSelf whenFalse);

    /// <summary>Per row, the first value where a set of 256 bits has the row's code, otherwise the second.</summary>
    /// <param name="index">The byte of the set that holds the code's bit.</param>
    /// <param name="bit">The bit inside the byte.</param>
    /// <param name="set">The set's first of 32 bytes.</param>
    /// <param name="whenTrue">The first value.</param>
    /// <param name="whenFalse">The second value.</param>
    static abstract TSelf SelectMember(TSelf index, TSelf bit, ref byte set, TSelf whenTrue, TSelf whenFalse);

    /// <summary>Writes the rows from an offset on.</summary>
    /// <param name="target">Where the offset counts from.</param>
    /// <param name="offset">In elements.</param>
    void Store(ref T target, nuint offset);
}
