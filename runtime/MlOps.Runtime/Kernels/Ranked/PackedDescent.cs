using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MlOps.Runtime.Kernels;

/// <summary>Descends packed trees, <see cref="PackedTrees.Lanes"/> rows or trees at a time.</summary>
/// <remarks>
/// Ranks are shifted by <see cref="PackedTrees.RankShift"/>; those of a set's column are codes, unshifted. Places are not checked here: a layout is
/// made from a tree whose branches and columns were counted when it was built, and any ranks lead to one of its leaves.
/// </remarks>
internal static class PackedDescent
{
    // After so many steps it is asked whether all have come to their leaves.
    private const int StepsBetween = 3;

    private interface IRanks
    {
        static abstract uint Read(ref byte ranks, nint column, nint lane);
    }

    private interface IStep
    {
        static abstract nint Next(ref ulong nodes, ref ulong outside, ref byte ranks, nint place, nint lane);
    }

    /// <summary>Finds the leaves of a tree that the rows of a block reach.</summary>
    /// <param name="trees">The trees.</param>
    /// <param name="tree">The tree's number.</param>
    /// <param name="ranks">Eight rows after eight rows, column after column, a rank of each of the eight.</param>
    /// <param name="columns">How many columns there are.</param>
    /// <param name="places">Receives the leaves' places: as many as there are rows, a multiple of eight.</param>
    public static void Rows(PackedTrees trees, int tree, ReadOnlySpan<uint> ranks, int columns, Span<int> places)
    {
        PackedTrees.Tree item = trees.Trees[tree];
        ref ulong nodes = ref MemoryMarshal.GetArrayDataReference(trees.Nodes);
        ref ulong outside = ref MemoryMarshal.GetArrayDataReference(trees.Outside);
        ref byte first = ref Unsafe.As<uint, byte>(ref MemoryMarshal.GetReference(ranks));
        places.Fill(item.Root);
        int interval = item.IsEven ? int.MaxValue : StepsBetween;
        for (int row = 0; row < places.Length; row += PackedTrees.Lanes)
        {
            if (item.HasSets)
            {
                Descend<SetStep<RanksOfBlock>>(ref nodes, ref outside, ref first, ref places[row], item.Depth, interval);
            }
            else
            {
                Descend<CutStep<RanksOfBlock>>(ref nodes, ref outside, ref first, ref places[row], item.Depth, interval);
            }

            first = ref Unsafe.Add(ref first, columns * PackedTrees.Lanes * sizeof(uint));
        }
    }

    /// <summary>Finds the leaves of eight trees that a row reaches.</summary>
    /// <param name="trees">The trees.</param>
    /// <param name="depth">The most steps that any of them needs.</param>
    /// <param name="isEven">Whether most rows need about as many.</param>
    /// <param name="hasSets">Whether any of them asks a set.</param>
    /// <param name="isBytes">Whether the row has bytes, as of <see cref="MemberRows"/>, not ranks of four.</param>
    /// <param name="row">A rank per column, at least one.</param>
    /// <param name="places">The eight roots; receives the leaves' places.</param>
    public static void Row(PackedTrees trees, int depth, bool isEven, bool hasSets, bool isBytes, ReadOnlySpan<byte> row, ref int places)
    {
        ref ulong nodes = ref MemoryMarshal.GetArrayDataReference(trees.Nodes);
        ref ulong outside = ref MemoryMarshal.GetArrayDataReference(trees.Outside);
        ref byte first = ref MemoryMarshal.GetReference(row);
        int interval = isEven ? int.MaxValue : StepsBetween;
        if (isBytes)
        {
            Descend<CutStep<BytesOfRow>>(ref nodes, ref outside, ref first, ref places, depth, interval);
        }
        else if (hasSets)
        {
            Descend<SetStep<RanksOfRow>>(ref nodes, ref outside, ref first, ref places, depth, interval);
        }
        else
        {
            Descend<CutStep<RanksOfRow>>(ref nodes, ref outside, ref first, ref places, depth, interval);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Descend<TStep>(ref ulong nodes, ref ulong outside, ref byte ranks, ref int places, int depth, int interval)
        where TStep : struct, IStep
    {
        nint a = places;
        nint b = Unsafe.Add(ref places, 1);
        nint c = Unsafe.Add(ref places, 2);
        nint d = Unsafe.Add(ref places, 3);
        nint e = Unsafe.Add(ref places, 4);
        nint f = Unsafe.Add(ref places, 5);
        nint g = Unsafe.Add(ref places, 6);
        nint h = Unsafe.Add(ref places, 7);
        while (depth > 0)
        {
            int steps = Math.Min(interval, depth);
            depth -= steps;
            do
            {
                a = TStep.Next(ref nodes, ref outside, ref ranks, a, 0);
                b = TStep.Next(ref nodes, ref outside, ref ranks, b, 1);
                c = TStep.Next(ref nodes, ref outside, ref ranks, c, 2);
                d = TStep.Next(ref nodes, ref outside, ref ranks, d, 3);
                e = TStep.Next(ref nodes, ref outside, ref ranks, e, 4);
                f = TStep.Next(ref nodes, ref outside, ref ranks, f, 5);
                g = TStep.Next(ref nodes, ref outside, ref ranks, g, 6);
                h = TStep.Next(ref nodes, ref outside, ref ranks, h, 7);
            }
            while (--steps > 0);

            // Only leaves have no distance and no column: whatever else is there has a bit set above the cut or below it.
            if (depth > 0 && (Rest(ref nodes, a) | Rest(ref nodes, b) | Rest(ref nodes, c) | Rest(ref nodes, d)
                | Rest(ref nodes, e) | Rest(ref nodes, f) | Rest(ref nodes, g) | Rest(ref nodes, h)) == 0)
            {
                break;
            }
        }

        places = (int)a;
        Unsafe.Add(ref places, 1) = (int)b;
        Unsafe.Add(ref places, 2) = (int)c;
        Unsafe.Add(ref places, 3) = (int)d;
        Unsafe.Add(ref places, 4) = (int)e;
        Unsafe.Add(ref places, 5) = (int)f;
        Unsafe.Add(ref places, 6) = (int)g;
        Unsafe.Add(ref places, 7) = (int)h;
    }

    // A node's distance: 0 of a leaf, and of nothing else.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Rest(ref ulong nodes, nint place) => Unsafe.Add(ref nodes, place) >> 32;

    private readonly struct RanksOfBlock : IRanks
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static uint Read(ref byte ranks, nint column, nint lane) =>
            Unsafe.Add(ref Unsafe.As<ulong, uint>(ref Unsafe.Add(ref Unsafe.As<byte, ulong>(ref ranks), column)), lane);
    }

    private readonly struct RanksOfRow : IRanks
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static uint Read(ref byte ranks, nint column, nint lane) => Unsafe.As<byte, uint>(ref Unsafe.AddByteOffset(ref ranks, column));
    }

    private readonly struct BytesOfRow : IRanks
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static uint Read(ref byte ranks, nint column, nint lane) => (uint)Unsafe.AddByteOffset(ref ranks, column) << PackedTrees.RankShift;
    }

    private readonly struct CutStep<TRanks> : IStep
        where TRanks : struct, IRanks
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static nint Next(ref ulong nodes, ref ulong outside, ref byte ranks, nint place, nint lane)
        {
            ulong node = Unsafe.Add(ref nodes, place);
            ulong rank = TRanks.Read(ref ranks, (ushort)node, lane);
            return place + (nint)((long)(node - rank) >> 32);
        }
    }

    private readonly struct SetStep<TRanks> : IStep
        where TRanks : struct, IRanks
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static nint Next(ref ulong nodes, ref ulong outside, ref byte ranks, nint place, nint lane)
        {
            ulong node = Unsafe.Add(ref nodes, place);
            ulong rank = TRanks.Read(ref ranks, (nint)(node & 0xFFFE), lane);

            // Of a node that asks no set, set 0 is looked at, whatever its bits are.
            ulong isSet = 0 - (node & 1);
            nint set = (nint)((uint)(node >> PackedTrees.RankShift) & 0xFFFF & (uint)isSet);
            ulong bits = Unsafe.Add(ref outside, (set * PackedTrees.SetWords) + (nint)((rank >> 6) & (PackedTrees.SetWords - 1)));
            ulong outsideSet = ((bits >> (int)rank) & 1) << 32;
            return place + (nint)((long)(node - (rank ^ ((rank ^ outsideSet) & isSet))) >> 32);
        }
    }
}
