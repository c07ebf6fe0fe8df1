using System.Numerics;
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
    where T : unmanaged, IBinaryInteger<T>
{
    private interface IOperand
    {
        static abstract TLanes Load(ref T slots, ushort operand);
    }

    /// <summary>Finds the leaf that each row of a block reaches.</summary>
    /// <param name="program">The tree.</param>
    /// <param name="columns">The first column of ranks; a column has <see cref="RankedEnsemble.BlockRows"/> rows.</param>
    /// <param name="sets">The first of the sets' bytes.</param>
    /// <param name="slots">Room for the program's slots.</param>
    /// <param name="leaves">Receives a leaf's number per row.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(SelectionProgram program, ref T columns, ref byte sets, ref T slots, ref T leaves)
    {
        for (int row = 0; row < RankedEnsemble.BlockRows; row += TLanes.Count)
        {
            ref T block = ref Unsafe.Add(ref columns, row);
            ref SelectionProgram.Selection next = ref MemoryMarshal.GetArrayDataReference(program.Selections);
            foreach (SelectionProgram.Segment segment in program.Segments)
            {
                RunSegment(segment, ref next, ref block, ref sets, ref slots);
                next = ref Unsafe.Add(ref next, segment.Count);
            }

            TLanes.Load(ref slots, (nuint)(program.ResultSlot * TLanes.Count)).Store(ref leaves, (nuint)row);
        }
    }

    private static void RunSegment(
        SelectionProgram.Segment segment, ref SelectionProgram.Selection first, ref T columns, ref byte sets, ref T slots)
    {
        switch (segment.Form)
        {
            case SelectionForm.None:
                Cut<Leaf, Leaf>(ref first, segment.Count, ref columns, ref slots);
                break;
            case SelectionForm.TrueSlot:
                Cut<Slot, Leaf>(ref first, segment.Count, ref columns, ref slots);
                break;
            case SelectionForm.FalseSlot:
                Cut<Leaf, Slot>(ref first, segment.Count, ref columns, ref slots);
                break;
            case SelectionForm.TrueSlot | SelectionForm.FalseSlot:
                Cut<Slot, Slot>(ref first, segment.Count, ref columns, ref slots);
                break;
            case SelectionForm.Set:
                Set<Leaf, Leaf>(ref first, segment.Count, ref columns, ref sets, ref slots);
                break;
            case SelectionForm.Set | SelectionForm.TrueSlot:
                Set<Slot, Leaf>(ref first, segment.Count, ref columns, ref sets, ref slots);
                break;
            case SelectionForm.Set | SelectionForm.FalseSlot:
                Set<Leaf, Slot>(ref first, segment.Count, ref columns, ref sets, ref slots);
                break;
            case SelectionForm.Set | SelectionForm.TrueSlot | SelectionForm.FalseSlot:
                Set<Slot, Slot>(ref first, segment.Count, ref columns, ref sets, ref slots);
                break;
            default:
                throw new InvalidOperationException($"unknown form {segment.Form}");
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Cut<TTrue, TFalse>(ref SelectionProgram.Selection first, int count, ref T columns, ref T slots)
        where TTrue : struct, IOperand
        where TFalse : struct, IOperand
    {
        ref SelectionProgram.Selection end = ref Unsafe.Add(ref first, count);
        for (ref SelectionProgram.Selection item = ref first; Unsafe.IsAddressLessThan(ref item, ref end); item = ref Unsafe.Add(ref item, 1))
        {
            TLanes.SelectAtMost(
                TLanes.Load(ref columns, (nuint)(item.Column * RankedEnsemble.BlockRows)),
                TLanes.Broadcast(T.CreateTruncating(item.Cut)),
                TTrue.Load(ref slots, item.WhenTrue),
                TFalse.Load(ref slots, item.WhenFalse)).Store(ref slots, (nuint)(item.Target * TLanes.Count));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Set<TTrue, TFalse>(ref SelectionProgram.Selection first, int count, ref T columns, ref byte sets, ref T slots)
        where TTrue : struct, IOperand
        where TFalse : struct, IOperand
    {
        for (int i = 0; i < count; i++)
        {
            ref SelectionProgram.Selection item = ref Unsafe.Add(ref first, i);
            TLanes.SelectMember(
                TLanes.Load(ref columns, (nuint)(item.Column * RankedEnsemble.BlockRows)),
                TLanes.Load(ref columns, (nuint)((item.Column + 1) * RankedEnsemble.BlockRows)),
                ref Unsafe.Add(ref sets, item.Cut * RankedEnsemble.SetBytes),
                TTrue.Load(ref slots, item.WhenTrue),
                TFalse.Load(ref slots, item.WhenFalse)).Store(ref slots, (nuint)(item.Target * TLanes.Count));
        }
    }

    private readonly struct Leaf : IOperand
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TLanes Load(ref T slots, ushort operand) => TLanes.Broadcast(T.CreateTruncating(operand));
    }

    private readonly struct Slot : IOperand
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TLanes Load(ref T slots, ushort operand) => TLanes.Load(ref slots, (nuint)(operand * TLanes.Count));
    }
}
