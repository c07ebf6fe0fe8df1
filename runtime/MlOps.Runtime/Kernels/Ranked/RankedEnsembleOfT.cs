using System.Numerics;
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

    private readonly double[] start;
    private readonly RankedFeature<T>[] features;
    private readonly byte[] sets;
    private readonly Tree[] trees;
    private readonly int columnCount;
    private readonly int slotCount;

    private RankedEnsemble(TreeEnsembleData data, RankedTrees ranked, Tree[] trees)
    {
        start = data.Start;
        sets = [.. ranked.Sets, .. new byte[SetBytes]];
        this.trees = trees;
        features = RankedFeature<T>.Of(data, ranked);
        columnCount = ranked.Columns.Length;
        slotCount = trees.Select(tree => tree.Program?.SlotCount ?? 0).DefaultIfEmpty(0).Max();
    }

    /// <summary>Builds the ensemble.</summary>
    /// <param name="data">The ensemble.</param>
    /// <param name="ranked">Its trees over ranks.</param>
    /// <param name="width">The width of vectors.</param>
    public static RankedEnsemble<T> Build(TreeEnsembleData data, RankedTrees ranked, VectorWidth width)
    {
        Tree[] trees = [.. ranked.Trees.Select(tree => IsSelected(tree, width)
            ? new Tree(SelectionScheduler.Schedule(tree), null, tree.LeafValues)
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
                feature.Rank(features.Slice((feature.Index * stride) + begin, count), buffer.Columns);
            }

            for (int i = 0; i < start.Length; i++)
            {
                sums.Slice((i * sumStride) + begin, count).Fill(start[i]);
            }

            foreach (Tree tree in trees)
            {
                Find(tree, buffer);
                for (int i = 0; i < start.Length; i++)
                {
                    Add(tree.LeafValues, start.Length, i, buffer, sums.Slice((i * sumStride) + begin, count), tree.Program is null);
                }
            }
        }
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

    private void Find(Tree tree, BlockBuffer<T> buffer)
    {
        if (tree.Program is not { } program)
        {
            tree.Descended!.Run<T>(buffer.Columns, sets, buffer.Numbers);
            return;
        }

        if (program.ResultSlot < 0)
        {
            buffer.Leaves.Fill(T.CreateTruncating(program.OnlyLeaf));
            return;
        }

        ref T columns = ref MemoryMarshal.GetReference(buffer.Columns);
        ref byte bytes = ref MemoryMarshal.GetArrayDataReference(sets);
        ref T slots = ref MemoryMarshal.GetReference(buffer.Slots);
        ref T leaves = ref MemoryMarshal.GetReference(buffer.Leaves);
        switch (Path.Width)
        {
            case VectorWidth.Bits512:
                SelectionRunner<Lanes512<T>, T>.Run(program, ref columns, ref bytes, ref slots, ref leaves);
                break;
            case VectorWidth.Bits256:
                SelectionRunner<Lanes256<T>, T>.Run(program, ref columns, ref bytes, ref slots, ref leaves);
                break;
            case VectorWidth.Bits128:
                SelectionRunner<Lanes128<T>, T>.Run(program, ref columns, ref bytes, ref slots, ref leaves);
                break;
            default:
                throw new InvalidOperationException($"no selections in {Path.Width}");
        }
    }

    private static void Add(double[] values, int width, int offset, BlockBuffer<T> buffer, Span<double> sums, bool isDescended)
    {
        if (isDescended)
        {
            ReadOnlySpan<int> numbers = buffer.Numbers[..sums.Length];
            for (int row = 0; row < numbers.Length; row++)
            {
                sums[row] += values[(numbers[row] * width) + offset];
            }
        }
        else
        {
            ReadOnlySpan<T> leaves = buffer.Leaves[..sums.Length];
            for (int row = 0; row < leaves.Length; row++)
            {
                sums[row] += values[(int.CreateTruncating(leaves[row]) * width) + offset];
            }
        }
    }

    // A tree in one of two forms, and its leaves' numbers.
    private sealed record Tree(SelectionProgram? Program, DescendedTree? Descended, double[] LeafValues);
}
