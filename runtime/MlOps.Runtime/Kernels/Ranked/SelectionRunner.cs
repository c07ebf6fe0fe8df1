using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MlOps.Runtime.Kernels;

/// <summary>Runs selections over a block of rows, as many at a time as a vector has lanes.</summary>
/// <remarks>
/// Offsets are not checked here: a program is made from a tree whose columns, slots and leaves were counted when it was built.
/// </remarks>
/// <typeparam name="TLanes">The vector.</typeparam>
/// <typeparam name="T">A rank.</typeparam>
internal static class SelectionRunner<TLanes, T>
    where TLanes : struct, ILanes<TLanes, T>
    where T : unmanaged
{
    // What a selection chooses: the same for all rows, or a slot's.
    private interface IOperand<TSelf>
        where TSelf : struct, IOperand<TSelf>
    {
        static abstract TSelf WhenTrue(ref Selection<T> item);

        static abstract TSelf WhenFalse(ref Selection<T> item);

        TLanes Load(ref T slots, nuint row);
    }

    /// <summary>Finds the leaf that each row of a block reaches.</summary>
    /// <param name="program">The tree; it has selections.</param>
    /// <param name="rows">How many rows, at most a block's; those up to the next whole vector are computed, too.</param>
    /// <param name="columns">The first column of ranks.</param>
    /// <param name="sets">The first of the sets' bytes.</param>
    /// <param name="slots">Room for the program's slots.</param>
    /// <returns>Where the leaves' numbers are, from the first slot on.</returns>
    public static int Run(SelectionProgram<T> program, int rows, ref T columns, ref byte sets, ref T slots)
    {
        ref Selection<T> next = ref MemoryMarshal.GetArrayDataReference(program.Selections);
        foreach (SelectionSegment segment in program.Segments)
        {
            RunSegment(segment, (nuint)rows, ref next, ref columns, ref sets, ref slots);
            next = ref Unsafe.Add(ref next, segment.Count);
        }

        return program.Result;
    }

    private static void RunSegment(
        SelectionSegment segment, nuint rows, ref Selection<T> first, ref T columns, ref byte sets, ref T slots)
    {
        switch (segment.Form)
        {
            case SelectionForm.None:
                Cut<Leaf, Leaf>(ref first, segment.Count, rows, ref columns, ref slots);
                break;
            case SelectionForm.TrueSlot:
                Cut<Slot, Leaf>(ref first, segment.Count, rows, ref columns, ref slots);
                break;
            case SelectionForm.FalseSlot:
                Cut<Leaf, Slot>(ref first, segment.Count, rows, ref columns, ref slots);
                break;
            case SelectionForm.TrueSlot | SelectionForm.FalseSlot:
                Cut<Slot, Slot>(ref first, segment.Count, rows, ref columns, ref slots);
                break;
            case SelectionForm.Set:
                Set<Leaf, Leaf>(ref first, segment.Count, rows, ref columns, ref sets, ref slots);
                break;
            case SelectionForm.Set | SelectionForm.TrueSlot:
                Set<Slot, Leaf>(ref first, segment.Count, rows, ref columns, ref sets, ref slots);
                break;
            case SelectionForm.Set | SelectionForm.FalseSlot:
                Set<Leaf, Slot>(ref first, segment.Count, rows, ref columns, ref sets, ref slots);
                break;
            case SelectionForm.Set | SelectionForm.TrueSlot | SelectionForm.FalseSlot:
                Set<Slot, Slot>(ref first, segment.Count, rows, ref columns, ref sets, ref slots);
                break;
            default:
                throw new InvalidOperationException($"unknown form {segment.Form}");
        }
    }

    // Vectors of constants are made once for all rows of the block.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Cut<TTrue, TFalse>(ref Selection<T> first, int count, nuint rows, ref T columns, ref T slots)
        where TTrue : struct, IOperand<TTrue>
        where TFalse : struct, IOperand<TFalse>
    {
        ref Selection<T> end = ref Unsafe.Add(ref first, count);
        for (ref Selection<T> item = ref first; Unsafe.IsAddressLessThan(ref item, ref end); item = ref Unsafe.Add(ref item, 1))
        {
            ref T column = ref Unsafe.Add(ref columns, item.Column);
            ref T target = ref Unsafe.Add(ref slots, item.Target);
            TLanes cut = TLanes.Broadcast(item.Cut);
            TTrue whenTrue = TTrue.WhenTrue(ref item);
            TFalse whenFalse = TFalse.WhenFalse(ref item);
            for (nuint row = 0; row < rows; row += (nuint)TLanes.Count)
            {
                TLanes.SelectAtMost(TLanes.Load(ref column, row), cut, whenTrue.Load(ref slots, row), whenFalse.Load(ref slots, row))
                    .Store(ref target, row);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Set<TTrue, TFalse>(
        ref Selection<T> first, int count, nuint rows, ref T columns, ref byte sets, ref T slots)
        where TTrue : struct, IOperand<TTrue>
        where TFalse : struct, IOperand<TFalse>
    {
        ref Selection<T> end = ref Unsafe.Add(ref first, count);
        for (ref Selection<T> item = ref first; Unsafe.IsAddressLessThan(ref item, ref end); item = ref Unsafe.Add(ref item, 1))
        {
            ref T index = ref Unsafe.Add(ref columns, item.Column);
            ref T bit = ref Unsafe.Add(ref index, RankedEnsemble.BlockRows);
            ref byte set = ref Unsafe.Add(ref sets, item.Set);
            ref T target = ref Unsafe.Add(ref slots, item.Target);
            TTrue whenTrue = TTrue.WhenTrue(ref item);
            TFalse whenFalse = TFalse.WhenFalse(ref item);
            for (nuint row = 0; row < rows; row += (nuint)TLanes.Count)
            {
                TLanes.SelectMember(
                    TLanes.Load(ref index, row),
                    TLanes.Load(ref bit, row),
                    ref set,
                    whenTrue.Load(ref slots, row),
                    whenFalse.Load(ref slots, row)).Store(ref target, row);
            }
        }
    }

    private readonly struct Leaf(TLanes number) : IOperand<Leaf>
    {
        private readonly TLanes number = number;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Leaf WhenTrue(ref Selection<T> item) => new(TLanes.Broadcast(item.TrueLeaf));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Leaf WhenFalse(ref Selection<T> item) => new(TLanes.Broadcast(item.FalseLeaf));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TLanes Load(ref T slots, nuint row) => number;
    }

    private readonly struct Slot(nuint offset) : IOperand<Slot>
    {
        private readonly nuint offset = offset;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Slot WhenTrue(ref Selection<T> item) => new((nuint)item.TrueSlot);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Slot WhenFalse(ref Selection<T> item) => new((nuint)item.FalseSlot);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TLanes Load(ref T slots, nuint row) => TLanes.Load(ref slots, offset + row);
    }
}
