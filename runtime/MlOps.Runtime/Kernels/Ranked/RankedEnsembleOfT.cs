using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MlOps.Runtime.Kernels;

/// <summary>An ensemble over ranks of one width.</summary>
/// <typeparam name="T">A rank: <see cref="byte"/> or <see cref="ushort"/>.</typeparam>
internal sealed class RankedEnsemble<T> : RankedEnsemble
    where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
{
    // About how long a selection takes, and a step down, in units of each other's: what a tree costs either way.
    private const double SelectionCost = 5;
    private const double StepCost = 2;

    // A vector takes as long for one row as for all of its lanes, which is what about a quarter as many rows take one by one.
    private const int LanesPerRowAlone = 4;

    // Ranks of so many columns stay near even for a long block.
    private const int MostLongColumns = 128;

    // What a single row may take of the stack.
    private const int MostOnStack = 1024;
    private const int MostBytesOnStack = 1024;

    private readonly double[] start;
    private readonly int featureCount;
    private readonly RankedFeature<T>[] features;
    private readonly byte[] sets;
    private readonly Tree[] trees;
    private readonly RowTrees rowTrees;
    private readonly PackedTrees packed;
    private readonly MemberRows? members;
    private readonly bool[] isCode;
    private readonly int columnCount;
    private readonly int blockRows;
    private readonly int slotCount;

    private RankedEnsemble(TreeEnsembleData data, RankedTrees ranked, Tree[] trees)
    {
        start = data.Start;
        featureCount = data.FeatureCount;
        sets = [.. ranked.Sets, .. new byte[SetBytes]];
        this.trees = trees;
        features = RankedFeature<T>.Of(data, ranked);
        packed = PackedTrees.Pack(ranked.Trees, sets, start.Length);
        members = ranked.FitsBytes ? MemberRows.Create(ranked) : null;
        rowTrees = new RowTrees(
            members is null ? packed : PackedTrees.Pack([.. ranked.Trees.Select(members.Rewrite)], [], start.Length, sizeof(byte)), start, members is not null);
        columnCount = ranked.Columns.Length;

        // Where some trees are selected, all take short blocks: leaves' numbers are added in the order of the trees.
        blockRows = columnCount <= MostLongColumns && trees.All(tree => tree.Program is null) ? LongBlockRows : BlockRows;
        isCode = [.. ranked.Columns.Select(column => column.Kind == RankedColumnKind.SetByte)];
        slotCount = trees.Select(tree => tree.Program?.SlotCount ?? 0).Append(1).Max();
    }

    /// <summary>Builds the ensemble.</summary>
    /// <param name="data">The ensemble.</param>
    /// <param name="ranked">Its trees over ranks.</param>
    /// <param name="width">The width of vectors.</param>
    public static RankedEnsemble<T> Build(TreeEnsembleData data, RankedTrees ranked, VectorWidth width)
    {
        Tree[] trees = [.. ranked.Trees.Select(tree =>
            new Tree(IsSelected(tree, width) ? SelectionScheduler<T>.Schedule(tree) : null, tree.LeafValues))];
        int selected = trees.Count(tree => tree.Program is not null);
        return new RankedEnsemble<T>(data, ranked, trees)
        {
            Path = new BatchPath(width, Marshal.SizeOf<T>() * 8, selected, trees.Length - selected),
        };
    }

    /// <inheritdoc/>
    public override void Sum(ReadOnlySpan<double> features, int stride, int rows, Span<double> sums, int sumStride)
    {
        int together = rows - RowsAlone(rows);
        if (together < rows)
        {
            SumAlone(features, stride, together, rows, sums, sumStride);
        }

        if (together > 0)
        {
            SumTogether(features, stride, together, sums, sumStride);
        }
    }

    private int RowsAlone(int rows)
    {
        int lanes = (int)Path.Width / 8 / Unsafe.SizeOf<T>();
        bool isSooner = Path.SelectedTrees > 0 && rows % lanes * LanesPerRowAlone < lanes;
        return isSooner && featureCount + start.Length <= MostOnStack ? rows % lanes : 0;
    }

    private void SumAlone(ReadOnlySpan<double> features, int stride, int begin, int end, Span<double> sums, int sumStride)
    {
        Span<double> row = stackalloc double[featureCount];
        Span<double> ofRow = stackalloc double[start.Length];
        for (int i = begin; i < end; i++)
        {
            for (int feature = 0; feature < row.Length; feature++)
            {
                row[feature] = features[(feature * stride) + i];
            }

            SumRow(row, ofRow);
            for (int sum = 0; sum < ofRow.Length; sum++)
            {
                sums[(sum * sumStride) + i] = ofRow[sum];
            }
        }
    }

    private void SumTogether(ReadOnlySpan<double> features, int stride, int rows, Span<double> sums, int sumStride)
    {
        BlockBuffer<T> buffer = BlockBuffer<T>.Rent(columnCount, slotCount, Math.Min(rows, blockRows));
        for (int begin = 0; begin < rows; begin += blockRows)
        {
            int count = Math.Min(blockRows, rows - begin);
            for (int part = 0; part < count; part += BlockRows)
            {
                int partCount = Math.Min(BlockRows, count - part);
                foreach (RankedFeature<T> feature in this.features)
                {
                    feature.Rank(features.Slice((feature.Index * stride) + begin + part, partCount), buffer.Columns, buffer.Buckets);
                }

                if (Path.DescendedTrees > 0)
                {
                    FillGroups(buffer, part, partCount);
                }
            }

            for (int i = 0; i < start.Length; i++)
            {
                sums.Slice((i * sumStride) + begin, count).Fill(start[i]);
            }

            for (int i = 0; i < trees.Length; i++)
            {
                if (trees[i].Program is { } program)
                {
                    Add<T>(trees[i].LeafValues, 0, Select(program, count, buffer), sums, begin, count, sumStride);
                }
                else
                {
                    Span<int> places = buffer.Places(count);
                    PackedDescent.Rows(packed, i, buffer.Groups, columnCount, places);
                    Add<int>(packed.Values, packed.Trees[i].ValueShift, places, sums, begin, count, sumStride);
                }
            }
        }
    }

    /// <inheritdoc/>
    public override void SumRow(ReadOnlySpan<double> features, Span<double> sums)
    {
        // A tree without nodes asks the first column all the same.
        Span<uint> row = columnCount < MostOnStack ? stackalloc uint[columnCount + 1] : BlockBuffer<T>.Rent(columnCount, slotCount, BlockRows).Groups[..columnCount];
        foreach (RankedFeature<T> feature in this.features)
        {
            feature.Rank(features[feature.Index], row);
        }

        if (members is null)
        {
            rowTrees.Sum(MemoryMarshal.AsBytes(row), sums);
            return;
        }

        Span<byte> bytes = members.Length <= MostBytesOnStack ? stackalloc byte[members.Length] : BlockBuffer<T>.Rent(columnCount, slotCount, BlockRows).Row(members.Length);
        members.Fill(row, bytes);
        rowTrees.Sum(bytes, sums);
    }

    private static bool IsSelected(BinaryTree tree, VectorWidth width)
    {
        if (width == VectorWidth.Scalar || tree.LeafCount - 1 > int.CreateTruncating(T.MaxValue))
        {
            return false;
        }

        double lanes = (int)width / 8.0 / Marshal.SizeOf<T>();
        return tree.Nodes.Length * SelectionCost / lanes <= tree.ExpectedDepth() * StepCost;
    }

    // For descents, the ranks of eight rows lie together; codes of categories take the place of the columns that selections need of them.
    private void FillGroups(BlockBuffer<T> buffer, int begin, int rows)
    {
        Span<uint> groups = buffer.Groups[(begin * columnCount)..];
        for (int column = 0; column < columnCount; column++)
        {
            ReadOnlySpan<T> source = buffer.Columns.Slice(column * BlockRows, BlockRows);
            int target = column * PackedTrees.Lanes;
            if (isCode[column])
            {
                ReadOnlySpan<T> bits = buffer.Columns.Slice((column + 1) * BlockRows, BlockRows);
                for (int row = 0; row < rows; row++)
                {
                    groups[At(target, row)] = (uint.CreateTruncating(source[row]) << 3) + uint.CreateTruncating(T.TrailingZeroCount(bits[row]));
                }

                continue;
            }

            for (int row = 0; row < rows; row++)
            {
                groups[At(target, row)] = uint.CreateTruncating(source[row]) << PackedTrees.RankShift;
            }
        }

        int At(int target, int row) => target + (row / PackedTrees.Lanes * PackedTrees.Lanes * columnCount) + (row % PackedTrees.Lanes);
    }

    private ReadOnlySpan<T> Select(SelectionProgram<T> program, int rows, BlockBuffer<T> buffer)
    {
        if (program.Result < 0)
        {
            buffer.Slots[..rows].Clear();
            return buffer.Slots[..rows];
        }

        ref T columns = ref MemoryMarshal.GetReference(buffer.Columns);
        ref byte bytes = ref MemoryMarshal.GetArrayDataReference(sets);
        ref T slots = ref MemoryMarshal.GetReference(buffer.Slots);
        int result = Path.Width switch
        {
            VectorWidth.Bits512 => SelectionRunner<Lanes512<T>, T>.Run(program, rows, ref columns, ref bytes, ref slots),
            VectorWidth.Bits256 => SelectionRunner<Lanes256<T>, T>.Run(program, rows, ref columns, ref bytes, ref slots),
            VectorWidth.Bits128 => SelectionRunner<Lanes128<T>, T>.Run(program, rows, ref columns, ref bytes, ref slots),
            _ => throw new InvalidOperationException($"no selections in {Path.Width}"),
        };
        return buffer.Slots.Slice(result, rows);
    }

    private void Add<TLeaf>(double[] values, int shift, ReadOnlySpan<TLeaf> leaves, Span<double> sums, int begin, int count, int sumStride)
        where TLeaf : unmanaged, IBinaryInteger<TLeaf>
    {
        if (start.Length == 1)
        {
            Add(values, shift, leaves, sums.Slice(begin, count));
            return;
        }

        for (int i = 0; i < start.Length; i++)
        {
            Span<double> target = sums.Slice((i * sumStride) + begin, count);
            for (int row = 0; row < target.Length; row++)
            {
                target[row] += values[((int.CreateTruncating(leaves[row]) - shift) * start.Length) + i];
            }
        }
    }

    // Leaves' numbers are the tree's own, so that no bound needs to be checked.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Add<TLeaf>(double[] values, int shift, ReadOnlySpan<TLeaf> leaves, Span<double> sums)
        where TLeaf : unmanaged, IBinaryInteger<TLeaf>
    {
        ref double first = ref MemoryMarshal.GetArrayDataReference(values);
        ref TLeaf leaf = ref MemoryMarshal.GetReference(leaves);
        for (int row = 0; row < sums.Length; row++)
        {
            sums[row] += Unsafe.Add(ref first, int.CreateTruncating(Unsafe.Add(ref leaf, row)) - shift);
        }
    }

    // A tree that is selected, and its leaves' numbers; without a program it is descended.
    private readonly record struct Tree(SelectionProgram<T>? Program, double[] LeafValues);
}
