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
    private const double StepCost = 6;

    // What a single row may take of the stack.
    private const int MostOnStack = 1024;

    private readonly double[] start;
    private readonly RankedFeature<T>[] features;
    private readonly byte[] sets;
    private readonly Tree[] trees;
    private readonly RowTrees<T> rowTrees;
    private readonly int columnCount;
    private readonly int slotCount;

    private RankedEnsemble(TreeEnsembleData data, RankedTrees ranked, Tree[] trees)
    {
        start = data.Start;
        sets = [.. ranked.Sets, .. new byte[SetBytes]];
        this.trees = trees;
        features = RankedFeature<T>.Of(data, ranked);
        rowTrees = new RowTrees<T>(ranked.Trees, sets, start);
        columnCount = ranked.Columns.Length;
        slotCount = trees.Select(tree => tree.Program?.SlotCount ?? 0).Append(1).Max();
    }

    /// <summary>Builds the ensemble.</summary>
    /// <param name="data">The ensemble.</param>
    /// <param name="ranked">Its trees over ranks.</param>
    /// <param name="width">The width of vectors.</param>
    public static RankedEnsemble<T> Build(TreeEnsembleData data, RankedTrees ranked, VectorWidth width)
    {
        Tree[] trees = [.. ranked.Trees.Select(tree => IsSelected(tree, width)
            ? new Tree(SelectionScheduler<T>.Schedule(tree), null, tree.LeafValues)
            : new Tree(null, new DescendedTree(tree), tree.LeafValues))];
        int selected = trees.Count(tree => tree.Program is not null);
        return new RankedEnsemble<T>(data, ranked, trees)
        {
            Path = new BatchPath(width, Marshal.SizeOf<T>() * 8, selected, trees.Length - selected),
        };
    }

    /// <inheritdoc/>
    public override void Sum(ReadOnlySpan<double> features, int stride, int rows, Span<double> sums, int sumStride)
    {
        BlockBuffer<T> buffer = BlockBuffer<T>.Rent(columnCount, slotCount);
        for (int begin = 0; begin < rows; begin += BlockRows)
        {
            int count = Math.Min(BlockRows, rows - begin);
            foreach (RankedFeature<T> feature in this.features)
            {
                feature.Rank(features.Slice((feature.Index * stride) + begin, count), buffer.Columns, buffer.Buckets);
            }

            for (int i = 0; i < start.Length; i++)
            {
                sums.Slice((i * sumStride) + begin, count).Fill(start[i]);
            }

            foreach (Tree tree in trees)
            {
                if (tree.Program is null)
                {
                    tree.Descended!.Run<T>(buffer.Columns, sets, buffer.Numbers[..count]);
                    Add<int>(tree.LeafValues, buffer.Numbers, sums, begin, count, sumStride);
                }
                else
                {
                    Add<T>(tree.LeafValues, Select(tree.Program, count, buffer), sums, begin, count, sumStride);
                }
            }
        }
    }

    /// <inheritdoc/>
    public override void SumRow(ReadOnlySpan<double> features, Span<double> sums)
    {
        Span<T> row = columnCount <= MostOnStack ? stackalloc T[columnCount] : BlockBuffer<T>.Rent(columnCount, slotCount).Columns[..columnCount];
        foreach (RankedFeature<T> feature in this.features)
        {
            feature.Rank(features[feature.Index], row);
        }

        rowTrees.Sum(row, sums);
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

    private void Add<TLeaf>(double[] values, ReadOnlySpan<TLeaf> leaves, Span<double> sums, int begin, int count, int sumStride)
        where TLeaf : unmanaged, IBinaryInteger<TLeaf>
    {
        if (start.Length == 1)
        {
            Add(values, leaves, sums.Slice(begin, count));
            return;
        }

        for (int i = 0; i < start.Length; i++)
        {
            Span<double> target = sums.Slice((i * sumStride) + begin, count);
            for (int row = 0; row < target.Length; row++)
            {
                target[row] += values[(int.CreateTruncating(leaves[row]) * start.Length) + i];
            }
        }
    }

    // Leaves' numbers are the tree's own, so that no bound needs to be checked.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Add<TLeaf>(double[] values, ReadOnlySpan<TLeaf> leaves, Span<double> sums)
        where TLeaf : unmanaged, IBinaryInteger<TLeaf>
    {
        ref double first = ref MemoryMarshal.GetArrayDataReference(values);
        ref TLeaf leaf = ref MemoryMarshal.GetReference(leaves);
        for (int row = 0; row < sums.Length; row++)
        {
            sums[row] += Unsafe.Add(ref first, int.CreateTruncating(Unsafe.Add(ref leaf, row)));
        }
    }

    // A tree in one of two forms, and its leaves' numbers.
    private sealed record Tree(SelectionProgram<T>? Program, DescendedTree? Descended, double[] LeafValues);
}
